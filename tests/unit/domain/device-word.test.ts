import { describe, expect, test } from 'vitest';
import {
  instantOfWord,
  strengthOf,
  type DevicePlace,
  type DeviceWord,
  type EventTimes,
} from '../../../src/domain/device-word.ts';

const taken: DeviceWord = { kind: 'accessTaken', likelihood: null };
const granted: DeviceWord = { kind: 'accessGranted', likelihood: null };
const face = (likelihood: number | null): DeviceWord => ({ kind: 'faceRecognised', likelihood });
const reader = (direction: DevicePlace['direction'], trustedFrom: number | null = null) => ({
  direction,
  trustedFrom,
});

describe('how strong a device’s word is', () => {
  test.each<[string, DeviceWord, DevicePlace, string]>([
    ['taken at the entrance: came in', taken, reader('in'), 'certain in'],
    ['taken at the exit: went out', taken, reader('out'), 'certain out'],
    ['taken at a door of both ways: passed', taken, reader('both'), 'certain both'],
    ['granted at the entrance: stood outside', granted, reader('in'), 'certain in'],
    ['granted at the exit: was inside, and may have stayed', granted, reader('out'), 'certain inside'],
    ['granted at a door of both ways', granted, reader('both'), 'certain both'],
    ['granted within', granted, reader('inside'), 'certain inside'],
    ['a face at a camera that nobody trusts', face(0.99), reader('in'), 'uncertain in'],
    ['a likely face at a trusted camera', face(0.93), reader('in', 0.9), 'certain in'],
    ['an unlikely face at a trusted camera', face(0.89), reader('out', 0.9), 'uncertain out'],
    ['a face without a likelihood', face(null), reader('in', 0.9), 'uncertain in'],
    ['where the office trusts whatever it says', face(null), reader('in', 0), 'certain in'],
  ])('%s', (_, word, place, expected) => {
    const { certainty, direction } = strengthOf(word, place);
    expect(`${certainty} ${direction}`).toBe(expected);
  });
});

describe('when it happened', () => {
  const day = 86_400_000;
  const heard: EventTimes = { operation: 'Changed', deviceTime: null, receivedAt: 30 * day, skewMs: null };
  const told = (ageMs: number, skewMs: number | null = 0, operation: string | null = 'Changed') =>
    instantOfWord({ ...heard, operation, skewMs, deviceTime: 30 * day - ageMs - (skewMs ?? 0) });

  test.each<[string, number | null, number | null]>([
    ['just now', told(400), 30 * day - 400],
    ['while it could not reach us', told(3 * 3_600_000), 30 * day - 3 * 3_600_000],
    ['on a clock that is wrong by a known amount', told(400, 7_200_000), 30 * day - 400],
    ['on a clock that nobody has measured', told(3_600_000, null), 30 * day],
    ['without a time', instantOfWord(heard), 30 * day],
    ['a moment in the future', told(-2_000), 30 * day],
    ['in a future that cannot be', told(-60_000), 30 * day],
    ['years ago', told(400 * day), 30 * day],
    ['a state repeated, of a known time', told(5_000, 0, 'Initialized'), 30 * day - 5_000],
    ['a state repeated, of any time', instantOfWord({ ...heard, operation: 'Initialized' }), null],
    ['a state repeated, years old', told(400 * day, 0, 'Initialized'), null],
  ])('%s', (_, instant, expected) => {
    expect(instant).toBe(expected);
  });
});
