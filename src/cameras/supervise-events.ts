/**
 * Keeps one camera's event subscription alive for as long as it is wanted: one loop, one state, every failure
 * retried or paused visibly, every notification handed on once.
 */
import type { CameraFault } from './camera-fault.ts';
import { toCameraFault } from './camera-fault.ts';
import { systemClock } from './clock.ts';
import { deviceEventPort, type EventPort } from './event-port.ts';
import {
  defaultTiming,
  listen,
  type HeldSubscription,
  type PulledFacts,
  type SessionTiming,
} from './event-session.ts';
import { notificationKey, type RawNotification } from './notification.ts';
import type { Pulled } from './pull-point.ts';
import { eitherEventPort, pushEventPort } from './push-event-port.ts';
import { decideRetry, freshMemory, type RetryMemory } from './supervisor-policy.ts';
import { meaningOf } from './topic-meaning.ts';
import { heldBackSince, opensCapture } from './trigger-policy.ts';
import type {
  CameraAccess,
  CameraNotification,
  EventSupervisor,
  StateChange,
  StopOptions,
  SuperviseOptions,
  SupervisorState,
} from './types.ts';

/** Listening for this long means that the trouble before is over. */
const settledAfterMs = 30_000;
const rememberedKeys = 5_000;

/**
 * Listens to a camera's events until stopped. @throws AppError camera_address_invalid at once; everything later
 * is a state, never an exception.
 */
export function superviseEvents(
  access: CameraAccess,
  options: SuperviseOptions,
  parts: { port?: EventPort; timing?: Partial<SessionTiming> } = {},
): EventSupervisor {
  const port = parts.port ?? portFor(access, options);
  return new Supervisor(port, options, { ...defaultTiming, ...parts.timing });
}

function portFor(access: CameraAccess, { clock = systemClock, receiver }: SuperviseOptions): EventPort {
  const pulling = deviceEventPort(access, clock);
  return receiver ? eitherEventPort(pulling, pushEventPort(access, clock, receiver)) : pulling;
}

class Supervisor implements EventSupervisor {
  readonly #port: EventPort;
  readonly #options: SuperviseOptions;
  readonly #timing: SessionTiming;
  readonly #stopping = new AbortController();
  readonly #finished: Promise<void>;
  readonly #seen = new Set<string>();
  #state: StateChange;
  #held: HeldSubscription | null = null;
  #memory: RetryMemory = freshMemory;
  #lastAnswerAt: number | null = null;
  #skewMs: number | null = null;
  #unbrokenSince: number | null = null;
  #broken = true;
  #unsubscribes = true;
  /** SOAP faults since the last pull that was answered. */
  #faultsInARow = 0;

