import { expect, test } from 'vitest';
import { unusualSilence, type ComparableDay } from '../../../src/domain/camera-silence.ts';

const minutes = (count: number): number => count * 60_000;
const lively = (...events: number[]): ComparableDay[] => events.map((it) => ({ watched: 1, events: it }));

test.each<[string, number, ComparableDay[], number | null]>([
  ['every such day was lively', minutes(40), lively(12, 9, 20), 9],
  ['just long enough', minutes(20), lively(5, 5, 5), 5],
  ['not for long yet', minutes(19), lively(50, 60, 70), null],
  ['one such day was as quiet', minutes(180), lively(40, 0, 50, 60), null],
  ['few events are usual', minutes(180), lively(4, 8, 9), null],
  ['too few days to know', minutes(180), lively(40, 50), null],
  ['nothing is known', minutes(180), [], null],
  [
    'days that were hardly watched do not count',
    minutes(60),
    [...lively(30, 40, 50), { watched: 0.5, events: 0 }],
    30,
  ],
  ['nor make up the number', minutes(60), [...lively(30, 40), { watched: 0.5, events: 60 }], null],
])('silent: %s', (_, silentMs, days, expected) => {
  expect(unusualSilence(silentMs, days)).toBe(expected);
});
