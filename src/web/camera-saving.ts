import type { Camera } from '../http/contracts/cameras.ts';
import { patch, post, query } from './api.ts';
import { settingsOf, type CameraDraft } from './camera-draft.ts';
import type { CameraPatch } from './types.ts';

/** The server tries a new access before it stores it; `force` stores one that does not answer yet. */
export async function saveCamera(
  camera: Camera | undefined,
  draft: CameraDraft,
  doorId: string,
  force: boolean,
): Promise<void> {
  const asked = query({ force: force || null });
  const { username, password, direction } = draft;
  const common = {
    address: draft.address.trim(),
    username,
    name: draft.name.trim(),
    doorId,
    direction,
    settings: settingsOf(camera, draft),
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
