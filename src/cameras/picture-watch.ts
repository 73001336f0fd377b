/**
 * Whether a camera's picture still shows its door: black, covered, frozen, or turned away. A camera that answers and
 * streams but shows a wall is no witness, so its door does not count as watched.
 */
import { createHash } from 'node:crypto';
import sharp from 'sharp';

export type PictureState = 'good' | 'black' | 'covered' | 'frozen' | 'moved';

/** A small grey copy; small enough to keep, large enough to tell one view from another. */
export type Thumbnail = {
  capturedAt: number;
  grey: Uint8Array;
  /** Of the whole picture: the small copy averages away the noise that shows that a picture lives. */
  fingerprint: string;
};

export const thumbnailSize = { width: 64, height: 36 } as const;

/** Mean brightness (0 to 255) below which nothing can be seen. */
const blackMean = 16;
/** Spread of brightness below which there is nothing but one surface. */
const uniformSpread = 6;
/** Sensors are never quiet: not one pixel different for this long is a picture that stands still. */
const frozenAfterMs = 60_000;
/** Likeness (-1 to 1) to the usual view below which the camera looks elsewhere, and for how long that must last. */
const movedLikeness = 0.35;
const movedAfterMs = 120_000;
/** How fast the usual view follows the present one: half of it is new after about this long. */
const adaptMs = 30 * 60_000;

/** @throws when the bytes are no picture */
export async function thumbnailOf({
  jpeg,
  capturedAt,
}: {
  jpeg: Buffer;
  capturedAt: number;
}): Promise<Thumbnail> {
  const { width, height } = thumbnailSize;
  const grey = await sharp(jpeg).greyscale().resize(width, height, { fit: 'fill' }).raw().toBuffer();
  const fingerprint = createHash('sha1').update(jpeg).digest('hex');
  return { capturedAt, grey: new Uint8Array(grey), fingerprint };
}

/** Judges one camera's pictures as they come, some seconds apart. Pure but for what it remembers. */
export class PictureWatch {
  #usual: Float64Array | null = null;
  #last: Thumbnail | null = null;
  #sameSince = 0;
  #elsewhereSince: number | null = null;

  judge(present: Thumbnail): PictureState {
    const last = this.#last;
    this.#last = present;
    if (last?.fingerprint !== present.fingerprint) this.#sameSince = present.capturedAt;
    const { mean, spread } = statistics(present.grey);
    if (spread < uniformSpread) return mean < blackMean ? 'black' : 'covered';
    if (present.capturedAt - this.#sameSince >= frozenAfterMs) return 'frozen';
    return this.#compareWithUsual(present, last) ? 'good' : 'moved';
  }

  /** False when it has looked elsewhere for a while. Someone before the lens for a moment is no other view. */
  #compareWithUsual(present: Thumbnail, last: Thumbnail | null): boolean {
    const usual = this.#usual;
    if (!usual) {
      this.#usual = Float64Array.from(present.grey);
      return true;
    }
    if (likeness(usual, present.grey) < movedLikeness) {
      this.#elsewhereSince ??= present.capturedAt;
      return present.capturedAt - this.#elsewhereSince < movedAfterMs;
    }
    this.#elsewhereSince = null;
    const passedMs = Math.max(0, present.capturedAt - (last?.capturedAt ?? present.capturedAt));
    const share = 1 - 0.5 ** (passedMs / adaptMs);
    this.#usual = usual.map((value, at) => value + ((present.grey[at] ?? 0) - value) * share);
    return true;
  }

  /** The present view is the one wanted: after somebody turned the camera on purpose. */
  acceptPresentView(): void {
    this.#usual = this.#last ? Float64Array.from(this.#last.grey) : null;
    this.#elsewhereSince = null;
  }
}

function statistics(values: Iterable<number> & { length: number }): { mean: number; spread: number } {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return { mean, spread: Math.sqrt(Math.max(0, squares / values.length - mean * mean)) };
}

/** Correlation of two views: light may change, what stands where may not. */
function likeness(a: Float64Array, b: Uint8Array): number {
  const [one, other] = [statistics(a), statistics(b)];
  if (one.spread === 0 || other.spread === 0) return 0;
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += ((a[at] ?? 0) - one.mean) * ((b[at] ?? 0) - other.mean);
  return sum / a.length / (one.spread * other.spread);
}
