/** Decodes a connection all the time and keeps the pictures: the dearer way, for cameras whose pictures are wanted at once. */
import type { PictureArea } from '../domain/picture-area.ts';
import { decodePictures, type DecodedPicture } from './decode-pictures.ts';
import type { Decoder } from './decoders.ts';
import type { StreamConnection } from './stream-connection.ts';
import { ticksPerSecond, type CodedPicture } from './transport-stream.ts';
import type { Clock } from './types.ts';

const againMs = 1_000;

export type DecodedRingOptions = {
  fps: number;
  seconds: number;
  maxBytes: number;
  maxWidth?: number | undefined;
  masks?: readonly PictureArea[] | undefined;
  decoder: Decoder;
  /** The hardware brought nothing. */
  onUseless: () => void;
  clock: Clock;
  signal: AbortSignal;
};

export class DecodedRing {
  readonly #options: DecodedRingOptions;
  #pictures: DecodedPicture[] = [];
  #bytes = 0;
  #ended = false;
  readonly #waiting = new Set<() => void>();

  constructor(connection: StreamConnection, options: DecodedRingOptions) {
    this.#options = options;
    void this.#run(connection).finally(() => {
      this.#ended = true;
      this.#wake();
    });
  }

  /** A decoder that dies while the connection goes on is followed by another, in software. */
  async #run(connection: StreamConnection): Promise<void> {
    const { signal, clock, onUseless } = this.#options;
    for (let { decoder } = this.#options; ; decoder = 'software') {
      await this.#decode(connection, decoder).catch(() => undefined);
      if (signal.aborted || connection.ended) return;
      if (decoder !== 'software' && this.#pictures.length === 0) onUseless();
      await clock.sleep(againMs, signal);
      if (signal.aborted || connection.ended) return;
    }
  }

  async #decode(connection: StreamConnection, decoder: Decoder): Promise<void> {
    const { fps, maxWidth, masks, signal, clock } = this.#options;
    // Followed only when a decoder reads: one that never started would leave its follower behind.
    async function* feed(): AsyncGenerator<CodedPicture> {
      yield* connection.follow(-Infinity, Infinity, clock);
    }
    for await (const picture of decodePictures(feed(), {
      fromPts: -Infinity,
      toPts: Infinity,
      fps,
      maxWidth,
      masks,
      decoder,
      endless: true,
      signal,
    })) {
      this.#push(picture);
    }
  }

  #push(picture: DecodedPicture): void {
    // The next decoder begins with what the one before may have shown already.
    const behind = (this.newest()?.pts ?? -Infinity) - picture.pts;
    if (behind >= 0 && behind < this.#options.seconds * ticksPerSecond) return;
    this.#pictures.push(picture);
    this.#bytes += picture.jpeg.length;
    const oldestWanted = picture.pts - this.#options.seconds * ticksPerSecond;
    for (;;) {
      const [oldest] = this.#pictures;
      if (!oldest || (oldest.pts >= oldestWanted && this.#bytes <= this.#options.maxBytes)) break;
      this.#pictures.shift();
      this.#bytes -= oldest.jpeg.length;
    }
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  newest(): DecodedPicture | null {
    return this.#pictures.at(-1) ?? null;
  }

  /** The pictures between two stream times, those to come included, until the instant `endsAt`. */
  async *between(fromPts: number, toPts: number, endsAt: number): AsyncGenerator<DecodedPicture> {
    const { clock } = this.#options;
    for (let after = fromPts - 1; ;) {
      const next = this.#pictures.find(({ pts }) => pts > after);
      if (next && next.pts > toPts) return;
      if (next) {
        after = next.pts;
        yield next;
        continue;
      }
      const waitMs = endsAt - clock.now();
      if (this.#ended || waitMs <= 0) return;
      const done = new AbortController();
      await Promise.race([
        clock.sleep(waitMs, done.signal),
        new Promise<void>((wake) => this.#waiting.add(wake)),
      ]);
      done.abort();
    }
  }
}
