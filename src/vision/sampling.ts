import sharp from 'sharp';
import type { Point, RgbImage } from './types.ts';
import { warpPicture } from './warp-kernel.ts';

/** Value = (byte - mean of its channel) / divisor: how a network wants its pixels. */
export type Normalisation = { mean: readonly [number, number, number]; divisor: number };

/**
 * A similarity from output pixels to picture pixels: x' = a·x - b·y + tx, y' = b·x + a·y + ty
 * (turn, uniform scale, shift; no shear).
 */
export type Similarity = { a: number; b: number; tx: number; ty: number };

export function applySimilarity(s: Similarity, p: Point): Point {
  return { x: s.a * p.x - s.b * p.y + s.tx, y: s.b * p.x + s.a * p.y + s.ty };
}

/** The similarity that takes `from` nearest to `to` in the sense of least squares. Needs two different points. */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  const count = Math.min(from.length, to.length);
  const mean = (points: readonly Point[], pick: (p: Point) => number) =>
    points.slice(0, count).reduce((sum, p) => sum + pick(p), 0) / count;
  const [fx, fy] = [mean(from, (p) => p.x), mean(from, (p) => p.y)];
  const [tx, ty] = [mean(to, (p) => p.x), mean(to, (p) => p.y)];
  let [dot, cross, norm] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const [p, q] = [from[i], to[i]];
    if (!p || !q) continue;
    dot += (p.x - fx) * (q.x - tx) + (p.y - fy) * (q.y - ty);
    cross += (p.x - fx) * (q.y - ty) - (p.y - fy) * (q.x - tx);
    norm += (p.x - fx) ** 2 + (p.y - fy) ** 2;
  }
  const a = norm > 0 ? dot / norm : 1;
  const b = norm > 0 ? cross / norm : 0;
  return { a, b, tx: tx - a * fx + b * fy, ty: ty - b * fx - a * fy };
}

/** Mirrors the output of a warp of width `side` left to right. */
export function mirrored(s: Similarity, side: number): MirroredSimilarity {
  return { ...s, mirror: side };
}

export type MirroredSimilarity = Similarity & { mirror?: number };

/**
 * Draws the part of the picture that `toPicture` maps the output square onto, normalised, into `out` at `offset`
 * (rows × columns × 3). Where the picture is larger than the output several samples are averaged (at most
 * `mostSamples` in each direction); outside the picture the nearest edge continues.
 */
export function warpInto(
  image: RgbImage,
  side: number,
  toPicture: MirroredSimilarity,
  norm: Normalisation,
  out: Float32Array,
  offset = 0,
  mostSamples = 4,
): void {
  const samples = Math.max(1, Math.min(mostSamples, Math.round(Math.hypot(toPicture.a, toPicture.b))));
  const step = 1 / samples;
  const flip = toPicture.mirror === undefined ? 1 : -1;
  const { a, b, tx, ty } = toPicture;
  const startU = (flip === 1 ? 0 : side) + (flip * step) / 2;
  const grid = {
    side,
    samples,
    start: { x: a * startU - (b * step) / 2 + tx - 0.5, y: b * startU + (a * step) / 2 + ty - 0.5 },
    right: { x: a * step * flip, y: b * step * flip },
    down: { x: -b * step, y: a * step },
  };
  const means = norm.mean.map((value) => value / norm.divisor);
  warpPicture(image, grid, 1 / (samples * samples * norm.divisor), means, out, offset);
}

/**
 * The whole picture drawn at `scale` into the middle of a `width` × `height` input, normalised; what it does not cover
 * is black.
 */
export async function fitInto(
  image: RgbImage,
  scale: number,
  width: number,
  height: number,
  norm: Normalisation,
): Promise<{ input: Float32Array; left: number; top: number }> {
  const drawnWidth = Math.min(width, Math.max(1, Math.round(image.width * scale)));
  const drawnHeight = Math.min(height, Math.max(1, Math.round(image.height * scale)));
  const drawn = await sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .resize(drawnWidth, drawnHeight, { kernel: 'linear', fit: 'fill' })
    .raw()
    .toBuffer();
  const left = (width - drawnWidth) >> 1;
  const top = (height - drawnHeight) >> 1;
  const factor = 1 / norm.divisor;
  const [r, g, b] = norm.mean.map((m) => -m * factor) as [number, number, number];
  const input = new Float32Array(width * height * 3);
  const black = (firstPixel: number, afterPixel: number): void => {
    for (let at = firstPixel * 3; at < afterPixel * 3; at += 3) {
      input[at] = r;
      input[at + 1] = g;
      input[at + 2] = b;
    }
  };
  let filled = 0;
  for (let row = 0, from = 0; row < drawnHeight; row++) {
    const start = (row + top) * width + left;
    black(filled, start);
    filled = start + drawnWidth;
    for (let at = start * 3; at < filled * 3; at += 3, from += 3) {
      input[at] = drawn[from]! * factor + r;
      input[at + 1] = drawn[from + 1]! * factor + g;
      input[at + 2] = drawn[from + 2]! * factor + b;
    }
  }
  black(filled, width * height);
  return { input, left, top };
}
