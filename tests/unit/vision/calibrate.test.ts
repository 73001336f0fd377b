import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calibrate, type KnownFace } from '../../../src/vision/calibrate.ts';
import { acceptAmong, defaultThresholds } from '../../../src/vision/thresholds.ts';

/** Three faces each of `people` people: `within` apart from one person to itself, `between` from one to another. */
function office(people: number, within: number, between: number): KnownFace[] {
  return Array.from({ length: people * 3 }, (_, i) => {
    const person = Math.floor(i / 3);
    const embedding = new Float32Array(128);
    embedding[person] = between / Math.SQRT2;
    embedding[125 + (i % 3)] = within / Math.SQRT2;
    return { employeeId: `person-${person}`, embedding };
  });
}

const traffic = { enrolledPerMonth: 2000, strangersPerMonth: 500 };

describe('calibrate', () => {
  test('finds how far people are from themselves and from others', () => {
    const result = calibrate(office(10, 0.3, 0.7), traffic);
    expect(result.people).toBe(10);
    expect(result.genuine.mean).toBeCloseTo(0.3, 3);
    expect(result.impostor.smallest).toBeGreaterThan(0.69);
    expect(result.enough).toBe(true);
  });

  test('proposes a limit between the two, with few enough wrong names', () => {
    const result = calibrate(office(12, 0.25, 0.75), traffic);
    expect(result.proposed.accept).toBeGreaterThan(0.25);
    expect(result.proposed.accept).toBeLessThan(0.75);
    expect(result.proposedWrongNamesPerMonth).toBeLessThanOrEqual(1 / 12);
    expect(result.proposed.review).toBeGreaterThan(result.proposed.accept);
  });

  test('an office of look-alikes gets a stricter limit than one of different people', () => {
    const alike = calibrate(office(12, 0.2, 0.42), traffic).proposed.accept;
    const different = calibrate(office(12, 0.2, 0.75), traffic).proposed.accept;
    expect(alike).toBeLessThan(0.42);
    expect(alike).toBeLessThan(different);
  });

  test('with too few people it says so and proposes nothing new', () => {
    const result = calibrate(office(3, 0.3, 0.7), traffic);
    expect(result).toMatchObject({ enough: false, proposed: defaultThresholds });
  });

  test('the order of the faces does not matter, and the curve only rises and falls', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 10 }),
        fc.double({ min: 0.1, max: 0.5, noNaN: true }),
        fc.double({ min: 0.3, max: 0.9, noNaN: true }),
        (people, within, between) => {
          const faces = office(people, within, between);
          const { curve, proposed } = calibrate(faces, traffic);
          expect(calibrate([...faces].reverse(), traffic).proposed.accept).toBeCloseTo(proposed.accept, 9);
          curve.slice(1).forEach((point, i) => {
            expect(point.strangerWithin).toBeGreaterThanOrEqual((curve[i]?.strangerWithin ?? 0) - 1e-12);
            expect(point.genuineBeyond).toBeLessThanOrEqual(curve[i]?.genuineBeyond ?? 1);
          });
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('acceptAmong', () => {
  test.each([
    [5, 0.45],
    [20, 0.45],
    [300, 0.408],
    [10_000, 0.3537],
  ])('%i people: %d', (people, expected) => {
    expect(acceptAmong(defaultThresholds, people)).toBeCloseTo(expected, 3);
  });
});
