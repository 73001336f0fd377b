import type { CameraSettings } from '../captures/camera-settings.ts';
import type { Camera, Direction } from '../http/contracts/cameras.ts';
import type { PictureArea } from '../domain/picture-area.ts';
import type { CameraAccess, Door, TestStep } from './types.ts';

/** The choice of a door that is not there yet. */
export const newDoor = 'new';

/** What a camera's own hours begin as. */
export const usualHours = { from: '06:00', to: '18:00' };

/**
 * A stream address without an account, as an input's `pattern`. The server has the last word; this one says it while the
 * address is still being typed.
 */
export const streamPattern = '[Rr][Tt][Ss][Pp][Ss]?:\\/\\/[^\\/@\\s]+(\\/\\S*)?';

/** A camera as it is being added or changed. */
export type CameraDraft = CameraAccess & {
  /** What the device said of itself when it was found: enough to know its make by. */
  device: string;
  name: string;
  doorId: string;
  doorName: string;
  staffOnly: boolean;
  direction: Direction;
  /** Null: the office's working hours; day and night where pictures are taken without a break. */
  hours: { from: string; to: string } | null;
  publicFacing: boolean;
  trigger: CameraSettings['trigger'];
  ring: CameraSettings['ring'];
  decoding: CameraSettings['decoding'];
  /** Empty: the address that the camera itself names. */
  streams: { main: string; sub: string };
  recognise: CameraSettings['recognise'];
  zone: PictureArea | null;
  masks: PictureArea[];
};

export function draftOf(camera: Camera | undefined, doors: Door[]): CameraDraft {
  const { hours = null, publicFacing = false, zone = null, masks = [] } = camera?.settings ?? {};
  const { trigger = 'events', ring = 'compressed', decoding = 'auto' } = camera?.settings ?? {};
  const { streams, recognise = null } = camera?.settings ?? {};
  return {
    address: camera?.address ?? '',
    username: camera?.username ?? 'admin',
    password: '',
    device: [camera?.device.manufacturer, camera?.device.model].filter(Boolean).join(' '),
    name: camera?.name ?? '',
    doorId: camera?.door.id ?? doors[0]?.id ?? newDoor,
    doorName: '',
    staffOnly: true,
    direction: camera?.direction ?? 'in',
    ...{ hours, publicFacing, zone, masks, trigger, ring, decoding, recognise },
    streams: { main: streams?.main ?? '', sub: streams?.sub ?? '' },
  };
}

/** Another beginning of captures. One that never pauses asks for hours: day and night is to be chosen knowingly. */
export function withTrigger(
  { hours }: CameraDraft,
  trigger: CameraDraft['trigger'],
): Pick<CameraDraft, 'trigger' | 'hours'> {
  return { trigger, hours: trigger === 'continuous' ? (hours ?? usualHours) : hours };
}

/** Whether nothing will come from the camera to begin a capture with, as far as checks or the service found. */
export function givesNoEvents(camera: Pick<Camera, 'state'> | undefined, checked: TestStep[]): boolean {
  if (checked.some(({ name, outcome }) => name === 'events' && outcome !== 'failed' && outcome !== 'skipped'))
    return false;
  const failed = checked.some(
    ({ name, outcome }) => outcome === 'failed' && (name === 'events' || name === 'onvif'),
  );
  return failed || camera?.state === 'noEvents' || camera?.state === 'notOnvif';
}

/** The settings to be stored; what the wizard does not ask for stays as it was. */
export function settingsOf(camera: Pick<Camera, 'settings'> | undefined, draft: CameraDraft) {
  const { hours, publicFacing, zone, masks, trigger, ring, decoding, recognise, streams } = draft;
  return {
    ...camera?.settings,
    ...{ hours, publicFacing, trigger, ring, decoding },
    zone: zone && [...zone],
    masks: masks.map((mask) => [...mask]),
    streams: { main: streams.main.trim() || null, sub: streams.sub.trim() || null },
    // A leave given for a public place must not wait, unseen, for the day on which the camera looks at one.
    recognise: recognise === true && !publicFacing ? null : recognise,
  } satisfies Partial<CameraSettings>;
}

/** Where the access is tried, and with what: a stored camera is asked with its stored password unless another is typed. */
export function testOf(
  camera: Camera | undefined,
  draft: CameraDraft,
): { path: string; access: Partial<CameraAccess> } {
  const { username, password } = draft;
  const access = { address: draft.address.trim(), username };
  if (!camera) return { path: '/api/cameras/test', access: { ...access, password } };
  const path = `/api/cameras/${camera.id}/test`;
  return { path, access: password === '' ? access : { ...access, password } };
}
