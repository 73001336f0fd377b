/**
 * One stretch of listening: clock, subscription (a kept one or a new one), first pull, synchronisation, then
 * pulls and renewals until something fails. It never retries by itself; the supervisor does.
 */
import { CameraFault } from './camera-fault.ts';
import type { EventPort } from './event-port.ts';
import type { Lifetime, Pulled, PullPoint } from './pull-point.ts';
import type { Clock } from './types.ts';

export type SessionTiming = {
  /** Lifetime asked for. Short, so that a slot leaked by a crash is free again soon. */
  subscriptionMs: number;
  pullWaitMs: number;
  /** How long after subscribing `Initialized` is a replay. */
  syncWindowMs: number;
  /** Quiet for this long, the device is asked to replay its states, to see that the subscription lives. */
  silenceMs: number;
};

export const defaultTiming: SessionTiming = {
  subscriptionMs: 60_000,
  pullWaitMs: 10_000,
  syncWindowMs: 5_000,
  silenceMs: 5 * 60_000,
};

/** Share of the granted time after which it is renewed. */
const renewShare = 0.6;
const firstPullWaitMs = 1_000;
const busySpacingMs = 50;
const emptySpacingMs = [250, 500, 1_000] as const;

/** A subscription as held between sessions, so that what the device queued in an outage is not lost. */
export type HeldSubscription = {
  point: PullPoint;
  /** Asks with absolute instants since the device misreads durations. */
  absolute: boolean;
  grantedMs: number;
  grantedAt: number;
  subscribedAt: number;
  /** Whether a synchronisation ever made this device speak. */
  answersSync: boolean;
};

export type SessionContext = {
  port: EventPort;
  clock: Clock;
  timing: SessionTiming;
  signal: AbortSignal;
  /** The subscription to go on with, if it still lives. */
  held: HeldSubscription | null;
  onHeld: (held: HeldSubscription | null) => void;
  onAnswer: () => void;
  onListening: () => void;
  onPulled: (pulled: Pulled, facts: { skewMs: number | null; inSyncWindow: boolean }) => void;
  onSkew: (skewMs: number | null) => void;
};

/** Listens until it fails; never returns normally. @throws CameraFault */
export async function listen(context: SessionContext): Promise<never> {
  const { port, clock, signal } = context;
  const skewMs = await port.readClock(signal);
  context.onSkew(skewMs);
  context.onAnswer();
  let held = context.held && clock.now() < expiresAt(context.held) ? context.held : null;
  let resumed = held !== null;
  for (;;) {
    held ??= await subscribe(context, skewMs);
    context.onHeld(held);
    const stale = await pullUntilStale(context, held, skewMs, resumed).catch((error: unknown) => {
      // The device restarted and forgot the kept subscription: that is no failure of a new one.
      if (resumed && error instanceof CameraFault && error.kind === 'resourceUnknown') return 'forgotten';
      throw error;
    });
    if (stale === 'forgotten') {
      held = null;
      resumed = false;
      continue;
    }
    // Not renewable: give the slot back and begin anew, without the device noticing more than a client leaving.
    await port.unsubscribe(held.point).catch(() => undefined);
    context.onHeld(null);
    held = null;
    resumed = false;
    await clock.sleep(firstPullWaitMs, signal);
  }
}

const expiresAt = (held: HeldSubscription): number => held.grantedAt + held.grantedMs;

async function subscribe(context: SessionContext, skewMs: number | null): Promise<HeldSubscription> {
  const { clock, timing } = context;
  const asked = timing.subscriptionMs;
  const absoluteTime = (): Lifetime => ({ until: clock.now() - (skewMs ?? 0) + asked });
  const create = async (lifetime: Lifetime): Promise<HeldSubscription> => {
    const point = await context.port.subscribe(lifetime, context.signal);
    context.onAnswer();
    const now = clock.now();
    const grantedMs = point.grantedMs ?? asked;
    return {
      point,
      absolute: 'until' in lifetime,
      grantedMs,
      grantedAt: now,
      subscribedAt: now,
      answersSync: false,
    };
  };
  const relative = await create({ durationMs: asked }).catch((error: unknown) => {
    if (error instanceof CameraFault && error.kind === 'fault' && /terminat/i.test(error.message))
      return null;
    throw error;
  });
  if (!relative) return create(absoluteTime());
  if (relative.grantedMs >= asked / 2) return relative;
  // Granted far less than asked: devices that misread durations understand an absolute end.
  await context.port.unsubscribe(relative.point).catch(() => undefined);
  return create(absoluteTime());
}

