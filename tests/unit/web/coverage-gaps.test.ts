import { expect, test } from 'vitest';
import { gapsOf } from '../../../src/web/coverage-gaps.ts';

const at = (minute: number): number => Date.UTC(2026, 10, 25, 1, minute);
const watched = (from: number, to: number, endCause: string | null = null) => ({
  from: new Date(at(from)).toISOString(),
  to: new Date(at(to)).toISOString(),
  endCause,
});
const gap = (from: number, to: number, cause: string | null = null) => ({
  from: at(from),
  to: at(to),
  cause,
});

test.each<[string, ReturnType<typeof watched>[], ReturnType<typeof gap>[]]>([
  ['never watched', [], [gap(10, 50)]],
  ['watched throughout', [watched(5, 55)], []],
  ['lost and back', [watched(5, 20, 'offline'), watched(25, 50)], [gap(20, 25, 'offline')]],
  ['lost before it begins', [watched(0, 8, 'pictureBlack'), watched(30, 50)], [gap(10, 30, 'pictureBlack')]],
  ['nobody knows why', [watched(10, 40)], [gap(40, 50)]],
  ['given over without a gap', [watched(10, 30, 'stopped'), watched(28, 50)], []],
  [
    'one stretch within another',
    [watched(10, 45, 'offline'), watched(12, 20, 'stopped')],
    [gap(45, 50, 'offline')],
  ],
  ['back only later', [watched(10, 20, 'offline'), watched(60, 70)], [gap(20, 50, 'offline')]],
])('gaps: %s', (_, stretches, expected) => {
  expect(gapsOf(stretches, at(10), at(50))).toEqual(expected);
});
