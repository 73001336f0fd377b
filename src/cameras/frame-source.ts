/** Pictures of a camera, also from before anyone asked: a compressed ring, decoded only around what matters. */
import { systemClock } from './clock.ts';
import { decodePictures, type DecodedPicture } from './decode-pictures.ts';
import { DecodedRing } from './decoded-ring.ts';
import { receiveStream } from './receive-stream.ts';
import { StreamConnection } from './stream-connection.ts';
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
  StreamTransport,
} from './types.ts';

const defaultMaxRingBytes = 32 * 1024 * 1024;
/** A picture this old does as "the newest" without decoding another. */
const latestFreshMs = 2_000;
/** How long a decoding ring is waited for beyond the end of a capture: it is behind by its own work. */
const decodingSlackMs = 1_500;

/** Opens a stream and keeps it open until closed. Never throws: what is wrong is in `health()`. */
export function openFrameSource(access: StreamAccess, options: FrameSourceOptions): FrameSource {
  return new RingFrameSource(access, options);
}

type Connected = { stream: StreamConnection; decoded: DecodedRing | null };

class RingFrameSource implements FrameSource {
  readonly #options: FrameSourceOptions;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  readonly #received: Promise<void>;
  #present: Connected | null = null;
  /** The connection before: what it saw shortly before it broke is still of use. */
  #past: Connected | null = null;
  #health: FrameSourceHealth;
  #latest: Frame | null = null;
  #decodingLatest: Promise<Frame | null> | null = null;

