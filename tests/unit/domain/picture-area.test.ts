import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  coveringRectangles,
  liesIn,
  shareOf,
  type PictureArea,
  type PicturePoint,
} from '../../../src/domain/picture-area.ts';

const at = (x: number, y: number): PicturePoint => ({ x, y });
const square = [at(0.2, 0.2), at(0.6, 0.2), at(0.6, 0.8), at(0.2, 0.8)];
/** A U: the middle above is not in it. */
const cup = [
  ...[at(0.1, 0.1), at(0.3, 0.1), at(0.3, 0.7), at(0.7, 0.7)],
  ...[at(0.7, 0.1), at(0.9, 0.1), at(0.9, 0.9), at(0.1, 0.9)],
];
const bow = [at(0.2, 0.2), at(0.8, 0.8), at(0.8, 0.2), at(0.2, 0.8)];

const cases: [string, PictureArea, PicturePoint, boolean][] = [
  ['in the middle', square, at(0.4, 0.5), true],
  ['left of it', square, at(0.1, 0.5), false],
  ['right of it', square, at(0.7, 0.5), false],
  ['above it', square, at(0.4, 0.1), false],
  ['below it', square, at(0.4, 0.9), false],
  ['on an upright edge', square, at(0.2, 0.5), true],
  ['on a level edge', square, at(0.4, 0.8), true],
  ['on a corner', square, at(0.6, 0.2), true],
  ['level with a corner, outside', square, at(0.7, 0.2), false],
  ['on the prolonged edge, outside', square, at(0.9, 0.8), false],
  ['in the left arm of a U', cup, at(0.2, 0.3), true],
  ['between the arms of a U', cup, at(0.5, 0.3), false],
  ['in the bottom of a U', cup, at(0.5, 0.8), true],
  ['above the knot of a bow', bow, at(0.5, 0.25), false],
  ['in a wing of a bow', bow, at(0.3, 0.5), true],
  ['in the other wing of a bow', bow, at(0.7, 0.5), true],
];

const number = fc.double({ min: 0, max: 1, noNaN: true });
const point = fc.record({ x: number, y: number });
const polygon = fc.array(point, { minLength: 3, maxLength: 12 });

/** A convex area around a middle, and weights that name a point in it. */
const convex = fc
  .record({
    middle: fc.record({ x: fc.double({ min: 0.4, max: 0.6, noNaN: true }), y: number }),
    radius: fc.double({ min: 0.05, max: 0.4, noNaN: true }),
    corners: fc.integer({ min: 3, max: 12 }),
    turned: number,
  })
  .map(({ middle, radius, corners, turned }) =>
    Array.from({ length: corners }, (_, i) => {
      const angle = 2 * Math.PI * ((i + turned) / corners);
      return at(middle.x + radius * Math.cos(angle), middle.y + radius * Math.sin(angle));
    }),
  );

describe('a point and an area of the picture', () => {
  test.each(cases)('%s', (_name, area, where, inside) => {
    expect(liesIn(area, where)).toBe(inside);
  });

  it('every mean of the corners of a convex area lies in it, and nothing beyond its corners does', () => {
    fc.assert(
      fc.property(
        convex,
        fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 12 }),
        (area, w) => {
          const total = area.reduce((sum, _, i) => sum + w[i]!, 0);
          const inside = area.reduce(
            (p, c, i) => at(p.x + (c.x * w[i]!) / total, p.y + (c.y * w[i]!) / total),
            at(0, 0),
          );
          expect(liesIn(area, inside)).toBe(true);
          const right = Math.max(...area.map(({ x }) => x));
          expect(liesIn(area, at(right + 0.001, inside.y))).toBe(false);
        },
      ),
    );
  });

  it('does not depend on which corner is first or which way round they go', () => {
    fc.assert(
      fc.property(polygon, point, fc.nat(11), (area, where, n) => {
        const turned = [...area.slice(n % area.length), ...area.slice(0, n % area.length)];
        expect(liesIn(turned, where)).toBe(liesIn(area, where));
        expect(liesIn(area.toReversed(), where)).toBe(liesIn(area, where));
      }),
    );
  });
});

describe('the share of the picture', () => {
  it('is its surface, nothing for a line', () => {
    expect(shareOf(square)).toBeCloseTo(0.24);
    expect(shareOf(cup)).toBeCloseTo(0.8 * 0.8 - 0.4 * 0.6);
    expect(shareOf([at(0.1, 0.1), at(0.5, 0.5), at(0.9, 0.9)])).toBeCloseTo(0);
    expect(shareOf(bow)).toBeCloseTo(0);
  });
});

describe('covering rectangles', () => {
  it('an upright rectangle is one', () => {
    expect(coveringRectangles(square)).toEqual([
      expect.objectContaining({ x: 0.2, y: 0.2, width: expect.closeTo(0.4) as number }),
    ]);
    expect(coveringRectangles(square)[0]?.height).toBeCloseTo(0.6);
  });

  it('cover every point of an area, whatever its shape', () => {
    fc.assert(
      fc.property(polygon, fc.array(point, { minLength: 30, maxLength: 30 }), (area, points) => {
        const covered = coveringRectangles(area);
        for (const where of points.filter((one) => liesIn(area, one))) {
          const e = 1e-6;
          const hit = covered.some(
            ({ x, y, width, height }) =>
              where.x >= x - e && where.x <= x + width + e && where.y >= y - e && where.y <= y + height + e,
          );
          const nearEdge = !strictlyInside(area, where);
          expect(hit || nearEdge).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('hardly reach beyond it: the space between the arms of a U stays free', () => {
    const slanted = cup.map(({ x, y }) => at(x * 0.8 + y * 0.15, y));
    const reach = 0.01 + 1e-9;
    for (const { x, y, width, height } of coveringRectangles(slanted, 0.01)) {
      const middle = y + height / 2;
      for (const edge of [x, x + width])
        expect(
          [edge - reach, edge, edge + reach].some((near) => liesIn(slanted, at(near, middle))),
          `${edge} ${middle}`,
        ).toBe(true);
    }
  });
});

/** Inside with some room around: the border itself may be nobody's. */
function strictlyInside(area: PictureArea, { x, y }: PicturePoint): boolean {
  const step = 1e-4;
  return [
    [-step, 0],
    [step, 0],
    [0, -step],
    [0, step],
  ].every(([dx = 0, dy = 0]) => liesIn(area, at(x + dx, y + dy)));
}
