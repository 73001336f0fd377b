/** What the event session needs of a device, so that its rules can be run without one. */
import { CameraFault } from './camera-fault.ts';
import { DeviceClient } from './device-client.ts';
import {
  createPullPoint,
  findEventService,
  pullMessages,
  renewPullPoint,
  synchronise,
  unsubscribe,
  type Lifetime,
  type Pulled,
  type PullPoint,
} from './pull-point.ts';
import type { CameraAccess, Clock } from './types.ts';

export type EventPort = {
  /** Server minus device clock, read anew. */
  readClock(signal: AbortSignal): Promise<number | null>;
  subscribe(lifetime: Lifetime, signal: AbortSignal): Promise<PullPoint>;
  /** Waits on the device for `waitMs`; gives up when nothing came within `waitMs` plus a margin. */
  pull(point: PullPoint, waitMs: number, signal: AbortSignal): Promise<Pulled>;
  renew(point: PullPoint, lifetime: Lifetime, signal: AbortSignal): Promise<number | null>;
  synchronise(point: PullPoint, signal: AbortSignal): Promise<void>;
  unsubscribe(point: PullPoint): Promise<void>;
};

export type PortTimeouts = { requestMs: number; pullMarginMs: number; unsubscribeMs: number };

export const defaultTimeouts: PortTimeouts = { requestMs: 8_000, pullMarginMs: 6_000, unsubscribeMs: 2_000 };

/** The real device. @throws AppError camera_address_invalid */
export function deviceEventPort(
  access: CameraAccess,
  clock: Clock,
  timeouts: PortTimeouts = defaultTimeouts,
): EventPort {
  const client = new DeviceClient(access, clock);
  const options = (signal: AbortSignal): { timeoutMs: number; signal: AbortSignal } => ({
    timeoutMs: timeouts.requestMs,
    signal,
  });
  return {
    readClock: (signal) => client.readClock(timeouts.requestMs, signal),
    subscribe: async (lifetime, signal) => {
      const service = await findEventService(client, options(signal));
      return createPullPoint(client, service.url, lifetime, options(signal)).catch((error: unknown) => {
        throw service.announced ? error : withoutEvents(error);
      });
    },
    pull: (point, waitMs, signal) =>
      pullMessages(client, point, waitMs, { timeoutMs: waitMs + timeouts.pullMarginMs, signal }),
    renew: (point, lifetime, signal) => renewPullPoint(client, point, lifetime, options(signal)),
    synchronise: (point, signal) => synchronise(client, point, options(signal)),
    unsubscribe: (point) => unsubscribe(client, point, { timeoutMs: timeouts.unsubscribeMs }),
  };
}

/** A guessed path that leads nowhere means the device has no events, whatever it says there. */
export function withoutEvents(error: unknown): unknown {
  const nowhere =
    error instanceof CameraFault && ['notOnvif', 'fault', 'broken', 'resourceUnknown'].includes(error.kind);
  return nowhere
    ? new CameraFault('unsupported', `no event service: ${error.message}`, { cause: error })
    : error;
}
