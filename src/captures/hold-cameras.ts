import { performance } from 'node:perf_hooks';
import type { Context } from '../context.ts';
import { shareCameras } from '../domain/share-cameras.ts';
import { CameraTerms, statementLimitMs, type HeldTerm } from './camera-terms.ts';

/** How long a term runs without being renewed, and how often it is; a dead worker is replaced after the first plus the second. */
export type TermTimes = { termMs: number; everyMs: number };
export const usualTerms: TermTimes = { termMs: 8_000, everyMs: 2_000 };
/**
 * A worker that was cut off lets the others renew what they hold before it takes what looks free: until whatever they
 * tried has failed, and they have tried again.
 */
const settleMs = ({ everyMs }: TermTimes): number => statementLimitMs + 2 * everyMs;

/**
 * Why a camera is let go: not to be watched any more, for a worker that has fewer, or because another holds it already.
 */
export type LetGoCause = 'paused' | 'handedOver' | 'lost';

export type HoldOptions = {
  times?: TermTimes;
  /** Told after every round, when what is held may have changed: who lives, or null when the store did not answer. */
  onRound: (workers: readonly string[] | null) => void;
  /** Resolves when the camera is not watched any more; it is let go then. */
  stop: (cameraId: string, cause: LetGoCause) => Promise<void>;
};

/**
 * This process among all that watch cameras: says every few seconds that it lives, renews what it holds, takes what is
 * free and lets go what another should have. While the database is away it holds on: the others are as blind, and what
 * it may claim is decided by the store when it is back.
 */
export class CameraHolder {
  readonly #me: string;
  readonly #context: Pick<Context, 'database' | 'log'>;
  readonly #options: HoldOptions;
  readonly #times: TermTimes;
  readonly #terms: CameraTerms;
  readonly #held = new Map<string, HeldTerm>();
  /** To be let go, by the latest reason; those that are stopped already are released in the next round. */
  readonly #stopping = new Map<string, { cause: LetGoCause }>();
  readonly #stopped = new Set<string>();
  #round: Promise<void> | null = null;
  #again = false;
  #cutOff = false;
  /** Until then it takes nothing (by a clock that nobody sets). */
  #settlesUntil = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(me: string, context: Pick<Context, 'database' | 'log'>, options: HoldOptions) {
    this.#me = me;
    this.#context = context;
    this.#options = options;
    this.#times = options.times ?? usualTerms;
    this.#terms = new CameraTerms(context.database.url, me, this.#times.termMs, context.log);
  }

  /** Begins to hold; returns at once. */
  start(): void {
    this.#timer = setInterval(() => this.again(), this.#times.everyMs);
    this.again();
  }

  /** What is held and may be watched now. */
  held(): HeldTerm[] {
    return [...this.#held.values()].filter(({ cameraId }) => !this.#stopping.has(cameraId));
  }

  /** Something may have changed: decides anew, at once or after the round that runs. */
  again(): void {
    if (this.#closed) return;
    if (this.#round !== null) {
      this.#again = true;
      return;
    }
    this.#round = this.#safeRound().finally(() => {
      this.#round = null;
      if (!this.#again) return;
      this.#again = false;
      this.again();
    });
  }

  /** Lets everything go. The cameras must not be watched any more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#round;
    this.#held.clear();
    try {
      await this.#terms.leave();
    } catch (error) {
      this.#context.log.debug({ error: String(error) }, 'terms not released; they expire');
    }
    await this.#terms.close();
  }

  async #safeRound(): Promise<void> {
    let workers: readonly string[] | null = null;
    try {
      workers = await this.#decide();
    } catch (error) {
      this.#cutOff = true;
      this.#context.log.debug({ error: String(error) }, 'terms of cameras not renewed');
    }
    if (!this.#closed) this.#options.onRound(workers);
  }

  async #decide(): Promise<readonly string[] | null> {
    await this.#releaseStopped();
    const renewed = await this.#terms.renew();
    if (this.#closed) return null;
    if (this.#cutOff) this.#settlesUntil = performance.now() + settleMs(this.#times);
    this.#cutOff = false;
    const { workers, cameras, holdings, now } = await this.#terms.facts();
    const wanted = new Set(cameras);
    this.#keepOnly(renewed, wanted);
    for (const term of renewed) this.#held.set(term.cameraId, term);
    const decision = shareCameras({ me: this.#me, workers, cameras, holdings, now });
    for (const cameraId of decision.release)
      this.#letGo(cameraId, wanted.has(cameraId) ? 'handedOver' : 'paused');
    if (performance.now() >= this.#settlesUntil) await this.#take(decision.take);
    return workers;
  }

  /** Between rounds nothing is released, so that the answer of a renewal is never older than a release. */
  async #releaseStopped(): Promise<void> {
    const stopped = [...this.#stopped];
    if (stopped.length === 0) return;
    await this.#terms.release(stopped);
    for (const cameraId of stopped) {
      this.#stopped.delete(cameraId);
      this.#stopping.delete(cameraId);
      this.#held.delete(cameraId);
    }
  }

  async #take(cameraIds: readonly string[]): Promise<void> {
    for (const cameraId of cameraIds) {
      if (this.#closed || this.#stopping.has(cameraId)) continue;
      const term = await this.#terms.take(cameraId);
      if (term === null) continue;
      this.#held.set(cameraId, term);
      this.#context.log.info({ cameraId, fence: term.fence }, 'camera taken');
    }
  }

  /** What is not among the renewed terms was taken by another while this process could not renew it, or is no more. */
  #keepOnly(renewed: readonly HeldTerm[], wanted: ReadonlySet<string>): void {
    const fences = new Map(renewed.map(({ cameraId, fence }) => [cameraId, fence]));
    for (const { cameraId, fence } of this.#held.values()) {
      if (fences.get(cameraId) === fence) continue;
      this.#held.delete(cameraId);
      const lost = wanted.has(cameraId);
      if (lost) this.#context.log.warn({ cameraId, fence }, 'camera is held by another worker now');
      this.#letGo(cameraId, lost ? 'lost' : 'paused');
    }
  }

  /** Renewed until nothing is watched any more, then free for others at once. */
  #letGo(cameraId: string, cause: LetGoCause): void {
    if (this.#stopping.has(cameraId) && cause !== 'lost') return;
    const reason = { cause };
    this.#stopping.set(cameraId, reason);
    void this.#options
      .stop(cameraId, cause)
      .catch((error) => this.#context.log.debug({ cameraId, error: String(error) }, 'camera not stopped'))
      .finally(() => {
        if (this.#stopping.get(cameraId) !== reason) return;
        this.#stopped.add(cameraId);
        this.again();
      });
  }
}