  constructor(port: EventPort, options: SuperviseOptions, timing: SessionTiming) {
    this.#port = port;
    this.#options = options;
    this.#timing = timing;
    const nothingYet = { cause: null, retryAt: null, lastAnswerAt: null, unbrokenSince: null };
    this.#state = { state: 'connecting', since: this.#now(), ...nothingYet };
    options.signal?.addEventListener('abort', () => this.#stopping.abort(), { once: true });
    if (options.signal?.aborted) this.#stopping.abort();
    this.#finished = Promise.resolve().then(() => this.#run());
  }

  state(): StateChange {
    return { ...this.#state, lastAnswerAt: this.#lastAnswerAt, unbrokenSince: this.#unbrokenSince };
  }

  async stop({ unsubscribe = true }: StopOptions = {}): Promise<void> {
    this.#unsubscribes = unsubscribe;
    this.#stopping.abort();
    await this.#finished;
  }

  get #clock(): NonNullable<SuperviseOptions['clock']> {
    return this.#options.clock ?? systemClock;
  }

  #now(): number {
    return this.#clock.now();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const fault = await this.#listenOnce();
      if (signal.aborted) break;
      await this.#pauseAfter(fault);
    }
    if (this.#held && this.#unsubscribes)
      await this.#port.unsubscribe(this.#held.point).catch(() => undefined);
    else if (this.#held) this.#port.forget(this.#held.point);
    this.#enter('stopped', null, null);
  }

  async #listenOnce(): Promise<CameraFault> {
    try {
      return await listen({
        port: this.#port,
        clock: this.#clock,
        timing: this.#timing,
        signal: this.#stopping.signal,
        held: this.#held,
        lastAnswerAt: this.#lastAnswerAt,
        onHeld: (held) => (this.#held = held),
        onAnswer: () => this.#answered(),
        onListening: () => {
          this.#heard();
          this.#enter('listening', null, null);
        },
        onBroken: () => (this.#broken = true),
        onGap: () => this.#enter('connecting', 'no room for a second subscription', null),
        onPulled: (pulled, facts) => this.#deliver(pulled, facts),
        onSkew: (skewMs) => (this.#skewMs = skewMs),
      });
    } catch (error) {
      return toCameraFault(error, (text) => text);
    }
  }

  #answered(): void {
    this.#lastAnswerAt = this.#now();
    this.#memory = { ...this.#memory, knownOnvif: true };
    const settled = this.#state.state === 'listening' && this.#now() - this.#state.since >= settledAfterMs;
    if (settled) this.#memory = { ...freshMemory, knownOnvif: true };
  }

  /** A pull was answered. */
  #heard(): void {
    if (this.#broken) this.#unbrokenSince = this.#now();
    this.#broken = false;
  }

  async #pauseAfter(fault: CameraFault): Promise<void> {
    const whileListening = this.#state.state === 'listening';
    this.#broken = true;
    if (!this.#mayStillHold(fault)) await this.#dropHeld(fault);
    const random = (this.#options.random ?? Math.random)();
    const failure = { kind: fault.kind, whileListening, skewMs: this.#skewMs };
    const { state, delayMs, memory } = decideRetry(failure, this.#memory, random);
    this.#memory = memory;
    this.#options.log?.warn(
      { state, kind: fault.kind, cause: fault.message, delayMs },
      'camera events interrupted',
    );
    this.#enter(state, fault.message, this.#now() + delayMs);
    await this.#clock.sleep(delayMs, this.#stopping.signal);
  }

  /**
   * A connection that broke, or an answer that was none, says nothing about the subscription: it may be there still, with
   * what it queued. One SOAP fault may be a hiccup; a second one means it.
   */
  #mayStillHold({ kind }: CameraFault): boolean {
    if (kind === 'fault') return ++this.#faultsInARow === 1;
    return kind === 'broken' || kind === 'offline' || kind === 'auth' || kind === 'notOnvif';
  }

  async #dropHeld(fault: CameraFault): Promise<void> {
    const held = this.#held;
    this.#held = null;
    if (held && fault.kind !== 'resourceUnknown')
      await this.#port.unsubscribe(held.point).catch(() => undefined);
  }

  #enter(state: SupervisorState, cause: string | null, retryAt: number | null): void {
    const { state: before, since, cause: causeBefore } = this.#state;
    const changed = before !== state;
    this.#state = {
      state,
      since: changed ? this.#now() : since,
      cause,
      retryAt,
      lastAnswerAt: this.#lastAnswerAt,
      unbrokenSince: this.#unbrokenSince,
    };
    if (changed || cause !== causeBefore) this.#guard(() => this.#options.onState?.(this.state()));
  }

  #deliver(pulled: Pulled, facts: PulledFacts): void {
    const receivedAt = this.#now();
    this.#faultsInARow = 0;
    this.#heard();
    for (const raw of pulled.notifications) {
      const notification = normalise(raw, { ...facts, receivedAt });
      if (this.#alreadySeen(notification.key)) continue;
      this.#guard(() => this.#options.onEvent(notification));
    }
  }

  #alreadySeen(key: string): boolean {
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    const oldest = this.#seen.values().next().value;
    if (this.#seen.size > rememberedKeys && oldest !== undefined) this.#seen.delete(oldest);
    return false;
  }

  /** A listener's mistake must not look like a camera's fault. */
  #guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#options.log?.warn({ error: message }, 'a camera event listener failed');
    }
  }
}

/** A raw notification with its meaning, its key and the verdict whether it opens a capture. */
export function normalise(
  raw: RawNotification,
  facts: { receivedAt: number } & PulledFacts,
): CameraNotification {
  const meaning = meaningOf(raw);
  const { topic, source, keyItems, data, operation, deviceTime } = raw;
  const keyed = Object.keys(keyItems).length > 0;
  const triggerFacts = { meaning, operation, keyed, deviceTime, ...facts };
  return {
    key: notificationKey(raw, facts.receivedAt),
    topic,
    source,
    keyItems,
    data,
    operation,
    deviceTime,
    receivedAt: facts.receivedAt,
    skewMs: facts.skewMs,
    trigger: opensCapture(triggerFacts),
    heldBackSince: heldBackSince(triggerFacts),
    meaning,
  };
}
