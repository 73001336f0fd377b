import {
  addInteger,
  compileLoop,
  constant,
  empty,
  end,
  get,
  i32,
  load,
  pageBytes,
  set,
  tee,
  v128,
  vector,
  zero,
} from './assembler.ts';
import type { Point, RgbImage } from './types.ts';

/**
 * Draws a part of a picture turned and scaled. Positions are (x, y) in two doubles, colours red, green and blue in
 * floats:
 *
 *     warp(picture, rowBytes, side, samples, out):
 *       for (row = 0; row < side; row++) for (column = 0; column < side; column++) {
 *         sum = 0
 *         for (j = 0; j < samples; j++) {
 *           position = start + column samples right + (row samples + j) down
 *           for (i = 0; i < samples; i++) {
 *             inside = position, at least 0 and at most last
 *             sum += the picture at inside, between its four pixels
 *             position += right
 *           }
 *         }
 *         *out = sum factor - mean
 *         out += 12
 *       }
 */
const [picture, rowBytes, side, samples, out] = [0, 1, 2, 3, 4];
const [row, column, i, j, at] = [5, 6, 7, 8, 9];
const [position, inside, pixel, part, across, kept, upper, sum] = [10, 11, 12, 13, 14, 15, 16, 17];
const parameters = [i32, i32, i32, i32, i32];
const locals = [...[i32, i32, i32, i32, i32], ...[v128, v128, v128, v128, v128, v128, v128, v128]];

/** Where the constants lie, 16 bytes each; the output comes after them. */
const [mean, factor, start, right, down, last, outStart] = [0, 16, 32, 48, 64, 80, 96];
const constantAt = (address: number) => [...constant(0), ...load(address)];

const [multiplyInteger, lessInteger, toDouble] = [0x6c, 0x48, 0xb7];
const [addDoubles, subtractDoubles, multiplyDoubles] = [vector(0xf0), vector(0xf1), vector(0xf2)];
const [smallerDoubles, largerDoubles, splatDouble] = [vector(0xf6), vector(0xf7), vector(0x14)];
const [wholePart, doublesOf, floatsOf] = [vector(0xfc), vector(0xfe), vector(0x5e)];
const [add, subtract, multiply] = [vector(0xe4), vector(0xe5), vector(0xe6)];
const integerLane = (n: number) => [...vector(0x1b), n];
/** One of the four floats in all four places. */
const spread = (local: number, n: number) => [
  ...[...get(local), ...get(local), ...vector(0x0d)],
  ...[0, 1, 2, 3].flatMap(() => [4 * n, 4 * n + 1, 4 * n + 2, 4 * n + 3]),
];
/** Four bytes, the last of no meaning, as four floats. */
const loadPixel = (offset: number) => [
  ...[...vector(0x5c), 0, offset, ...vector(0x89), ...vector(0xa9), ...vector(0xfa)],
];
const storeVector = [...vector(0x0b), 0, 0];

/** Runs `body` for counter = 0, 1 … below the limit; at least once. */
const repeat = (counter: number, limit: number, body: number[]) => [
  ...[...constant(0), ...set(counter), 0x03, empty, ...body],
  ...[...get(counter), ...constant(1), addInteger, ...tee(counter), ...get(limit), lessInteger, 0x0d, 0, end],
];

/** Pushes what lies between the pixel at `at` and the one to the right of it. */
const between = [
  ...[...get(at), ...loadPixel(0), ...tee(kept), ...get(at), ...loadPixel(3)],
  ...[...get(kept), ...subtract, ...get(across), ...multiply, ...add],
];

/** At the last pixel the next one is read too, and counts nothing. */
const sample = [
  ...[...constantAt(last), ...get(position), ...smallerDoubles, ...zero, ...largerDoubles, ...tee(inside)],
  ...[...wholePart, ...set(pixel)],
  ...[...get(inside), ...get(pixel), ...doublesOf, ...subtractDoubles, ...floatsOf, ...set(part)],
  ...[...get(picture), ...get(pixel), ...integerLane(1), ...get(rowBytes), multiplyInteger, addInteger],
  ...[...get(pixel), ...integerLane(0), ...constant(3), multiplyInteger, addInteger, ...set(at)],
  ...[...spread(part, 0), ...set(across), ...between, ...set(upper)],
  ...[...get(at), ...get(rowBytes), addInteger, ...set(at)],
  ...[...between, ...get(upper), ...subtract, ...spread(part, 1), ...multiply],
  ...[...get(upper), ...add, ...get(sum), ...add, ...set(sum)],
  ...[...get(position), ...constantAt(right), ...addDoubles, ...set(position)],
];

