/** One connection to a stream: its own time, its compressed past, and those who follow it live. */
import { CaptureClock } from './capture-clock.ts';
import { PacketRing } from './packet-ring.ts';
import type { CodedPicture } from './transport-stream.ts';
import type { Clock } from './types.ts';

/** Pictures arrive about this much after they were taken; waited for at the end of a capture. */
const arrivalSlackMs = 1_000;

export class StreamConnection {
  readonly clock = new CaptureClock();
  readonly ring: PacketRing;
  readonly #followers = new Set<(picture: CodedPicture | null) => void>();
  #ended = false;
  #firstPts: number | null = null;

  constructor(ringSeconds: number, maxRingBytes: number) {
    this.ring = new PacketRing(ringSeconds, maxRingBytes);
  }

  take(picture: CodedPicture): void {
    this.clock.arrived(picture.pts, picture.arrivedAt);
    this.ring.push(picture);
    this.#firstPts ??= this.ring.newest()?.pts ?? null;
    if (this.ring.newest() !== null) for (const follower of this.#followers) follower(picture);
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** No more pictures will come; the ring stays. */
  end(): void {
    this.#ended = true;
    for (const follower of this.#followers) follower(null);
  }

  /** When the first picture of this connection was taken (epoch ms); null before it. */
  beganAt(): number | null {
    return this.#firstPts === null ? null : this.clock.capturedAt(this.#firstPts);
  }

  /** The instants (epoch ms) the ring holds; null while it is empty. */
  span(): { fromMs: number; toMs: number } | null {
    const [oldest, newest] = [this.ring.oldest(), this.ring.newest()];
    if (!oldest || !newest) return null;
    return { fromMs: this.clock.capturedAt(oldest.pts), toMs: this.clock.capturedAt(newest.pts) };
  }

  /**
   * What the ring holds from a stream time on, then what arrives, until another stream time or the connection's end.
   * Collecting begins with the call, not with the reading: the ring may have moved on when the reader's turn comes.
   */
  follow(fromPts: number, toPts: number, clock: Clock): AsyncGenerator<CodedPicture> {
    const queue: (CodedPicture | null)[] = this.ring.from(fromPts);
    if (this.#ended) queue.push(null);
    const late = new AbortController();
    const reader = { wake: (): void => undefined };
    const follower = (picture: CodedPicture | null): void => {
      const last = picture === null || picture.pts > toPts;
      queue.push(last ? null : picture);
      if (last) this.#followers.delete(follower);
      reader.wake();
    };
    this.#followers.add(follower);
    if (Number.isFinite(toPts)) {
      // A stream that slows down must not hold a capture for ever.
      const endsAt = this.clock.capturedAt(toPts) + arrivalSlackMs;
      void clock.sleep(Math.max(0, endsAt - clock.now()), late.signal).then(() => follower(null));
    }
    return read(queue, reader, toPts, () => {
      this.#followers.delete(follower);
      late.abort();
    });
  }
}

async function* read(
  queue: (CodedPicture | null)[],
  reader: { wake: () => void },
  toPts: number,
  done: () => void,
): AsyncGenerator<CodedPicture> {
  try {
    for (;;) {
      const picture = queue.shift();
      if (picture === null || (picture && picture.pts > toPts)) return;
      if (picture) yield picture;
      else await new Promise<void>((resolve) => (reader.wake = resolve));
    }
  } finally {
    done();
  }
}
