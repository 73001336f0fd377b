import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { monthlyTraffic } from '../../../src/vision/traffic.ts';

describe('monthlyTraffic', () => {
  test.each([
    ['a month counted', { enrolled: 3044, strangers: 304, open: 0, days: 30.44 }, 3044, 304, false],
    ['open faces could be either', { enrolled: 100, strangers: 10, open: 5, days: 30.44 }, 105, 15, false],
    ['three months', { enrolled: 300, strangers: 30, open: 0, days: 91.32 }, 100, 10, false],
    ['too few days', { enrolled: 300, strangers: 30, open: 0, days: 3 }, 880, 880, true],
    ['nobody passed', { enrolled: 0, strangers: 0, open: 0, days: 40 }, 880, 880, true],
  ])('%s', (_case, counted, enrolledPerMonth, strangersPerMonth, assumed) => {
    expect(monthlyTraffic(counted, 10)).toEqual({ enrolledPerMonth, strangersPerMonth, assumed });
  });

  test('more passages never mean less traffic', () => {
    const passages = fc.record({
      enrolled: fc.integer({ min: 1, max: 100_000 }),
      strangers: fc.integer({ min: 0, max: 100_000 }),
      open: fc.integer({ min: 0, max: 1000 }),
      days: fc.double({ min: 7, max: 90, noNaN: true }),
    });
    fc.assert(
      fc.property(passages, fc.constantFrom('enrolled', 'strangers', 'open'), (counted, more) => {
        const less = monthlyTraffic(counted, 50);
        const greater = monthlyTraffic({ ...counted, [more]: counted[more] + 1000 }, 50);
        expect(greater.enrolledPerMonth).toBeGreaterThanOrEqual(less.enrolledPerMonth);
        expect(greater.strangersPerMonth).toBeGreaterThanOrEqual(less.strangersPerMonth);
      }),
    );
  });
});
