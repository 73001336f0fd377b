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
/**
 * Sensors are never quiet and clocks in the picture go on: not one pixel different for this long, in this many pictures,
 * is a picture that stands still. An empty hall at night is not.
 */
const frozen = { afterMs: 60_000, pictures: 5 };
/** Likeness (-1 to 1) to the usual view below which the camera looks elsewhere, and for how long that must last. */
const movedLikeness = 0.35;
const movedAfterMs = 120_000;
/** How fast the usual view follows the present one: half of it is new after about this long. */
const adaptMs = 30 * 60_000;
/** Usual views of one camera: by day, by lamplight, in infrared. */
const viewsKept = 3;

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
  /** Usual views, the one that was last like the picture first. */
  #views: Float64Array[];
  #last: Thumbnail | null = null;
  #same = { since: 0, pictures: 0 };
  #elsewhereSince: number | null = null;
  #goodUntil: number | null = null;

  /** @param views the usual views as `views()` gave them before; those of another size are left out. */
  constructor(views: readonly Uint8Array[] = []) {
    const size = thumbnailSize.width * thumbnailSize.height;
    this.#views = views.filter(({ length }) => length === size).map((view) => Float64Array.from(view));
  }

  /** Instant of the last picture of which there is no doubt; what came after it may have shown nothing. */
  get goodUntil(): number | null {
    return this.#goodUntil;
  }

  judge(present: Thumbnail): PictureState {
    const last = this.#last;
    this.#last = present;
    const fresh = last?.fingerprint !== present.fingerprint;
    this.#same = fresh
      ? { since: present.capturedAt, pictures: 1 }
      : { ...this.#same, pictures: this.#same.pictures + 1 };
    const { mean, spread } = statistics(present.grey);
    if (spread < uniformSpread) return mean < blackMean ? 'black' : 'covered';
    const { since, pictures } = this.#same;
    if (present.capturedAt - since >= frozen.afterMs && pictures >= frozen.pictures) return 'frozen';
    const elsewhereMs = this.#compareWithUsual(present, last);
    if (fresh && elsewhereMs === null) this.#goodUntil = present.capturedAt;
    return (elsewhereMs ?? 0) < movedAfterMs ? 'good' : 'moved';
  }

  /** How long it has looked elsewhere; null when it does not. Someone before the lens for a moment is no other view. */
  #compareWithUsual(present: Thumbnail, last: Thumbnail | null): number | null {
    const usual = this.#nearest(present.grey);
    if (usual === null && this.#views.length > 0) {
      this.#elsewhereSince ??= present.capturedAt;
      return present.capturedAt - this.#elsewhereSince;
    }
    this.#elsewhereSince = null;
    const passedMs = Math.max(0, present.capturedAt - (last?.capturedAt ?? present.capturedAt));
    const share = usual === null ? 1 : 1 - 0.5 ** (passedMs / adaptMs);
    const before = usual ?? Float64Array.from(present.grey);
    this.#remember(
      before.map((value, at) => value + ((present.grey[at] ?? 0) - value) * share),
      usual,
    );
    return null;
  }

  /** The usual view most like the picture; null when none is like it. */
  #nearest(grey: Uint8Array): Float64Array | null {
    let best: { view: Float64Array; likeness: number } | null = null;
    for (const view of this.#views) {
      const alike = likeness(view, grey);
      if (alike >= movedLikeness && (best === null || alike > best.likeness))
        best = { view, likeness: alike };
    }
    return best?.view ?? null;
  }

  #remember(view: Float64Array, instead: Float64Array | null): void {
    this.#views = [view, ...this.#views.filter((it) => it !== instead)].slice(0, viewsKept);
  }

  /** The present view is one that is wanted: after somebody turned the camera on purpose. One surface is no view. */
  acceptPresentView(): void {
    const grey = this.#last?.grey;
    if (grey === undefined || statistics(grey).spread < uniformSpread) return;
    this.#remember(Float64Array.from(grey), this.#nearest(grey));
    this.#elsewhereSince = null;
  }

  /** The usual views in whole greys, to be kept for the next start. */
  views(): Uint8Array[] {
    return this.#views.map((view) => Uint8Array.from(view, Math.round));
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
