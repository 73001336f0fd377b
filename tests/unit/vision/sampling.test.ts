import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faceToPicture } from '../../../src/vision/align.ts';
import { withoutRepeats } from '../../../src/vision/geometry.ts';
import {
  applySimilarity,
  fitInto,
  fitSimilarity,
  mirrored,
  warpInto,
  type MirroredSimilarity,
  type Similarity,
} from '../../../src/vision/sampling.ts';
import type { RgbImage } from '../../../src/vision/types.ts';

const identity = { mean: [0, 0, 0], divisor: 1 } as const;

/** A picture whose red is the column and whose green is the row. */
function gradient(width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    data[i * 3] = i % width;
    data[i * 3 + 1] = Math.floor(i / width);
  }
  return { data, width, height };
}

const similarity: fc.Arbitrary<Similarity> = fc.record({
  a: fc.double({ min: 0.2, max: 3, noNaN: true }),
  b: fc.double({ min: -2, max: 2, noNaN: true }),
  tx: fc.double({ min: -50, max: 50, noNaN: true }),
  ty: fc.double({ min: -50, max: 50, noNaN: true }),
});

describe('fitSimilarity', () => {
  test('finds again the turn, scale and shift that moved some points', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 10, y: 2 },
      { x: 4, y: 9 },
    ];
    fc.assert(
      fc.property(similarity, (moved) => {
        const fitted = fitSimilarity(
          points,
          points.map((p) => applySimilarity(moved, p)),
        );
        for (const key of ['a', 'b', 'tx', 'ty'] as const) expect(fitted[key]).toBeCloseTo(moved[key], 6);
      }),
    );
  });
});

describe('warpInto', () => {
  test('takes the pixels from where the similarity points', () => {
    const out = new Float32Array(4 * 4 * 3);
    warpInto(gradient(40, 40), 4, { a: 1, b: 0, tx: 7, ty: 11 }, identity, out);
    expect([out[0], out[1]]).toEqual([7, 11]);
    expect([out[15 * 3], out[15 * 3 + 1]]).toEqual([10, 14]);
  });

  test('mirrors left and right', () => {
    const [plain, mirror] = [new Float32Array(48), new Float32Array(48)];
    const place = { a: 1, b: 0, tx: 7, ty: 11 };
    warpInto(gradient(40, 40), 4, place, identity, plain);
    warpInto(gradient(40, 40), 4, mirrored(place, 4), identity, mirror);
    const row = (values: Float32Array) => [0, 1, 2, 3].map((column) => values[column * 3]);
    expect(row(mirror)).toEqual(row(plain).reverse());
  });

  test('averages what it shrinks and continues the edge outside', () => {
    const out = new Float32Array(2 * 2 * 3);
    warpInto(gradient(40, 40), 2, { a: 4, b: 0, tx: -4, ty: 0 }, identity, out);
    expect(out[0]).toBe(0);
    expect(out[3]).toBeCloseTo(1.5, 5);
  });
});

