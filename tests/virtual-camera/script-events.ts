/** Raises the events of a script at their time, as the camera's own analytics would. */
import { motionEvent, objectInsideEvent } from './notifications.ts';
import type { DeviceEvent } from './notifications.ts';
import { truthOf } from './script.ts';
import type { CameraScript } from './script.ts';

/** How long after the last person is gone the camera says so. */
const offDelayMs = 1000;

export type TimedEvent = { at: number; event: DeviceEvent };

/**
 * Every event of a script with its instant (epoch ms), in order. Motion is one state of the whole picture: it begins with
 * the first of several overlapping passages and ends with the last; each person is an object of its own.
 */
export function eventsOf(script: CameraScript): TimedEvent[] {
  const { motion, objects, off } = script.events;
  const passages = truthOf(script).sort((a, b) => a.visibleFrom - b.visibleFrom);
  const events: TimedEvent[] = [];
  let moving: { until: number } | null = null;
  let lastObject = 0;
  const motionEnds = (): void => {
    if (moving && off) events.push({ at: moving.until, event: motionEvent(false) });
  };
  for (const { eventAt, visibleTo, people } of passages) {
    if (eventAt === null) continue;
    const until = visibleTo + offDelayMs;
    if (motion && (!moving || moving.until < eventAt)) {
      motionEnds();
      events.push({ at: eventAt, event: motionEvent(true) });
      moving = { until };
    } else if (moving) {
      moving.until = Math.max(moving.until, until);
    }
    for (const _ of objects ? people : []) {
      const id = ++lastObject;
      events.push({ at: eventAt, event: objectInsideEvent(id, 'Initialized') });
      if (!off) continue;
      events.push({ at: visibleTo, event: objectInsideEvent(id, 'Changed', false) });
      events.push({ at: visibleTo, event: objectInsideEvent(id, 'Deleted') });
    }
  }
  motionEnds();
  return events.sort((a, b) => a.at - b.at);
}

/** Timers that call back at instants; those already past are left out. */
export function schedule(timed: { at: number; run: () => void }[]): { cancel(): void } {
  const now = Date.now();
  const timers = timed.filter(({ at }) => at >= now).map(({ at, run }) => setTimeout(run, at - now));
  return { cancel: () => timers.forEach(clearTimeout) };
}
