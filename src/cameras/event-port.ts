/** What the event session needs of a device, so that its rules can be run without one. */
import { CameraFault } from './camera-fault.ts';
import { DeviceClient } from './device-client.ts';
import { findEventService, storesEvents } from './event-service.ts';
import {
  createPullPoint,
  pullMessages,
  renewPullPoint,
  seek,
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
  /** Has a device that stores events tell again what it told since that instant of its own clock. */
  seek(point: PullPoint, deviceTime: number, signal: AbortSignal): Promise<void>;
  unsubscribe(point: PullPoint): Promise<void>;
  /** Keeps nothing of a subscription that is left to lapse on the device. */
  forget(point: PullPoint): void;
};

export type PortTimeouts = { requestMs: number; pullMarginMs: number; unsubscribeMs: number };

export const defaultTimeouts: PortTimeouts = { requestMs: 8_000, pullMarginMs: 6_000, unsubscribeMs: 2_000 };

/** The real device. @throws AppError camera_address_invalid */
export function deviceEventPort(
  access: CameraAccess,
  clock: Clock,
  timeouts: PortTimeouts = defaultTimeouts,
  client: DeviceClient = new DeviceClient(access, clock),
): EventPort {
  const options = (signal: AbortSignal): { timeoutMs: number; signal: AbortSignal } => ({
    timeoutMs: timeouts.requestMs,
    signal,
  });
  let stores: boolean | null = null;
  let at = new URL(client.device);
  return {
    readClock: (signal) => client.readClock(timeouts.requestMs, signal),
    subscribe: async (lifetime, signal) => {
      const service = await findEventService(client, options(signal));
      at = service.url;
      return createPullPoint(client, service.url, lifetime, options(signal)).catch((error: unknown) => {
        throw service.announced ? error : withoutEvents(error);
      });
    },
    pull: (point, waitMs, signal) =>
      pullMessages(client, point, waitMs, { timeoutMs: waitMs + timeouts.pullMarginMs, signal }),
    renew: (point, lifetime, signal) => renewPullPoint(client, point, lifetime, options(signal)),
    synchronise: (point, signal) => synchronise(client, point, options(signal)),
    seek: async (point, deviceTime, signal) => {
      stores ??= await storesEvents(client, at, options(signal));
      if (stores) await seek(client, point, deviceTime, options(signal));
    },
    unsubscribe: (point) => unsubscribe(client, point, { timeoutMs: timeouts.unsubscribeMs }),
    forget: () => undefined,
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
