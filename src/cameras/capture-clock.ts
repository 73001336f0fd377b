/**
 * When a picture was taken, from the stream's own time and the arrivals. Every picture comes late by the camera's
 * and the network's delay; the one that came quickest tells best how the two clocks lie. The first pictures of a
 * connection come in one lump (the camera sends what it has since its last key picture) and are put right by it too.
 */
import { ticksPerSecond } from './transport-stream.ts';

const bucketMs = 10_000;
/** Clocks drift by some 50 ppm: over a minute that is 3 ms, over a day seconds. So only the last minute counts. */
const buckets = 6;
/** What even the quickest picture takes: exposure, encoding, the way here. Real cameras: 50 to 300 ms. */
const leastDelayMs = 60;

export class CaptureClock {
  #offsets: { bucket: number; leastMs: number }[] = [];

  /** Notes that the picture with this stream time arrived at this instant (epoch ms). */
  arrived(pts: number, arrivedAt: number): void {
    const offsetMs = arrivedAt - toMs(pts);
    const bucket = Math.floor(arrivedAt / bucketMs);
    const last = this.#offsets.at(-1);
    if (last?.bucket === bucket) last.leastMs = Math.min(last.leastMs, offsetMs);
    else this.#offsets.push({ bucket, leastMs: offsetMs });
    this.#offsets = this.#offsets.slice(-buckets);
  }

  /** Epoch ms at which the picture with this stream time was taken; only after an arrival. */
  capturedAt(pts: number): number {
    return Math.round(toMs(pts) + this.#offsetMs());
  }

  /** The stream time (ticks) that belongs to an instant. */
  ptsAt(epochMs: number): number {
    return ((epochMs - this.#offsetMs()) * ticksPerSecond) / 1000;
  }

  #offsetMs(): number {
    return Math.min(...this.#offsets.map((it) => it.leastMs)) - leastDelayMs;
  }
}

const toMs = (pts: number): number => (pts * 1000) / ticksPerSecond;
