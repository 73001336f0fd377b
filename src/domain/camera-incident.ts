import { MINUTE } from './civil-time.ts';
import type { Instant } from './types/time.ts';

/** A camera that stopped watching its door, or watches it again. */
export type CameraChange = { cameraId: string; at: Instant };

/**
 * A switch or a fuse takes several cameras at once, but each is noticed in its own time: a broken connection at once, a
 * silent one only when its answer is overdue. Changes no further apart than this are one incident.
 */
const apartMs = 0.5 * MINUTE;
/** An incident does not grow for ever: cameras that fail one after the other all morning are several. */
const longestMs = 2 * MINUTE;

/**
 * Whether a change belongs to what happened to other cameras just before or after it. A camera that is among them already
 * has changed again since: that is news of its own.
 */
export function belongsTo(incident: readonly CameraChange[], change: CameraChange): boolean {
  if (incident.length === 0 || incident.some(({ cameraId }) => cameraId === change.cameraId)) return false;
  const instants = incident.map(({ at }) => at);
  const [first, last] = [Math.min(...instants), Math.max(...instants)];
  const near = change.at >= first - apartMs && change.at <= last + apartMs;
  return near && Math.max(last, change.at) - Math.min(first, change.at) <= longestMs;
}
