/** Pictures of a camera, also from before anyone asked: a compressed ring, decoded only around what matters. */
import { CaptureClock } from './capture-clock.ts';
import { systemClock } from './clock.ts';
import { decodePictures } from './decode-pictures.ts';
import { PacketRing } from './packet-ring.ts';
import { receiveStream } from './receive-stream.ts';
import { thinEvenly } from './thin-evenly.ts';
import type { CodedPicture } from './transport-stream.ts';
import type {
  CaptureRequest,
  Clock,
  Frame,
  FrameSource,
  FrameSourceHealth,
  FrameSourceOptions,
  StreamAccess,
} from './types.ts';

const defaultMaxRingBytes = 32 * 1024 * 1024;
/** A picture this old does as "the newest" without decoding another. */
const latestFreshMs = 2_000;
/** Pictures arrive about this much after they were taken; waited for at the end of a capture. */
const arrivalSlackMs = 1_000;

/** One connection to the stream: its times mean nothing in another. */
type Connection = {
  clock: CaptureClock;
  ring: PacketRing;
  followers: Set<(picture: CodedPicture | null) => void>;
};

/** Opens a stream and keeps it open until closed. Never throws: what is wrong is in `health()`. */
export function openFrameSource(access: StreamAccess, options: FrameSourceOptions): FrameSource {
  return new RingFrameSource(access, options);
}

class RingFrameSource implements FrameSource {
  readonly #options: FrameSourceOptions;
  readonly #closing = new AbortController();
  readonly #received: Promise<void>;
  #connection: Connection | null = null;
  #health: FrameSourceHealth;
  #latest: Frame | null = null;
  #decodingLatest: Promise<Frame | null> | null = null;

  constructor(access: StreamAccess, options: FrameSourceOptions) {
    this.#options = options;
    this.#health = { decoding: false, lastFrameAt: null, since: this.#clock.now(), cause: 'connecting' };
    options.signal?.addEventListener('abort', () => this.#closing.abort(), { once: true });
    if (options.signal?.aborted) this.#closing.abort();
    this.#received = receiveStream(
      access,
      {
        onConnect: () => this.#connect(),
        onPicture: (picture) => this.#take(picture),
        onLost: (cause) => this.#lose(cause),
      },
      {
        clock: this.#clock,
        random: options.random ?? Math.random,
        signal: this.#closing.signal,
        log: options.log,
      },
    );
  }

