/** Decodes a connection all the time and keeps the pictures: the dearer way, for cameras whose pictures are wanted at once. */
import type { PictureArea } from '../domain/picture-area.ts';
import { decodePictures, type DecodedPicture } from './decode-pictures.ts';
import type { StreamConnection } from './stream-connection.ts';
import { ticksPerSecond } from './transport-stream.ts';
import type { Clock } from './types.ts';

export type DecodedRingOptions = {
  fps: number;
  seconds: number;
  maxBytes: number;
  maxWidth?: number | undefined;
  masks?: readonly PictureArea[] | undefined;
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
    void this.#run(connection)
      .catch(() => undefined)
      .finally(() => {
        this.#ended = true;
        this.#wake();
      });
  }

  async #run(connection: StreamConnection): Promise<void> {
    const { fps, maxWidth, masks, signal, clock } = this.#options;
    const feed = connection.follow(-Infinity, Infinity, clock);
    for await (const picture of decodePictures(feed, {
      fromPts: -Infinity,
      toPts: Infinity,
      fps,
      maxWidth,
      masks,
      endless: true,
      signal,
    })) {
      this.#push(picture);
    }
  }

  #push(picture: DecodedPicture): void {
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
