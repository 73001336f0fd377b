/** The Media service: one source, a main and a sub profile. */
import type { Device, OperationTable, StreamShape } from './onvif-operation.ts';
import { SoapFault, text } from './soap.ts';
import type { XmlElement } from './soap.ts';

type Profile = { token: string; name: string; path: 'main' | 'sub'; shape: StreamShape };

function profilesOf(device: Device): Profile[] {
  const main: Profile = { token: 'Profile_1', name: 'mainStream', path: 'main', shape: device.main };
  return device.sub
    ? [main, { token: 'Profile_2', name: 'subStream', path: 'sub', shape: device.sub }]
    : [main];
}

function profileAsked(device: Device, body: XmlElement): Profile {
  const profile = profilesOf(device).find(({ token }) => token === text(body, 'ProfileToken'));
  if (profile) return profile;
  throw new SoapFault(
    'Sender',
    ['ter:InvalidArgVal', 'ter:NoProfile'],
    'The requested profile does not exist',
  );
}

const sourceConfiguration = (element: string, { main }: Device): string =>
  `<${element} token="VideoSourceConfig0"><tt:Name>VideoSourceConfig0</tt:Name><tt:UseCount>2</tt:UseCount><tt:SourceToken>VideoSource0</tt:SourceToken><tt:Bounds x="0" y="0" width="${main.width}" height="${main.height}"/></${element}>`;

const encoderConfiguration = (element: string, { path, shape }: Profile): string =>
  `<${element} token="VideoEncoder_${path}"><tt:Name>VideoEncoder_${path}</tt:Name><tt:UseCount>1</tt:UseCount><tt:Encoding>H264</tt:Encoding><tt:Resolution><tt:Width>${shape.width}</tt:Width><tt:Height>${shape.height}</tt:Height></tt:Resolution><tt:Quality>5</tt:Quality><tt:RateControl><tt:FrameRateLimit>${shape.fps}</tt:FrameRateLimit><tt:EncodingInterval>1</tt:EncodingInterval><tt:BitrateLimit>${path === 'main' ? 2048 : 512}</tt:BitrateLimit></tt:RateControl><tt:H264><tt:GovLength>${shape.fps}</tt:GovLength><tt:H264Profile>High</tt:H264Profile></tt:H264><tt:Multicast><tt:Address><tt:Type>IPv4</tt:Type><tt:IPv4Address>0.0.0.0</tt:IPv4Address></tt:Address><tt:Port>0</tt:Port><tt:TTL>1</tt:TTL><tt:AutoStart>false</tt:AutoStart></tt:Multicast><tt:SessionTimeout>PT60S</tt:SessionTimeout></${element}>`;

const profileXml = (element: string, device: Device, profile: Profile): string =>
  `<${element} token="${profile.token}" fixed="true"><tt:Name>${profile.name}</tt:Name>${sourceConfiguration('tt:VideoSourceConfiguration', device)}${encoderConfiguration('tt:VideoEncoderConfiguration', profile)}</${element}>`;

const mediaUri = (uri: string): string =>
  `<trt:MediaUri><tt:Uri>${uri}</tt:Uri><tt:InvalidAfterConnect>false</tt:InvalidAfterConnect><tt:InvalidAfterReboot>false</tt:InvalidAfterReboot><tt:Timeout>PT0S</tt:Timeout></trt:MediaUri>`;

export const mediaOperations: OperationTable = {
  GetServiceCapabilities: {
    access: 'anonymous',
    run: () =>
      '<trt:GetServiceCapabilitiesResponse><trt:Capabilities SnapshotUri="true" Rotation="false"><trt:ProfileCapabilities MaximumNumberOfProfiles="2"/><trt:StreamingCapabilities RTPMulticast="false" RTP_TCP="true" RTP_RTSP_TCP="true"/></trt:Capabilities></trt:GetServiceCapabilitiesResponse>',
  },
  GetProfiles: {
    access: 'user',
    run: ({ device }) =>
      `<trt:GetProfilesResponse>${profilesOf(device)
        .map((profile) => profileXml('trt:Profiles', device, profile))
        .join('')}</trt:GetProfilesResponse>`,
  },
  GetProfile: {
    access: 'user',
    run: ({ device, body }) =>
      `<trt:GetProfileResponse>${profileXml('trt:Profile', device, profileAsked(device, body))}</trt:GetProfileResponse>`,
  },
  GetVideoSources: {
    access: 'user',
    run: ({ device: { main } }) =>
      `<trt:GetVideoSourcesResponse><trt:VideoSources token="VideoSource0"><tt:Framerate>${main.fps}</tt:Framerate><tt:Resolution><tt:Width>${main.width}</tt:Width><tt:Height>${main.height}</tt:Height></tt:Resolution></trt:VideoSources></trt:GetVideoSourcesResponse>`,
  },
  GetVideoSourceConfigurations: {
    access: 'user',
    run: ({ device }) =>
      `<trt:GetVideoSourceConfigurationsResponse>${sourceConfiguration('trt:Configurations', device)}</trt:GetVideoSourceConfigurationsResponse>`,
  },
  GetVideoEncoderConfigurations: {
    access: 'user',
    run: ({ device }) =>
      `<trt:GetVideoEncoderConfigurationsResponse>${profilesOf(device)
        .map((profile) => encoderConfiguration('trt:Configurations', profile))
        .join('')}</trt:GetVideoEncoderConfigurationsResponse>`,
  },
  GetStreamUri: {
    access: 'user',
    run: ({ device, body }) =>
      `<trt:GetStreamUriResponse>${mediaUri(`${device.rtspBase()}/${profileAsked(device, body).path}`)}</trt:GetStreamUriResponse>`,
  },
  GetSnapshotUri: {
    access: 'user',
    run: ({ device, body }) =>
      `<trt:GetSnapshotUriResponse>${mediaUri(`${device.httpBase()}/snapshot/${profileAsked(device, body).path}.jpg`)}</trt:GetSnapshotUriResponse>`,
  },
  SetSynchronizationPoint: {
    access: 'user',
    run: ({ device, body }) => {
      // every second begins with a key frame anyway
      profileAsked(device, body);
      return '<trt:SetSynchronizationPointResponse/>';
    },
  },
};
