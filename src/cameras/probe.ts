/** Tests a camera the way the service will use it: address, login, clock, streams, events. */
import { AppError } from '../errors.ts';
import { CameraFault, cameraAppError, toCameraFault } from './camera-fault.ts';
import { systemClock } from './clock.ts';
import { maskCredentials } from './device-address.ts';
import { DeviceClient } from './device-client.ts';
import { withoutEvents } from './event-port.ts';
import { OnvifSession } from './onvif-session.ts';
import { findEventService, listTopics } from './event-service.ts';
import { createPullPoint, pullMessages, unsubscribe } from './pull-point.ts';
import { explainingSkewMs } from './supervisor-policy.ts';
import type { CameraAccess, CameraProbe } from './types.ts';

export type ProbeOptions = {
  timeoutMs?: number;
  signal?: AbortSignal;
  /** False for a camera that is watched by its picture alone: its events are not tried. Default true. */
  events?: boolean;
};

const defaultTimeoutMs = 8_000;
/** A silent address is given up sooner than a slow device. */
const connectTimeoutMs = 5_000;

/**
 * Connects to a camera and tries everything the service needs of it. One refused login at most.
 * @throws AppError camera_address_invalid, camera_unreachable, camera_not_onvif, camera_wrong_credentials,
 * camera_locked_out, camera_clock_skew, camera_connection_limit, camera_no_stream, camera_no_events
 */
export async function probeCamera(access: CameraAccess, options: ProbeOptions = {}): Promise<CameraProbe> {
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const deadline = AbortSignal.timeout(timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
  const client = new DeviceClient(access, systemClock);
  const limits = { timeoutMs: Math.min(connectTimeoutMs, timeoutMs), signal };
  try {
    const skewMs = await client.readClock(limits.timeoutMs, signal);
    const session = new OnvifSession(client, limits);
    const device = await session.deviceInformation();
    const profiles = await session.profiles();
    const first = profiles.find((profile) => profile.streamUri !== null);
    if (!first)
      throw new AppError('camera_no_stream', `${access.address}: no profile has a stream`, {
        details: { address: access.address },
      });
    const snapshotUri = await session.snapshotUri(first.token);
    const { events = true } = options;
    const topics = events ? await testEvents(client, limits) : [];
    return { device, skewMs, profiles, snapshotUri, events, topics };
  } catch (error) {
    throw probeError(error, access, client.skewMs);
  }
}

/** Subscribes, pulls once and gives the subscription back. @throws CameraFault */
export async function testEvents(
  client: DeviceClient,
  limits: { timeoutMs: number; signal?: AbortSignal },
): Promise<string[]> {
  try {
    const service = await findEventService(client, limits);
    const point = await createPullPoint(client, service.url, { durationMs: 30_000 }, limits);
    await pullMessages(client, point, 1_000, limits).finally(() =>
      unsubscribe(client, point, { timeoutMs: 2_000 }).catch(() => undefined),
    );
    return await listTopics(client, service.url, limits);
  } catch (error) {
    // The device answered everything up to here: what fails now is its events.
    throw withoutEvents(error);
  }
}

/** The error a person is shown for whatever went wrong with a camera. */
export function probeError(error: unknown, access: CameraAccess, skewMs: number | null): AppError {
  if (error instanceof AppError) return error;
  const fault = toCameraFault(error, (text) => maskCredentials(text, [access.password]));
  const details = { address: access.address };
  if (fault.kind === 'unsupported') {
    return new AppError('camera_no_events', `${access.address}: ${fault.message}`, { details, cause: fault });
  }
  if (fault.kind === 'auth' && skewMs !== null && Math.abs(skewMs) > explainingSkewMs) {
    const skewSeconds = Math.round(skewMs / 1000);
    return new AppError(
      'camera_clock_skew',
      `${access.address}: login refused while its clock is ${skewSeconds} s off`,
      {
        details: { ...details, skewSeconds },
        cause: fault,
      },
    );
  }
  return cameraAppError(
    fault instanceof CameraFault ? fault : new CameraFault('fault', 'unknown'),
    access.address,
  );
}
