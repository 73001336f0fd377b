import sharp from 'sharp';
import type { Point, RgbImage } from './types.ts';

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
  const { data, width, height } = image;
  const samples = Math.max(1, Math.min(mostSamples, Math.round(Math.hypot(toPicture.a, toPicture.b))));
  const weight = 1 / (samples * samples * norm.divisor);
  const [meanR, meanG, meanB] = norm.mean.map((m) => m / norm.divisor) as [number, number, number];
  const [maxX, maxY, rowBytes] = [width - 1, height - 1, width * 3];
  const flip = toPicture.mirror === undefined ? 1 : -1;
  const firstU = flip === 1 ? 0 : side;
  const step = 1 / samples;
  // One step to the right and down, in picture pixels.
  const [rightX, rightY] = [toPicture.a * step * flip, toPicture.b * step * flip];
  const [downX, downY] = [-toPicture.b * step, toPicture.a * step];
  const startU = firstU + (flip * step) / 2;
  const originX = toPicture.a * startU - (toPicture.b * step) / 2 + toPicture.tx - 0.5;
  const originY = toPicture.b * startU + (toPicture.a * step) / 2 + toPicture.ty - 0.5;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let j = 0; j < samples; j++) {
        const [u, v] = [column * samples, row * samples + j];
        let x = originX + u * rightX + v * downX;
        let y = originY + u * rightY + v * downY;
        for (let i = 0; i < samples; i++, x += rightX, y += rightY) {
          const px = x < 0 ? 0 : x > maxX ? maxX : x;
          const py = y < 0 ? 0 : y > maxY ? maxY : y;
          const x0 = px | 0;
          const y0 = py | 0;
          const dx = px - x0;
          const dy = py - y0;
          const at = y0 * rowBytes + x0 * 3;
          const right = x0 < maxX ? at + 3 : at;
          const down = y0 < maxY ? at + rowBytes : at;
          const downRight = down + right - at;
          const w11 = dx * dy;
          const w01 = dx - w11;
          const w10 = dy - w11;
          const w00 = 1 - dx - w10;
          r += data[at]! * w00 + data[right]! * w01 + data[down]! * w10 + data[downRight]! * w11;
          g +=
            data[at + 1]! * w00 + data[right + 1]! * w01 + data[down + 1]! * w10 + data[downRight + 1]! * w11;
          b +=
            data[at + 2]! * w00 + data[right + 2]! * w01 + data[down + 2]! * w10 + data[downRight + 2]! * w11;
        }
      }
      const to = offset + (row * side + column) * 3;
      out[to] = r * weight - meanR;
      out[to + 1] = g * weight - meanG;
      out[to + 2] = b * weight - meanB;
    }
  }
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
  for (let i = 0; i < input.length; i += 3) {
    input[i] = r;
    input[i + 1] = g;
    input[i + 2] = b;
  }
  for (let row = 0, from = 0; row < drawnHeight; row++) {
    let at = ((row + top) * width + left) * 3;
    for (let column = 0; column < drawnWidth; column++, at += 3, from += 3) {
      input[at] = drawn[from]! * factor + r;
      input[at + 1] = drawn[from + 1]! * factor + g;
      input[at + 2] = drawn[from + 2]! * factor + b;
    }
  }
  return { input, left, top };
}