/** Returns when the subscription is about to run out and cannot be renewed. @throws CameraFault */
async function pullUntilStale(
  context: SessionContext,
  held: HeldSubscription,
  skewMs: number | null,
  resumed: boolean,
): Promise<void> {
  const { clock, timing, signal, port } = context;
  let waitMs = firstPullWaitMs;
  let emptyInARow = 0;
  let renewAfter = held.grantedAt + held.grantedMs * renewShare;
  let heardAt = clock.now();
  let syncAskedAt: number | null = null;
  for (let pulls = 0; ; pulls += 1) {
    const askedAt = clock.now();
    const pulled = await port.pull(held.point, waitMs, signal);
    const now = clock.now();
    context.onAnswer();
    extend(held, pulled.grantedMs, now);
    if (pulls === 0) context.onListening();
    const inSyncWindow = !resumed && now - held.subscribedAt < timing.syncWindowMs;
    context.onPulled(pulled, { skewMs, inSyncWindow: inSyncWindow || syncAskedAt !== null });
    const heard = pulled.notifications.length > 0;
    if (heard) {
      if (syncAskedAt !== null) held.answersSync = true;
      heardAt = now;
      syncAskedAt = null;
    }
    if (pulls === 0 && !heard && !resumed) syncAskedAt = await askForStates(context, held);
    else if (syncAskedAt !== null && now - syncAskedAt > timing.pullWaitMs * 2) {
      if (held.answersSync) throw new CameraFault('resourceUnknown', 'the subscription has gone silent');
      syncAskedAt = null;
      heardAt = now;
    } else if (syncAskedAt === null && now - heardAt > timing.silenceMs) {
      syncAskedAt = await askForStates(context, held);
    }
    if (clock.now() >= renewAfter) {
      const renewed = await renew(context, held, skewMs);
      const left = expiresAt(held) - clock.now();
      if (!renewed && left < held.grantedMs * 0.2) return;
      renewAfter = renewed
        ? held.grantedAt + held.grantedMs * renewShare
        : clock.now() + held.grantedMs * 0.1;
    }
    emptyInARow = heard || now - askedAt >= waitMs * 0.8 ? 0 : emptyInARow + 1;
    const spacing = emptyInARow === 0 ? busySpacingMs : (emptySpacingMs[emptyInARow - 1] ?? 1_000);
    await clock.sleep(spacing, signal);
    if (signal.aborted) throw new CameraFault('aborted', 'stopped');
    waitMs = Math.max(1_000, Math.min(timing.pullWaitMs, held.grantedMs * 0.3));
  }
}

async function askForStates(context: SessionContext, held: HeldSubscription): Promise<number> {
  await context.port.synchronise(held.point, context.signal).catch(() => undefined);
  return context.clock.now();
}

/** A refused renewal is no failure yet: some devices extend and complain, others extend with every pull. */
async function renew(
  context: SessionContext,
  held: HeldSubscription,
  skewMs: number | null,
): Promise<boolean> {
  const { port, clock, timing, signal } = context;
  const lifetime: Lifetime = held.absolute
    ? { until: clock.now() - (skewMs ?? 0) + timing.subscriptionMs }
    : { durationMs: timing.subscriptionMs };
  try {
    const grantedMs = await port.renew(held.point, lifetime, signal);
    context.onAnswer();
    held.grantedMs = grantedMs ?? held.grantedMs;
    held.grantedAt = clock.now();
    return true;
  } catch (error) {
    if (error instanceof CameraFault && (error.kind === 'aborted' || error.kind === 'offline')) throw error;
    return false;
  }
}

/** A pull's answer tells how long the subscription lives; it only ever counts forward. */
function extend(held: HeldSubscription, grantedMs: number | null, now: number): void {
  if (grantedMs === null || now + grantedMs <= expiresAt(held)) return;
  held.grantedMs = grantedMs;
  held.grantedAt = now;
}
