/** Pulls and renews one subscription until it fails or runs out. */
import { CameraFault } from './camera-fault.ts';
import { expiresAt, type HeldSubscription, type SessionContext } from './event-session.ts';
import type { Lifetime, Pulled } from './pull-point.ts';

export const firstPullWaitMs = 1_000;

/** Share of the granted time after which it is renewed, and the share left at which it is given up. */
const renewShare = 0.6;
const staleShare = 0.2;
const busySpacingMs = 50;
/** After answers that came empty before their time: a device that does that must not be asked without pause. */
const emptySpacingMs = [250, 500] as const;
const slowestSpacingMs = 1_000;
/** A connection closed in the middle of a wait is tried once more on the same subscription. */
const secondTryMs = 500;
/** A device's clock that moved by more than this against ours was set: it is read anew. */
const clockSetMs = 2_500;
/** An answer that comes later than its pull may wait, by more than this, may hold what happened long before. */
const promptMarginMs = 3_000;

type Facts = { skewMs: number | null; resumed: boolean };

export class PullLoop {
  readonly #context: SessionContext;
  readonly #held: HeldSubscription;
  readonly #facts: Facts;
  #waitMs = firstPullWaitMs;
  #pulls = 0;
  #emptyInARow = 0;
  #renewAfter: number;
  #heardAt: number;
  #syncAskedAt: number | null = null;
  #answeredAt = 0;
  /** Ours minus the device's clock, by what its answers say in passing. */
  #clockOffset: number | null = null;

  constructor(context: SessionContext, held: HeldSubscription, facts: Facts) {
    this.#context = context;
    this.#held = held;
    this.#facts = facts;
    this.#renewAfter = held.grantedAt + held.grantedMs * renewShare;
    this.#heardAt = context.clock.now();
  }

  /** Returns when the subscription is about to run out and cannot be renewed. @throws CameraFault */
  async run(): Promise<void> {
    const { clock, signal } = this.#context;
    for (;;) {
      const askedAt = clock.now();
      const pulled = await this.#pull();
      const early = clock.now() - askedAt < this.#waitMs * 0.8;
      await this.#take(pulled);
      if (clock.now() >= this.#renewAfter && !(await this.#renew())) return;
      this.#emptyInARow = pulled.notifications.length === 0 && early ? this.#emptyInARow + 1 : 0;
      await clock.sleep(this.#spacingMs(), signal);
      if (signal.aborted) throw new CameraFault('aborted', 'stopped');
      this.#waitMs = this.#nextWaitMs();
    }
  }

  async #pull(): Promise<Pulled> {
    const { port, clock, signal } = this.#context;
    const askedAt = clock.now();
    try {
      return await port.pull(this.#held.point, this.#waitMs, signal);
    } catch (error) {
      const waitedMs = clock.now() - askedAt;
      const closed = error instanceof CameraFault && error.kind === 'broken' && this.#pulls > 0;
      if (!closed) throw error;
      // Some devices close every pull after their own time: wait less than that from now on.
      if (waitedMs > 1_500) this.#held.longestWaitMs = Math.max(1_000, waitedMs * 0.7);
      await clock.sleep(secondTryMs, signal);
      this.#context.onBroken();
      return await port.pull(this.#held.point, firstPullWaitMs, signal);
    }
  }

  async #take(pulled: Pulled): Promise<void> {
    const { clock, timing } = this.#context;
    const now = clock.now();
    await this.#followClock(pulled.deviceNow ?? null, now);
    this.#context.onAnswer();
    this.#extend(pulled.grantedMs, now);
    if (this.#pulls === 0) this.#context.onListening();
    const young = !this.#facts.resumed && now - this.#held.subscribedAt < timing.syncWindowMs;
    const inSyncWindow = young || this.#syncAskedAt !== null;
    const prompt = this.#pulls > 0 && now - this.#answeredAt <= this.#waitMs + promptMarginMs;
    this.#answeredAt = now;
    this.#context.onPulled(pulled, { skewMs: this.#facts.skewMs, inSyncWindow, prompt });
    await this.#watchSilence(pulled.notifications.length > 0, now);
    this.#pulls += 1;
  }

  /** The clock in passing may be in any zone, but when it jumps against ours the device's clock was set. */
  async #followClock(deviceNow: number | null, now: number): Promise<void> {
    if (deviceNow === null) return;
    const offset = now - deviceNow;
    const before = this.#clockOffset;
    this.#clockOffset = offset;
    if (before === null || Math.abs(offset - before) <= clockSetMs) return;
    const { port, signal } = this.#context;
    const skewMs = await port.readClock(signal).catch(() => this.#facts.skewMs);
    this.#facts.skewMs = skewMs;
    this.#context.onSkew(skewMs);
  }

  /** Some devices answer pulls on a subscription they lost with nothing, for ever. */
  async #watchSilence(heard: boolean, now: number): Promise<void> {
    const { timing } = this.#context;
    const held = this.#held;
    if (heard) {
      held.answersSync ||= this.#syncAskedAt !== null;
      this.#heardAt = now;
      this.#syncAskedAt = null;
    } else if (this.#syncAskedAt !== null) {
      if (now - this.#syncAskedAt <= timing.pullWaitMs * 2) return;
      if (held.answersSync) throw new CameraFault('resourceUnknown', 'the subscription has gone silent');
      this.#syncAskedAt = null;
      this.#heardAt = now;
    } else if ((this.#pulls === 0 && !this.#facts.resumed) || now - this.#heardAt > timing.silenceMs) {
      await this.#context.port.synchronise(held.point, this.#context.signal).catch(() => undefined);
      this.#syncAskedAt = this.#context.clock.now();
    }
  }

  /**
   * False when it is refused and the end is near. A refusal alone is no failure: some devices extend and complain,
   * others extend with every pull.
   */
  async #renew(): Promise<boolean> {
    const { port, clock, timing, signal } = this.#context;
    const held = this.#held;
    const lifetime: Lifetime = held.absolute
      ? { until: clock.now() - (this.#facts.skewMs ?? 0) + timing.subscriptionMs }
      : { durationMs: timing.subscriptionMs };
    try {
      const grantedMs = await port.renew(held.point, lifetime, signal);
      held.grantedMs = grantedMs ?? held.grantedMs;
      held.grantedAt = clock.now();
      this.#renewAfter = held.grantedAt + held.grantedMs * renewShare;
      return true;
    } catch (error) {
      if (error instanceof CameraFault && (error.kind === 'aborted' || error.kind === 'offline')) throw error;
      this.#renewAfter = clock.now() + held.grantedMs * 0.1;
      return expiresAt(held) - clock.now() >= held.grantedMs * staleShare;
    }
  }

  /** A pull's answer tells how long the subscription lives; it only ever counts forward. */
  #extend(grantedMs: number | null, now: number): void {
    const held = this.#held;
    if (grantedMs === null || now + grantedMs <= expiresAt(held)) return;
    held.grantedMs = grantedMs;
    held.grantedAt = now;
    this.#renewAfter = Math.max(this.#renewAfter, now + grantedMs * renewShare);
  }

  #spacingMs(): number {
    return this.#emptyInARow === 0
      ? busySpacingMs
      : (emptySpacingMs[this.#emptyInARow - 1] ?? slowestSpacingMs);
  }

  #nextWaitMs(): number {
    const { grantedMs, longestWaitMs } = this.#held;
    const bound = Math.min(this.#context.timing.pullWaitMs, grantedMs * 0.3, longestWaitMs ?? Infinity);
    return Math.max(1_000, bound);
  }
}