  get #clock(): NonNullable<FrameSourceOptions['clock']> {
    return this.#options.clock ?? systemClock;
  }

  health(): FrameSourceHealth {
    return { ...this.#health };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#lose('closed');
    await this.#received;
  }

  async recent(fromMs: number, toMs: number): Promise<Frame[]> {
    const frames: Frame[] = [];
    for await (const frame of this.#decode(fromMs, Math.min(toMs, this.#clock.now()), this.#options.fps))
      frames.push(frame);
    return frames;
  }

  async capture(request: CaptureRequest): Promise<Frame[]> {
    const frames: Frame[] = [];
    const { around, beforeMs, afterMs } = request;
    for await (const frame of this.#decode(around - beforeMs, around + afterMs, this.#options.fps))
      frames.push(frame);
    return thinEvenly(frames, request.maxFrames);
  }

  async *captureStream({ around, beforeMs, afterMs, maxFrames }: CaptureRequest): AsyncGenerator<Frame> {
    const fps = Math.min(this.#options.fps, maxFrames / Math.max(0.001, (beforeMs + afterMs) / 1000));
    let left = maxFrames;
    for await (const frame of this.#decode(around - beforeMs, around + afterMs, fps)) {
      if (left-- <= 0) return;
      yield frame;
    }
  }

  async latest(): Promise<Frame | null> {
    const newestKey = this.#connection?.ring.newestKey();
    if (!this.#connection || !newestKey) return this.#latest;
    const takenAt = this.#connection.clock.capturedAt(newestKey.pts);
    if (this.#latest && takenAt - this.#latest.capturedAt < latestFreshMs) return this.#latest;
    this.#decodingLatest ??= this.#decodeOne(this.#connection, newestKey).finally(
      () => (this.#decodingLatest = null),
    );
    return this.#decodingLatest;
  }

  async #decodeOne(connection: Connection, picture: CodedPicture): Promise<Frame | null> {
    for await (const frame of this.#run(connection, only(picture), {
      fromPts: picture.pts - 1,
      toPts: picture.pts + 1,
      fps: 100,
    })) {
      this.#remember(frame);
    }
    return this.#latest;
  }

  /** Decodes the ring from one instant, and what comes in live until the other. */
  async *#decode(fromMs: number, toMs: number, fps: number): AsyncGenerator<Frame> {
    const connection = this.#connection;
    if (!connection || toMs <= fromMs || connection.ring.newest() === null) return;
    const fromPts = connection.clock.ptsAt(fromMs);
    const toPts = connection.clock.ptsAt(toMs);
    const feed = follow(connection, { fromPts, toPts, clock: this.#clock });
    yield* this.#run(connection, feed, { fromPts, toPts, fps });
  }

  async *#run(
    connection: Connection,
    feed: AsyncIterable<CodedPicture>,
    window: { fromPts: number; toPts: number; fps: number },
  ): AsyncGenerator<Frame> {
    const options = { ...window, maxWidth: this.#options.maxWidth, signal: this.#closing.signal };
    for await (const { pts, ...picture } of decodePictures(feed, options)) {
      const frame = { capturedAt: connection.clock.capturedAt(pts), ...picture };
      this.#remember(frame);
      yield frame;
    }
  }

  #remember(frame: Frame): void {
    if (!this.#latest || frame.capturedAt >= this.#latest.capturedAt) this.#latest = frame;
  }

  #connect(): void {
    this.#connection = {
      clock: new CaptureClock(),
      ring: new PacketRing(this.#options.ringSeconds, this.#options.maxRingBytes ?? defaultMaxRingBytes),
      followers: new Set(),
    };
  }

  #take(picture: CodedPicture): void {
    const connection = this.#connection;
    if (!connection) return;
    connection.clock.arrived(picture.pts, picture.arrivedAt);
    connection.ring.push(picture);
    if (connection.ring.newest() === null) return;
    for (const follower of connection.followers) follower(picture);
    this.#health.lastFrameAt = connection.clock.capturedAt(picture.pts);
    if (!this.#health.decoding) this.#tell({ decoding: true, cause: null });
  }

  #lose(cause: string): void {
    for (const follower of this.#connection?.followers ?? []) follower(null);
    this.#connection = null;
    this.#tell({ decoding: false, cause });
  }

  #tell(change: { decoding: boolean; cause: string | null }): void {
    const changed = change.decoding !== this.#health.decoding;
    const since = changed ? this.#clock.now() : this.#health.since;
    const differs = changed || change.cause !== this.#health.cause;
    this.#health = { ...this.#health, ...change, since };
    if (differs) this.#options.onState?.(this.health());
  }
}

async function* only(picture: CodedPicture): AsyncGenerator<CodedPicture> {
  yield picture;
}

/** What the ring holds from a stream time on, then what arrives, until another stream time or the connection's end. */
async function* follow(
  connection: Connection,
  { fromPts, toPts, clock }: { fromPts: number; toPts: number; clock: Clock },
): AsyncGenerator<CodedPicture> {
  const queue: (CodedPicture | null)[] = connection.ring.from(fromPts);
  const late = new AbortController();
  let wake: () => void = () => undefined;
  const follower = (picture: CodedPicture | null): void => {
    queue.push(picture);
    wake();
  };
  connection.followers.add(follower);
  // A stream that slows down must not hold a capture for ever.
  const endsAt = connection.clock.capturedAt(toPts) + arrivalSlackMs;
  void clock.sleep(endsAt - clock.now(), late.signal).then(() => follower(null));
  try {
    for (;;) {
      const picture = queue.shift();
      if (picture === null || (picture && picture.pts > toPts)) return;
      if (picture) yield picture;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    connection.followers.delete(follower);
    late.abort();
  }
}
