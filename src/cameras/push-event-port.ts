/**
 * Events that the device pushes, in the shape of events that are pulled: a "pull" waits on our own inbox. So the rules
 * of the session (renewal, silence, resuming, giving back) are the same for both ways.
 */
import { CameraFault } from './camera-fault.ts';
import { DeviceClient } from './device-client.ts';
import { defaultTimeouts, deviceEventPort, type EventPort, type PortTimeouts } from './event-port.ts';
import type { Inbox, NotificationReceiver } from './notification-receiver.ts';
import { findEventService } from './event-service.ts';
import { subscribeBase, type PullPoint } from './pull-point.ts';
import type { CameraAccess, Clock } from './types.ts';

/** After so many refused pulls in a row the other way is tried. */
const refusedPulls = 3;

export function pushEventPort(
  access: CameraAccess,
  clock: Clock,
  receiver: NotificationReceiver,
  timeouts: PortTimeouts = defaultTimeouts,
): EventPort {
  const client = new DeviceClient(access, clock);
  const plain = deviceEventPort(access, clock, timeouts, client);
  const inboxes = new WeakMap<PullPoint, Inbox>();
  return {
    ...plain,
    subscribe: async (lifetime, signal) => {
      const options = { timeoutMs: timeouts.requestMs, signal };
      const service = await findEventService(client, options);
      const { url, inbox } = await receiver.openInbox(client.device);
      try {
        const point = await subscribeBase(client, service.url, { consumer: url, lifetime }, options);
        inboxes.set(point, inbox);
        return point;
      } catch (error) {
        inbox.close();
        throw error;
      }
    },
    pull: async (point, waitMs, signal) => {
      const notifications = (await inboxes.get(point)?.take(waitMs, signal)) ?? [];
      if (signal.aborted) throw new CameraFault('aborted', 'stopped');
      return { notifications, grantedMs: null };
    },
    // What was pushed was told; stored events are for those who pull.
    seek: async () => undefined,
    unsubscribe: async (point) => {
      inboxes.get(point)?.close();
      await plain.unsubscribe(point);
    },
    forget: (point) => inboxes.get(point)?.close(),
  };
}

/** Pulls; where the device has no pull points, or keeps refusing pulls, lets it push instead. */
export function eitherEventPort(pulling: EventPort, pushing: EventPort): EventPort {
  const pushed = new WeakSet<PullPoint>();
  const portOf = (point: PullPoint): EventPort => (pushed.has(point) ? pushing : pulling);
  let refused = 0;
  const push: EventPort['subscribe'] = async (lifetime, signal) => {
    await pushing.readClock(signal);
    const point = await pushing.subscribe(lifetime, signal);
    pushed.add(point);
    return point;
  };
  return {
    readClock: (signal) => pulling.readClock(signal),
    subscribe: async (lifetime, signal) => {
      if (refused >= refusedPulls) {
        refused = 0;
        const point = await push(lifetime, signal).catch(() => null);
        if (point) return point;
      }
      return pulling.subscribe(lifetime, signal).catch((error: unknown) => {
        if (error instanceof CameraFault && error.kind === 'unsupported') return push(lifetime, signal);
        throw error;
      });
    },
    pull: async (point, waitMs, signal) => {
      try {
        const pulled = await portOf(point).pull(point, waitMs, signal);
        refused = 0;
        return pulled;
      } catch (error) {
        if (!(error instanceof CameraFault) || !['fault', 'unsupported', 'notOnvif'].includes(error.kind))
          throw error;
        refused = error.kind === 'unsupported' ? refusedPulls : refused + 1;
        // To be subscribed anew, the other way, without the pause of a failure.
        if (refused >= refusedPulls)
          throw new CameraFault('resourceUnknown', error.message, { cause: error });
        throw error;
      }
    },
    renew: (point, lifetime, signal) => portOf(point).renew(point, lifetime, signal),
    synchronise: (point, signal) => portOf(point).synchronise(point, signal),
    seek: (point, from, signal) => portOf(point).seek(point, from, signal),
    unsubscribe: (point) => portOf(point).unsubscribe(point),
    forget: (point) => portOf(point).forget(point),
  };
}
