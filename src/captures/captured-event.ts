import { randomUUID } from 'node:crypto';
import { eventInstant } from '../cameras/trigger-policy.ts';
import type { CameraNotification } from '../cameras/types.ts';
import type { SpooledCapture } from './spool.ts';

/** A burst: pictures from before the event (which comes after the face) until shortly after it. */
export const burst = { beforeMs: 900, afterMs: 1_000 };
/** How far back a picture source remembers. */
export const ringSeconds = 8;

/** What is kept of an event before there are pictures: the stretch in which somebody may have passed. */
export function promisedCapture(cameraId: string, notification: CameraNotification): SpooledCapture {
  const { receivedAt } = notification;
  const instant = eventInstant(notification);
  // Older than the ring: there are no pictures of it, those from now on may still show who it was.
  const at = receivedAt - instant > (ringSeconds - 1) * 1000 ? receivedAt : instant;
  return {
    captureId: randomUUID(),
    cameraId,
    fromAt: new Date(at - burst.beforeMs),
    // Devices tell whole seconds: the event may be up to one later than it says.
    toAt: new Date(Math.min(receivedAt, at + 1_000) + burst.afterMs),
    event: storedEvent(notification),
    alsoEvents: [],
    frames: [],
  };
}

function storedEvent(event: CameraNotification): SpooledCapture['event'] {
  return {
    id: randomUUID(),
    key: event.key,
    topic: event.topic,
    operation: event.operation,
    payload: { source: event.source, key: event.keyItems, data: event.data, meaning: event.meaning },
    deviceTime: event.deviceTime === null ? null : new Date(event.deviceTime),
    receivedAt: new Date(event.receivedAt),
    skewMs: event.skewMs === null ? null : Math.round(event.skewMs),
  };
}
