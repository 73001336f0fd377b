/**
 * What is known of the vendors found in Vietnamese offices, as data: where their services are, how their streams are
 * called, what their passwords may not contain, and what to tell the installer. Used when a device does not say it
 * itself, and for advice. Sources: vendors' manuals, bug reports of several projects.
 */
export type VendorId = 'hikvision' | 'dahua' | 'ezviz' | 'tapo' | 'reolink' | 'axis' | 'uniview' | 'generic';

/** Advice by code; the words are in the message catalogues. */
export type VendorAdvice =
  | 'enableOnvif'
  | 'separateOnvifUser'
  | 'createCameraAccount'
  | 'verificationCodeIsPassword'
  | 'fewConnections'
  | 'someModelsLackOnvif'
  | 'endOfEventsMissing';

export type VendorProfile = {
  id: VendorId;
  /** Matched against manufacturer, model and discovery name. */
  names: RegExp;
  onvifPorts: readonly number[];
  rtspPort: number;
  /** Paths of the main and the sub stream of the first channel. */
  streamPaths: { main: string; sub: string | null };
  /** Characters the device mishandles in passwords; empty when any will do. */
  passwordExcludes: string;
  /** Subscriptions it is known to hold; null when unknown. */
  maxSubscriptions: number | null;
  advice: readonly VendorAdvice[];
};

export const vendorProfiles: readonly VendorProfile[] = [
  {
    id: 'hikvision',
    names: /hik|hilook|hiwatch/i,
    onvifPorts: [80],
    rtspPort: 554,
    streamPaths: { main: '/Streaming/Channels/101', sub: '/Streaming/Channels/102' },
    passwordExcludes: '',
    maxSubscriptions: null,
    advice: ['enableOnvif', 'separateOnvifUser'],
  },
  {
    id: 'dahua',
    names: /dahua|kbvision|kb-?vision|imou|amcrest|lechange/i,
    onvifPorts: [80],
    rtspPort: 554,
    streamPaths: {
      main: '/cam/realmonitor?channel=1&subtype=0',
      sub: '/cam/realmonitor?channel=1&subtype=1',
    },
    passwordExcludes: `'";:&`,
    maxSubscriptions: null,
    advice: ['separateOnvifUser', 'fewConnections'],
  },
  {
    id: 'ezviz',
    names: /ezviz/i,
    onvifPorts: [80],
    rtspPort: 554,
    streamPaths: { main: '/h264/ch1/main/av_stream', sub: '/h264/ch1/sub/av_stream' },
    passwordExcludes: '',
    maxSubscriptions: null,
    advice: ['verificationCodeIsPassword', 'someModelsLackOnvif'],
  },
  {
    id: 'tapo',
    names: /tapo|tp-?link|vigi/i,
    onvifPorts: [2020],
    rtspPort: 554,
    streamPaths: { main: '/stream1', sub: '/stream2' },
    passwordExcludes: '',
    maxSubscriptions: null,
    advice: ['createCameraAccount'],
  },
  {
    id: 'reolink',
    names: /reolink/i,
    onvifPorts: [8000],
    rtspPort: 554,
    streamPaths: { main: '/h264Preview_01_main', sub: '/h264Preview_01_sub' },
    passwordExcludes: '',
    maxSubscriptions: 3,
    advice: ['fewConnections'],
  },
  {
    id: 'axis',
    names: /axis/i,
    onvifPorts: [80],
    rtspPort: 554,
    streamPaths: { main: '/axis-media/media.amp', sub: null },
    passwordExcludes: '',
    maxSubscriptions: null,
    advice: ['separateOnvifUser'],
  },
  {
    id: 'uniview',
    names: /uniview|\bunv\b/i,
    onvifPorts: [80],
    rtspPort: 554,
    streamPaths: { main: '/media/video1', sub: '/media/video2' },
    passwordExcludes: '',
    maxSubscriptions: null,
    advice: ['endOfEventsMissing'],
  },
];

const generic: VendorProfile = {
  id: 'generic',
  names: /(?:)/,
  onvifPorts: [80, 8080, 2020, 8000, 8899],
  rtspPort: 554,
  streamPaths: { main: '/', sub: null },
  passwordExcludes: '',
  maxSubscriptions: null,
  advice: [],
};

/** The profile for a device, by whatever it says of itself; the generic one when nothing fits. */
export function vendorProfile(...names: readonly (string | null)[]): VendorProfile {
  const text = names.filter((name) => name !== null).join(' ');
  return vendorProfiles.find(({ names: pattern }) => pattern.test(text)) ?? generic;
}

/** Characters of a password that this vendor's devices mishandle, each once. */
export function troublesomeCharacters(password: string, profile: VendorProfile): string[] {
  return [...new Set(password)].filter((character) => profile.passwordExcludes.includes(character));
}