  constructor(access: StreamAccess, options: FrameSourceOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#health = {
      decoding: false,
      lastFrameAt: null,
      since: this.#clock.now(),
      cause: 'connecting',
      transport: null,
    };
    options.signal?.addEventListener('abort', () => this.#closing.abort(), { once: true });
    if (options.signal?.aborted) this.#closing.abort();
    this.#received = receiveStream(
      access,
      {
        onConnect: (transport) => this.#connect(transport),
        onPicture: (picture) => this.#take(picture),
        onLost: (cause) => this.#lose(cause),
      },
      {
        clock: this.#clock,
        random: options.random ?? Math.random,
        signal: this.#closing.signal,
        log: options.log,
        transport: options.transport ?? 'tcp',
      },
    );
  }

  health(): FrameSourceHealth {
    return { ...this.#health };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#lose('closed');
    this.#past = null;
    await this.#received;
  }

  async recent(fromMs: number, toMs: number): Promise<Frame[]> {
    return collect(this.#between(fromMs, Math.min(toMs, this.#clock.now()), this.#options.fps));
  }

  async capture({ around, beforeMs, afterMs, maxFrames }: CaptureRequest): Promise<Frame[]> {
    const frames = await collect(this.#between(around - beforeMs, around + afterMs, this.#options.fps));
    return thinEvenly(frames, maxFrames);
  }

  async *captureStream({ around, beforeMs, afterMs, maxFrames }: CaptureRequest): AsyncGenerator<Frame> {
    const fps = Math.min(this.#options.fps, maxFrames / Math.max(0.001, (beforeMs + afterMs) / 1000));
    let left = maxFrames;
    for await (const frame of this.#between(around - beforeMs, around + afterMs, fps)) {
      if (left-- <= 0) return;
      yield frame;
    }
  }

  async latest(): Promise<Frame | null> {
    const connected = this.#present;
    const newestKey = connected?.stream.ring.newestKey();
    if (!connected || !newestKey) return this.#latest;
    const decoded = connected.decoded?.newest();
    if (decoded) return this.#frame(connected, decoded);
    const takenAt = connected.stream.clock.capturedAt(newestKey.pts);
    if (this.#latest && takenAt - this.#latest.capturedAt < latestFreshMs) return this.#latest;
    this.#decodingLatest ??= this.#decodeOne(connected, newestKey).finally(
      () => (this.#decodingLatest = null),
    );
    return this.#decodingLatest;
  }

  async #decodeOne(connected: Connected, picture: CodedPicture): Promise<Frame | null> {
    const window = { fromPts: picture.pts - 1, toPts: picture.pts + 1, fps: 100 };
    await collect(this.#decode(connected, only(picture), window));
    return this.#latest;
  }

  /** Pictures between two instants, from the connections that saw them; waits for those to come. */
  async *#between(fromMs: number, toMs: number, fps: number): AsyncGenerator<Frame> {
    for (const connected of [this.#past, this.#present]) {
      const span = connected?.stream.span();
      if (!connected || !span || toMs <= fromMs || toMs < span.fromMs) continue;
      if (connected === this.#past && fromMs > span.toMs) continue;
      const { clock } = connected.stream;
      const window = { fromPts: clock.ptsAt(fromMs), toPts: clock.ptsAt(toMs), fps };
      if (connected.decoded) yield* this.#pick(connected, connected.decoded, window, toMs + decodingSlackMs);
      else
        yield* this.#decode(
          connected,
          connected.stream.follow(window.fromPts, window.toPts, this.#clock),
          window,
        );
    }
  }

  async *#pick(
    connected: Connected,
    decoded: DecodedRing,
    window: { fromPts: number; toPts: number },
    endsAt: number,
  ): AsyncGenerator<Frame> {
    for await (const picture of decoded.between(window.fromPts, window.toPts, endsAt))
      yield this.#frame(connected, picture);
  }

  async *#decode(
    connected: Connected,
    feed: AsyncIterable<CodedPicture>,
    window: { fromPts: number; toPts: number; fps: number },
  ): AsyncGenerator<Frame> {
    const { maxWidth, masks } = this.#options;
    const options = { ...window, maxWidth, masks, signal: this.#closing.signal };
    for await (const picture of decodePictures(feed, options)) yield this.#frame(connected, picture);
  }

  #frame(connected: Connected, { pts, jpeg, width, height }: DecodedPicture): Frame {
    const frame = { capturedAt: connected.stream.clock.capturedAt(pts), jpeg, width, height };
    if (!this.#latest || frame.capturedAt >= this.#latest.capturedAt) this.#latest = frame;
    return frame;
  }

  #connect(transport: StreamTransport): void {
    const { ringSeconds, maxRingBytes = defaultMaxRingBytes, ring = 'compressed' } = this.#options;
    const { fps, maxWidth, masks } = this.#options;
    // A decoding ring needs the compressed past only as long as its decoder needs it.
    const stream = new StreamConnection(ring === 'decoded' ? 1 : ringSeconds, maxRingBytes);
    const limits = { seconds: ringSeconds, maxBytes: maxRingBytes };
    const decoding = { fps, maxWidth, masks, ...limits, clock: this.#clock };
    this.#present = {
      stream,
      decoded:
        ring === 'decoded' ? new DecodedRing(stream, { ...decoding, signal: this.#closing.signal }) : null,
    };
    this.#health.transport = transport;
  }

  #take(picture: CodedPicture): void {
    const stream = this.#present?.stream;
    if (!stream) return;
    stream.take(picture);
    if (stream.ring.newest() === null) return;
    this.#health.lastFrameAt = stream.clock.capturedAt(picture.pts);
    if (!this.#health.decoding) this.#tell({ decoding: true, cause: null });
    const pastEnd = this.#past?.stream.span()?.toMs ?? 0;
    if (this.#past && this.#health.lastFrameAt - pastEnd > this.#options.ringSeconds * 1000)
      this.#past = null;
  }

  #lose(cause: string): void {
    this.#present?.stream.end();
    this.#past = this.#present ?? this.#past;
    this.#present = null;
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

async function collect(frames: AsyncIterable<Frame>): Promise<Frame[]> {
  const all: Frame[] = [];
  for await (const frame of frames) all.push(frame);
  return all;
}
