/**
 * A stream that is connected only when its pictures are wanted: for cameras behind thin lines or with few connections to
 * give. There is no past, so pictures begin when the connection does; a look every minute shows that it would work.
 */
import { systemClock } from './clock.ts';
import type { CaptureRequest, Clock, Frame, FrameSource, FrameSourceHealth } from './types.ts';

const lookEveryMs = 60_000;
/** Kept after its last use: pieces of one burst follow one another. */
const lingerMs = 10_000;
const connectMs = 12_000;
const waitStepMs = 100;

export type OnEventOptions = { signal?: AbortSignal; clock?: Clock; lookEveryMs?: number };

/** `open` connects, told how it went before; it is called for each stretch of use. */
export function openOnEventSource(
  open: (before: FrameSourceHealth) => FrameSource,
  options: OnEventOptions = {},
): FrameSource {
  return new OnEventSource(open, options);
}

class OnEventSource implements FrameSource {
  readonly #open: (before: FrameSourceHealth) => FrameSource;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  readonly #looking: Promise<void>;
  #source: FrameSource | null = null;
  #users = 0;
  #unusedSince = 0;
  #latest: Frame | null = null;
  #health: FrameSourceHealth;

  constructor(open: (before: FrameSourceHealth) => FrameSource, options: OnEventOptions) {
    this.#open = open;
    this.#clock = options.clock ?? systemClock;
    this.#health = {
      decoding: false,
      lastFrameAt: null,
      since: this.#clock.now(),
      cause: 'connecting',
      transport: null,
      decoder: null,
    };
    options.signal?.addEventListener('abort', () => this.#closing.abort(), { once: true });
    if (options.signal?.aborted) this.#closing.abort();
    this.#looking = this.#lookNowAndThen(options.lookEveryMs ?? lookEveryMs);
  }

  /** Goes on until closed, whatever goes wrong: the next look may find it well again. */
  async #lookNowAndThen(everyMs: number): Promise<void> {
    const { signal } = this.#closing;
    for (let lookAt = 0; !signal.aborted; await this.#clock.sleep(500, signal)) {
      if (this.#clock.now() >= lookAt) {
        lookAt = this.#clock.now() + everyMs;
        await this.#use(async (source) => {
          this.#latest = (await source.latest()) ?? this.#latest;
        }).catch(() => undefined);
      }
      if (this.#users === 0 && this.#source && this.#clock.now() - this.#unusedSince > lingerMs)
        await this.#disconnect().catch(() => undefined);
    }
    await this.#disconnect().catch(() => undefined);
  }

  async #disconnect(): Promise<void> {
    const source = this.#source;
    this.#source = null;
    await source?.close();
  }

  /** Connects, waits for pictures, and tells whether they came. */
  async #use<T>(work: (source: FrameSource) => Promise<T>): Promise<T | null> {
    const { signal } = this.#closing;
    if (signal.aborted) return null;
    this.#users += 1;
    try {
      const source = (this.#source ??= this.#open(this.#health));
      const deadline = this.#clock.now() + connectMs;
      while (!source.health().decoding && this.#clock.now() < deadline && !signal.aborted)
        await this.#clock.sleep(waitStepMs, signal);
      const works = source.health().decoding;
      const result = works ? await work(source) : null;
      this.#note(works, source.health());
      return result;
    } finally {
      this.#users -= 1;
      this.#unusedSince = this.#clock.now();
    }
  }

  #note(decoding: boolean, seen: FrameSourceHealth): void {
    const since = decoding === this.#health.decoding ? this.#health.since : this.#clock.now();
    const lastFrameAt = seen.lastFrameAt ?? this.#health.lastFrameAt;
    this.#health = { ...seen, decoding, since, lastFrameAt, cause: decoding ? null : seen.cause };
  }

  health(): FrameSourceHealth {
    const present = this.#source?.health();
    return present?.decoding ? present : { ...this.#health };
  }

  async recent(fromMs: number, toMs: number): Promise<Frame[]> {
    return (await this.#source?.recent(fromMs, toMs)) ?? [];
  }

  /** As long as asked for; when the connection comes later than the wanted beginning, that much later. */
  async capture(request: CaptureRequest): Promise<Frame[]> {
    const frames = await this.#use((source) => source.capture(this.#fromNowOn(source, request)));
    this.#latest = frames?.at(-1) ?? this.#latest;
    return frames ?? [];
  }

  async *captureStream(request: CaptureRequest): AsyncGenerator<Frame> {
    yield* await this.capture(request);
  }

  #fromNowOn(source: FrameSource, request: CaptureRequest): CaptureRequest {
    const { around, beforeMs, afterMs } = request;
    const firstAt = Math.max(around - beforeMs, source.health().since - 1_000);
    return { ...request, around: firstAt, beforeMs: 0, afterMs: beforeMs + afterMs };
  }

  async latest(): Promise<Frame | null> {
    const present = this.#source?.health().decoding ? await this.#source.latest() : null;
    return present ?? this.#latest;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#looking;
  }
}
