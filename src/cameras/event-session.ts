/**
 * One stretch of listening: clock, subscription (a kept one or a new one), first pull, synchronisation, then
 * pulls and renewals until something fails. It never retries by itself; the supervisor does.
 */
import { CameraFault } from './camera-fault.ts';
import { firstPullWaitMs, PullLoop } from './pull-loop.ts';
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
  /** Longest wait the device let a pull have before it closed the connection; null while it never did. */
  longestWaitMs: number | null;
};

export const expiresAt = (held: HeldSubscription): number => held.grantedAt + held.grantedMs;

/** What is known of the answer that notifications came in. */
export type PulledFacts = { skewMs: number | null; inSyncWindow: boolean; prompt: boolean };

export type SessionContext = {
  port: EventPort;
  clock: Clock;
  timing: SessionTiming;
  signal: AbortSignal;
  /** The subscription to go on with, if it still lives. */
  held: HeldSubscription | null;
  /** When the device last answered before this session (server clock); null when it never did. */
  lastAnswerAt: number | null;
  onHeld: (held: HeldSubscription | null) => void;
  onAnswer: () => void;
  onListening: () => void;
  /** An answer broke on its way; the next one that comes begins anew. */
  onBroken: () => void;
  onPulled: (pulled: Pulled, facts: PulledFacts) => void;
  /** The old subscription is gone and there is no new one yet: what happens now nobody hears. */
  onGap: () => void;
  onSkew: (skewMs: number | null) => void;
};

/** Listens until it fails; never returns normally. @throws CameraFault */
export async function listen(context: SessionContext): Promise<never> {
  const { port, clock, signal } = context;
  const skewMs = await port.readClock(signal);
  let missedSince = context.lastAnswerAt;
  context.onSkew(skewMs);
  context.onAnswer();
  let held = context.held && clock.now() < expiresAt(context.held) ? context.held : null;
  let resumed = held !== null;
  for (;;) {
    if (held === null) {
      held = await subscribe(context, skewMs);
      context.onHeld(held);
      // What happened while nobody listened, from devices that keep it. The same event again has the same key.
      if (missedSince !== null)
        await port.seek(held.point, missedSince - (skewMs ?? 0), signal).catch(() => undefined);
      missedSince = null;
    }
    const stale = await new PullLoop(context, held, { skewMs, resumed }).run().catch((error: unknown) => {
      // The device restarted and forgot the kept subscription: that is no failure of a new one.
      if (resumed && error instanceof CameraFault && error.kind === 'resourceUnknown') return 'forgotten';
      throw error;
    });
    if (stale === 'forgotten') {
      held = null;
      resumed = false;
      continue;
    }
    held = await replace(context, held, skewMs);
    if (held === null) context.onGap();
    context.onHeld(held);
    resumed = false;
    await clock.sleep(firstPullWaitMs, signal);
  }
}

/**
 * A subscription that cannot be renewed gives way to a new one: that one first, then what the old one still holds, so
 * that nothing falls between them. Null when there is no room for both: then the slot is given back first.
 */
async function replace(
  context: SessionContext,
  old: HeldSubscription,
  skewMs: number | null,
): Promise<HeldSubscription | null> {
  const { port, signal } = context;
  const next = await subscribe(context, skewMs).catch((error: unknown) => {
    if (error instanceof CameraFault && error.kind === 'limit') return null;
    throw error;
  });
  const rest = await port.pull(old.point, firstPullWaitMs, signal).catch(() => null);
  if (rest) context.onPulled(rest, { skewMs, inSyncWindow: false, prompt: false });
  await port.unsubscribe(old.point).catch(() => undefined);
  return next;
}

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
      longestWaitMs: null,
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
