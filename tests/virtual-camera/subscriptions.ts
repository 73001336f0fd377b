/** Pull-point subscriptions with a real end: queues of notifications, long polls, and the present state to begin with. */
import { notificationXml, propertyOf } from './notifications.ts';
import type { DeviceEvent } from './notifications.ts';

export type PullPoint = {
  readonly id: number;
  /** Epoch ms (true clock) after which it is gone. */
  endsAt: number;
  /** Notifications not yet fetched, as XML, oldest first. */
  readonly queue: string[];
};

export type PullPoints = {
  /** Null when the device has no room for another. */
  create(lifetimeMs: number): PullPoint | null;
  find(id: number): PullPoint | null;
  remove(id: number): void;
  count(): number;
  /** Queues the present state of every property for one subscription, as Initialized. */
  synchronise(point: PullPoint): void;
  /** Remembers the event as present state and queues it for everyone. */
  publish(event: DeviceEvent): void;
  /** Up to `limit` notifications; waits for the first, at most the timeout and not after the signal aborts. */
  pull(point: PullPoint, limit: number, timeoutMs: number, signal: AbortSignal): Promise<string[]>;
  /** Forgets all subscriptions, as a reboot does, and answers waiting pulls with nothing. */
  reset(): void;
};

/** What a device keeps for a client that does not fetch; the oldest goes first. */
const maxQueued = 200;

/** `deviceClock` turns true instants into the device's own. */
export function openPullPoints(maxPoints: number, deviceClock: (instant: number) => number): PullPoints {
  const points = new Map<number, PullPoint>();
  /** Stamped when it happened: a clock that is set later changes no stamp. */
  const state = new Map<string, { event: DeviceEvent; utcTime: number }>();
  const waiters = new Map<number, Set<() => void>>();
  let lastId = 0;

  function wake(id: number): void {
    for (const waiter of waiters.get(id) ?? []) waiter();
  }

  function forgetExpired(): void {
    for (const [id, point] of points) if (point.endsAt <= Date.now()) points.delete(id);
  }

  function put(point: PullPoint, xml: string): void {
    point.queue.push(xml);
    if (point.queue.length > maxQueued) point.queue.shift();
    wake(point.id);
  }

  function arrival(id: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const mine = waiters.get(id) ?? new Set();
      waiters.set(id, mine);
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        mine.delete(done);
        if (mine.size === 0) waiters.delete(id);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      signal.addEventListener('abort', done);
      mine.add(done);
    });
  }

  const self: PullPoints = {
    create(lifetimeMs) {
      forgetExpired();
      if (points.size >= maxPoints) return null;
      const point = { id: ++lastId, endsAt: Date.now() + lifetimeMs, queue: [] };
      points.set(point.id, point);
      self.synchronise(point);
      return point;
    },
    find(id) {
      forgetExpired();
      return points.get(id) ?? null;
    },
    remove(id) {
      points.delete(id);
    },
    count() {
      forgetExpired();
      return points.size;
    },
    synchronise(point) {
      for (const { event, utcTime } of state.values()) {
        put(point, notificationXml({ ...event, operation: 'Initialized' }, utcTime));
      }
    },
    publish(event) {
      const utcTime = deviceClock(Date.now());
      const property = propertyOf(event);
      if (event.operation === 'Deleted') state.delete(property);
      else state.set(property, { event, utcTime });
      const xml = notificationXml(event, utcTime);
      for (const point of points.values()) put(point, xml);
    },
    async pull(point, limit, timeoutMs, signal) {
      if (point.queue.length === 0 && !signal.aborted) await arrival(point.id, timeoutMs, signal);
      // an answer nobody can receive must not swallow what it would carry
      return signal.aborted ? [] : point.queue.splice(0, limit);
    },
    reset() {
      const waiting = [...waiters.keys()];
      points.clear();
      lastId = 0;
      waiting.forEach(wake);
    },
  };
  return self;
}