/** The same drawing as one would write it down: every sample between its four pixels, the nearest edge outside. */
function plainWarp(image: RgbImage, side: number, place: MirroredSimilarity, samples: number): number[] {
  const pixel = (x: number, y: number, channel: number) => {
    const [column, row] = [
      Math.min(Math.max(x, 0), image.width - 1),
      Math.min(Math.max(y, 0), image.height - 1),
    ];
    return image.data[(row * image.width + column) * 3 + channel] ?? 0;
  };
  const between = (from: number, to: number, part: number) => from + (to - from) * part;
  const at = (x: number, y: number, channel: number) => {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const line = (row: number) => between(pixel(left, row, channel), pixel(left + 1, row, channel), x - left);
    return between(line(top), line(top + 1), y - top);
  };
  const steps = Array.from({ length: samples }, (_, i) => (i + 0.5) / samples);
  return Array.from({ length: side * side * 3 }, (_, n) => {
    const [channel, column, row] = [n % 3, Math.floor(n / 3) % side, Math.floor(n / 3 / side)];
    const values = steps.flatMap((v) =>
      steps.map((u) => {
        const across = place.mirror === undefined ? column + u : place.mirror - column - u;
        const { x, y } = applySimilarity(place, { x: across, y: row + v });
        return at(x - 0.5, y - 0.5, channel);
      }),
    );
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

describe('the assembled loop', () => {
  test('draws what plain code draws, turned, mirrored, shrunk and over every edge', () => {
    const noise = fc.uint8Array({ minLength: 13 * 9 * 3, maxLength: 13 * 9 * 3 });
    fc.assert(
      fc.property(noise, similarity, fc.boolean(), (data, s, mirror) => {
        const image = { data, width: 13, height: 9 };
        const place = { ...s, tx: s.tx / 4, ty: s.ty / 4, ...(mirror && { mirror: 6 }) };
        const samples = Math.max(1, Math.round(Math.hypot(s.a, s.b)));
        const out = new Float32Array(6 * 6 * 3 + 2);
        warpInto(image, 6, place, { mean: [10, 20, 30], divisor: 2 }, out, 1);
        const plain = plainWarp(image, 6, place, samples);
        plain.forEach((value, n) => {
          expect(out[n + 1]).toBeCloseTo((value - 10 * ((n % 3) + 1)) / 2, 2);
        });
        expect([out[0], out.at(-1)]).toEqual([0, 0]);
      }),
    );
  });

  test('has room for a large part of a large picture after a small one', () => {
    const image = { data: new Uint8Array(2000 * 1500 * 3).fill(200), width: 2000, height: 1500 };
    const out = new Float32Array(150 * 150 * 3);
    warpInto(image, 150, { a: 20, b: 3, tx: -300, ty: -300 }, identity, out);
    expect(out.every((value) => Math.abs(value - 200) < 0.01)).toBe(true);
  });
});

describe('fitInto', () => {
  test('fills every pixel around a picture that covers neither side', async () => {
    const norm = { mean: [51, 51, 51], divisor: 51 } as const;
    const white: RgbImage = { data: new Uint8Array(8 * 4 * 3).fill(255), width: 8, height: 4 };
    const { input, left, top } = await fitInto(white, 1, 12, 9, norm);
    for (let row = 0; row < 9; row++)
      for (let column = 0; column < 12; column++) {
        const covered = column >= left && column < left + 8 && row >= top && row < top + 4;
        expect(input[(row * 12 + column) * 3 + 1]).toBeCloseTo(covered ? 4 : -1, 5);
      }
  });

  test('draws the picture in the middle and black around it, normalised', async () => {
    const white: RgbImage = { data: new Uint8Array(8 * 4 * 3).fill(255), width: 8, height: 4 };
    const norm = { mean: [5, 10, 15], divisor: 10 } as const;
    const { input, left, top } = await fitInto(white, 2, 32, 32, norm);
    expect([left, top]).toEqual([8, 12]);
    expect([...input.slice(0, 3)]).toEqual([-0.5, -1, -1.5]);
    const inside = (16 * 32 + 16) * 3;
    expect([...input.slice(inside, inside + 3)]).toEqual([25, 24.5, 24]);
  });
});

describe('faceToPicture', () => {
  test('lays a turned face upright', () => {
    const turned = { a: 0.8, b: 0.9, tx: 300, ty: 120 };
    const upright = Array.from({ length: 68 }, () => ({ x: 0.5 * 150, y: 0.5 * 150 }));
    const put = (from: number, to: number, x: number, y: number) =>
      upright.fill({ x: x * 150, y: y * 150 }, from, to);
    put(36, 42, 0.317, 0.311);
    put(42, 48, 0.67, 0.311);
    put(33, 34, 0.4935, 0.5855);
    put(48, 49, 0.336, 0.687);
    put(54, 55, 0.651, 0.687);
    const found = faceToPicture(upright.map((p) => applySimilarity(turned, p)));
    expect(found.a).toBeCloseTo(turned.a, 5);
    expect(found.b).toBeCloseTo(turned.b, 5);
    expect(found.tx).toBeCloseTo(turned.tx, 3);
  });
});

describe('withoutRepeats', () => {
  const box = (x: number, score: number, size = 100) => ({ x, y: 0, width: size, height: size, score });

  test.each([
    ['the better of two that overlap', [box(0, 0.6), box(20, 0.9)], [0.9]],
    ['both when they stand side by side', [box(0, 0.6), box(90, 0.9)], [0.9, 0.6]],
    ['not a part of a face inside the face', [box(0, 0.9), box(30, 0.8, 40)], [0.9]],
  ])('keeps %s', (_, boxes, scores) => {
    expect(withoutRepeats(boxes).map((one) => one.score)).toEqual(scores);
  });
});
