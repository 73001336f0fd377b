/**
 * Motion in small grey pictures of one camera, for cameras whose own events are of no use. Pure. A place has moved when
 * its pattern is another one, not when it is brighter or darker: a lamp, a cloud or a camera that adapts leave the pattern
 * of a wall as it was, noise is too faint to count, and a surface without any pattern cannot be said to have moved.
 */
import { thumbnailSize, type Thumbnail } from './picture-watch.ts';

/** The pictures are halved first: the mean of four pixels has half their noise. */
const [width, height] = [thumbnailSize.width / 2, thumbnailSize.height / 2];
/** Places looked at: squares of this many (halved) pixels, each with its surroundings. */
const place = 2;
const margin = 2;
/** Mean difference of brightness (0 to 255) from which a place may have moved. */
const leastDifference = 10;
/** Spread of brightness, beyond a steady rise or fall (which is how light falls), from which there is a pattern. */
const leastPattern = 8;
/** Likeness of the patterns (-1 to 1) from which it is the same one in other light. */
const samePattern = 0.6;
/** Brightness beyond which a picture shows nothing, neither moving nor still. */
const [darkest, brightest] = [6, 249];
/** Fewer places than this are a leaf or a fly; more than this share is a change of the whole view, so light. */
const fewestPlaces = 3;
const mostShare = 0.6;

type Grey = ArrayLike<number>;

/** The share of places (0 to 1) whose pattern differs between two pictures (grey, of thumbnail size). */
export function movedShare(before: Grey, after: Grey): number {
  const [a, b] = [halved(before), halved(after)];
  let [moved, places] = [0, 0];
  for (let y = 0; y + place <= height; y += place) {
    for (let x = 0; x + place <= width; x += place) {
      places += 1;
      if (placeMoved(a, b, x, y)) moved += 1;
    }
  }
  return moved < fewestPlaces ? 0 : moved / places;
}

/** Whether something came, left or moved between two pictures, rather than everything having changed. */
export function movedBetween(before: Grey, after: Grey): boolean {
  const share = movedShare(before, after);
  return share > 0 && share <= mostShare;
}

function halved(grey: Grey): Float64Array {
  const row = thumbnailSize.width;
  return Float64Array.from({ length: width * height }, (_, at) => {
    const corner = Math.floor(at / width) * 2 * row + (at % width) * 2;
    const four = [grey[corner], grey[corner + 1], grey[corner + row], grey[corner + row + 1]];
    return four.reduce<number>((sum, value) => sum + (value ?? 0), 0) / 4;
  });
}

function placeMoved(before: Float64Array, after: Float64Array, x: number, y: number): boolean {
  const [inside, then] = [cut(before, x, y, place), cut(after, x, y, place)];
  const difference =
    inside.reduce((sum, value, at) => sum + Math.abs(value - (then[at] ?? 0)), 0) / inside.length;
  if (difference < leastDifference) return false;
  const left = Math.min(Math.max(0, x - margin), width - place - 2 * margin);
  const top = Math.min(Math.max(0, y - margin), height - place - 2 * margin);
  const [a, b] = [before, after].map((picture) => patternOf(cut(picture, left, top, place + 2 * margin)));
  if (!a || !b) return false;
  if (Math.max(a.spread, b.spread) < leastPattern) return false;
  const products = a.values.reduce((sum, value, at) => sum + value * (b.values[at] ?? 0), 0);
  // Against the flatter of the two any likeness is chance: what appeared or left has changed the pattern.
  return products / a.values.length / Math.max(1, a.spread * b.spread) < samePattern;
}

function cut(picture: Float64Array, left: number, top: number, size: number): number[] {
  return Array.from(
    { length: size * size },
    (_, at) => picture[(top + Math.floor(at / size)) * width + left + (at % size)] ?? 0,
  );
}

/** What is left of a square when its mean and its steady rise are taken away; null where it shows nothing. */
function patternOf(square: number[]): { values: number[]; spread: number } | null {
  const size = Math.sqrt(square.length);
  const mean = square.reduce((sum, value) => sum + value, 0) / square.length;
  if (mean < darkest || mean > brightest) return null;
  const middle = (size - 1) / 2;
  const steps = (size * (size * size - 1)) / 12;
  let [across, down] = [0, 0];
  for (const [at, value] of square.entries()) {
    across += ((at % size) - middle) * value;
    down += (Math.floor(at / size) - middle) * value;
  }
  const [slopeX, slopeY] = [across / (steps * size), down / (steps * size)];
  const values = square.map(
    (value, at) => value - mean - slopeX * ((at % size) - middle) - slopeY * (Math.floor(at / size) - middle),
  );
  const spread = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  return { values, spread };
}

/** Motion ends when the picture has been as usual for this long. */
const quietMs = 2_500;
/** How fast the usual picture follows: half of it is new after this long; slower while something is there. */
const adaptMs = { quiet: 5_000, busy: 20_000 };

export type Motion = {
  moving: boolean;
  /** The last picture (epoch ms) before it began; the present one while nothing moves. */
  since: number;
};

/**
 * Follows one camera's pictures, about two a second, against what it usually shows: who comes slowly nearer or stands still
 * is there all the same, while a chair that was moved becomes usual after a while. Two pictures on end must differ.
 */
export class MotionFinder {
  #usual: Float64Array | null = null;
  #lastAt = 0;
  #differing = 0;
  #firstAt = 0;
  #differedAt = 0;
  #movingSince: number | null = null;

  see({ grey, capturedAt }: Pick<Thumbnail, 'grey' | 'capturedAt'>): Motion {
    const usual = this.#usual ?? Float64Array.from(grey);
    // Once somebody is there, he may fill the picture; before, that would be light.
    const differs = this.#movingSince === null ? movedBetween(usual, grey) : movedShare(usual, grey) > 0;
    if (differs) {
      if (this.#differing === 0) this.#firstAt = this.#lastAt;
      this.#differing += 1;
      this.#differedAt = capturedAt;
      if (this.#differing >= 2) this.#movingSince ??= this.#firstAt;
    } else {
      this.#differing = 0;
      if (capturedAt - this.#differedAt > quietMs) this.#movingSince = null;
    }
    const passedMs = this.#usual === null ? 0 : Math.max(0, capturedAt - this.#lastAt);
    const share = 1 - 0.5 ** (passedMs / (differs ? adaptMs.busy : adaptMs.quiet));
    this.#usual = usual.map((value, at) => value + ((grey[at] ?? 0) - value) * share);
    this.#lastAt = capturedAt;
    return { moving: this.#movingSince !== null, since: this.#movingSince ?? capturedAt };
  }
}