const begin = [
  ...[...get(column), ...get(samples), multiplyInteger, toDouble, ...splatDouble],
  ...[...constantAt(right), ...multiplyDoubles, ...constantAt(start), ...addDoubles],
  ...[...get(row), ...get(samples), multiplyInteger, ...get(j), addInteger, toDouble, ...splatDouble],
  ...[...constantAt(down), ...multiplyDoubles, ...addDoubles, ...set(position)],
];

const outputPixel = [
  ...[...zero, ...set(sum)],
  ...repeat(j, samples, [...begin, ...repeat(i, samples, sample)]),
  ...[...get(out), ...get(sum), ...constantAt(factor), ...multiply],
  ...[...constantAt(mean), ...subtract, ...storeVector],
  ...[...get(out), ...constant(12), addInteger, ...set(out)],
];

const compiled = compileLoop('warp', {
  parameters,
  locals,
  code: repeat(row, side, repeat(column, side, outputPixel)),
});

/** Where samples are taken: the first, one step to the right and one down, in pixels of the picture. */
export type SampleGrid = {
  side: number;
  samples: number;
  start: Point;
  right: Point;
  down: Point;
};

const memory = new WebAssembly.Memory({ initial: 1 });
const { exports } = new WebAssembly.Instance(compiled, { host: { memory } });
const warp = exports['warp'] as (...values: number[]) => void;
/** The loop writes a little past the end of the output. */
const slack = 16;

/** First and last pixel that samples between these positions touch; one more on either side for rounding. */
function span(positions: readonly number[], size: number): [number, number] {
  const inside = (value: number) => (value > 0 ? Math.min(size - 1, Math.floor(value)) : 0);
  return [inside(Math.min(...positions) - 1), inside(Math.max(...positions) + 2)];
}

/** Copies the part of the picture that the grid touches behind the output. */
function copyPart(
  image: RgbImage,
  grid: SampleGrid,
): { from: number; x: number; y: number; width: number; height: number } {
  const steps = grid.side * grid.samples - 1;
  const corners = (axis: 'x' | 'y') =>
    [0, steps].flatMap((u) =>
      [0, steps].map((v) => grid.start[axis] + u * grid.right[axis] + v * grid.down[axis]),
    );
  const [firstX, lastX] = span(corners('x'), image.width);
  const [firstY, lastY] = span(corners('y'), image.height);
  const [width, height] = [lastX - firstX + 1, lastY - firstY + 1];
  const from = outStart + grid.side * grid.side * 12 + slack;
  // The loop reads one row and a little more past the last pixel.
  const missing = from + width * (height + 1) * 3 + slack - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  const bytes = new Uint8Array(memory.buffer);
  for (let line = 0; line < height; line++) {
    const start = ((firstY + line) * image.width + firstX) * 3;
    bytes.set(image.data.subarray(start, start + width * 3), from + line * width * 3);
  }
  return { from, x: firstX, y: firstY, width, height };
}

/**
 * Draws side × side pixels (red, green, blue) of the picture into `target` at `offset`: each the sum of its samples
 * × samples, times `scale`, minus the mean of its channel. Outside the picture its nearest edge continues.
 */
export function warpPicture(
  image: RgbImage,
  grid: SampleGrid,
  scale: number,
  means: readonly number[],
  target: Float32Array,
  offset: number,
): void {
  const { from, x, y, width, height } = copyPart(image, grid);
  const numbers = (address: number, values: readonly number[]) =>
    new Float32Array(memory.buffer, address, 4).set(values);
  const point = (address: number, value: Point) =>
    new Float64Array(memory.buffer, address, 2).set([value.x, value.y]);
  numbers(mean, means);
  numbers(factor, [scale, scale, scale, scale]);
  point(start, { x: grid.start.x - x, y: grid.start.y - y });
  point(right, grid.right);
  point(down, grid.down);
  point(last, { x: width - 1, y: height - 1 });
  warp(from, width * 3, grid.side, grid.samples, outStart);
  target.set(new Float32Array(memory.buffer, outStart, grid.side * grid.side * 3), offset);
}
