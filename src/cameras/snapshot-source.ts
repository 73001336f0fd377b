/** Pictures from a camera's snapshot address, about one a second: the last resort where no stream works. */
import type { PictureArea } from '../domain/picture-area.ts';
import { AppError } from '../errors.ts';
import { chooseFrames } from './choose-frames.ts';
import { systemClock } from './clock.ts';
import { blackened } from './picture-masks.ts';
import { takeSnapshot } from './snapshot.ts';
import { lockoutPauseMs } from './supervisor-policy.ts';
import type { CaptureRequest, Clock, Frame, FrameSource, FrameSourceHealth, StreamAccess } from './types.ts';

const everyMs = 1_000;
const capMs = 30_000;
/** Without a new picture for this long it does not work any more. */
const staleMs = 6_000;

export type SnapshotSourceOptions = {
  ringSeconds: number;
  /** Areas that are black in every picture returned. */
  masks?: readonly PictureArea[];
  signal?: AbortSignal;
  clock?: Clock;
};

/** Asks until closed; never throws, what is wrong is in `health()`. */
export function openSnapshotSource(access: StreamAccess, options: SnapshotSourceOptions): FrameSource {
  return new SnapshotSource(access, options);
}

class SnapshotSource implements FrameSource {
  readonly #access: StreamAccess;
  readonly #options: SnapshotSourceOptions;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  readonly #asking: Promise<void>;
  #frames: Frame[] = [];
  #cause: string | null = 'connecting';
  #since: number;

  constructor(access: StreamAccess, options: SnapshotSourceOptions) {
    this.#access = access;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#since = this.#clock.now();
    options.signal?.addEventListener('abort', () => this.#closing.abort(), { once: true });
    if (options.signal?.aborted) this.#closing.abort();
    this.#asking = this.#ask();
  }

  async #ask(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted;) {
      const askedAt = this.#clock.now();
      let pauseMs = everyMs;
      try {
        const frame = await takeSnapshot(this.#access, { signal });
        this.#keep(await blackened(frame, this.#options.masks ?? []));
        failures = 0;
      } catch (error) {
        failures += 1;
        pauseMs = Math.min(capMs, everyMs * 2 ** Math.min(failures, 10));
        // A refused login must not be repeated until the account is locked.
        if (error instanceof AppError && error.code === 'camera_wrong_credentials') pauseMs = lockoutPauseMs;
        this.#fail(error instanceof Error ? error.message : String(error));
      }
      await this.#clock.sleep(Math.max(0, askedAt + pauseMs - this.#clock.now()), signal);
    }
  }

  #keep(frame: Frame): void {
    if (this.#cause !== null) this.#since = frame.capturedAt;
    this.#cause = null;
    this.#frames.push(frame);
    const oldest = frame.capturedAt - this.#options.ringSeconds * 1000;
    while ((this.#frames[0]?.capturedAt ?? Infinity) < oldest) this.#frames.shift();
  }

  #fail(cause: string): void {
    const last = this.#frames.at(-1)?.capturedAt ?? 0;
    // One picture missed is no failure: the next is asked for at once.
    if (this.#cause !== null || this.#clock.now() - last < staleMs) return;
    this.#since = this.#clock.now();
    this.#cause = cause;
  }

  health(): FrameSourceHealth {
    const lastFrameAt = this.#frames.at(-1)?.capturedAt ?? null;
    const fresh = lastFrameAt !== null && this.#clock.now() - lastFrameAt < staleMs;
    return {
      decoding: fresh,
      lastFrameAt,
      since: this.#since,
      cause: fresh ? null : (this.#cause ?? 'no snapshot'),
      transport: null,
      decoder: null,
    };
  }

  async recent(fromMs: number, toMs: number): Promise<Frame[]> {
    return this.#frames.filter(({ capturedAt }) => capturedAt >= fromMs && capturedAt <= toMs);
  }

  async capture({ around, beforeMs, afterMs, maxFrames }: CaptureRequest): Promise<Frame[]> {
    const [from, to] = [around - beforeMs, around + afterMs];
    await this.#clock.sleep(Math.max(0, to - this.#clock.now()), this.#closing.signal);
    return chooseFrames(await this.recent(from, to), maxFrames);
  }

  async *captureStream(request: CaptureRequest): AsyncGenerator<Frame> {
    yield* await this.capture(request);
  }

  async latest(): Promise<Frame | null> {
    return this.#frames.at(-1) ?? null;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#asking;
  }
}
