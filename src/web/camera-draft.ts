import type { CameraSettings } from '../captures/camera-settings.ts';
import type { Camera, Direction } from '../http/contracts/cameras.ts';
import type { PictureArea } from '../domain/picture-area.ts';
import { patch, post, query } from './api.ts';
import type { CameraAccess, CameraPatch, Door } from './types.ts';

/** The choice of a door that is not there yet. */
export const newDoor = 'new';

/** A camera as it is being added or changed. */
export type CameraDraft = CameraAccess & {
  /** What the device said of itself when it was found: enough to know its make by. */
  device: string;
  name: string;
  doorId: string;
  doorName: string;
  staffOnly: boolean;
  direction: Direction;
  /** Null: the office's working hours. */
  hours: { from: string; to: string } | null;
  publicFacing: boolean;
  zone: PictureArea | null;
  masks: PictureArea[];
};

export function draftOf(camera: Camera | undefined, doors: Door[]): CameraDraft {
  const { hours = null, publicFacing = false, zone = null, masks = [] } = camera?.settings ?? {};
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
    ...{ hours, publicFacing, zone, masks },
  };
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

/** The server tries a new access before it stores it; `force` stores one that does not answer yet. */
export async function saveCamera(
  camera: Camera | undefined,
  draft: CameraDraft,
  doorId: string,
  force: boolean,
): Promise<void> {
  const asked = query({ force: force || null });
  const { username, password, direction, hours, publicFacing, zone, masks } = draft;
  const drawn = { hours, publicFacing, zone: zone && [...zone], masks: masks.map((mask) => [...mask]) };
  const settings: Partial<CameraSettings> = { ...camera?.settings, ...drawn };
  const common = {
    address: draft.address.trim(),
    username,
    name: draft.name.trim(),
    doorId,
    direction,
    settings,
  };
  if (!camera) await post(`/api/cameras${asked}`, { ...common, password });
  else {
    const change: CameraPatch = password === '' ? common : { ...common, password };
    await patch(`/api/cameras/${camera.id}${asked}`, change);
  }
}

/** What a camera can be stored in spite of: it may come later. */
export const unanswered = new Set([
  'camera_unreachable',
  'camera_not_onvif',
  'camera_wrong_credentials',
  'camera_locked_out',
  'camera_no_events',
  'camera_no_stream',
  'camera_clock_skew',
  'camera_connection_limit',
]);
