import { describe, expect, it } from 'vitest';
import {
  eventInstant,
  heldBackSince,
  opensCapture,
  type TriggerFacts,
} from '../../../src/cameras/trigger-policy.ts';

const now = 1_000_000;
const moving: TriggerFacts = {
  meaning: { kind: 'motion', active: true },
  operation: 'Changed',
  keyed: false,
  deviceTime: now - 1_000,
  receivedAt: now,
  skewMs: 0,
  inSyncWindow: false,
  prompt: false,
};
const crossed = { kind: 'lineCrossed', active: null } as const;

describe('opensCapture', () => {
  it.each<[string, Partial<TriggerFacts>, boolean]>([
    ['something begins to move', {}, true],
    ['it ends', { meaning: { kind: 'motion', active: false } }, false],
    ['nobody knows what it means', { meaning: null }, false],
    ['an object is gone', { operation: 'Deleted' }, false],
    ['the replay of a state after subscribing', { operation: 'Initialized', inSyncWindow: true }, false],
    ['the birth of an object later on', { operation: 'Initialized', keyed: true }, true],
    [
      'a line crossed, stamped Initialized, fresh',
      { operation: 'Initialized', inSyncWindow: true, meaning: crossed },
      true,
    ],
    [
      'a line crossed long ago, replayed',
      { operation: 'Initialized', meaning: crossed, deviceTime: now - 60_000 },
      false,
    ],
    [
      'a line crossed, Initialized, without a time',
      { operation: 'Initialized', meaning: crossed, deviceTime: null },
      false,
    ],
    ['an event without an operation', { operation: null, meaning: crossed }, true],
    ['an event without a time', { deviceTime: null }, true],
    ['old by a clock known to be right', { deviceTime: now - 10_001 }, false],
    ['just fresh enough', { deviceTime: now - 10_000 }, true],
    ['fresh by a clock known to be an hour off', { deviceTime: now - 3_600_000, skewMs: 3_600_000 }, true],
    ['from the future', { deviceTime: now + 10_001 }, false],
    ['old by a clock that was set a moment ago', { deviceTime: now - 3_600_000, prompt: true }, true],
    ['from the future of such a clock', { deviceTime: now + 3_600_000, prompt: true }, true],
    ['a replay, told promptly', { deviceTime: now - 60_000, prompt: true, inSyncWindow: true }, false],
    [
      'a line crossed long ago, replayed promptly',
      { operation: 'Initialized', meaning: crossed, deviceTime: now - 60_000, prompt: true },
      false,
    ],
    ['a picture that is too dark', { meaning: { kind: 'pictureQuality', active: true } }, false],
    ['someone shown the door', { meaning: { kind: 'accessDenied', active: null }, operation: null }, false],
  ])('%s', (_name, change, expected) => {
    expect(opensCapture({ ...moving, ...change })).toBe(expected);
  });
});

describe('heldBackSince', () => {
  it.each<[string, Partial<TriggerFacts>, number | null]>([
    ['what a device kept while nobody could ask', { deviceTime: now - 30_000 }, now - 30_000],
    ['by its own clock', { deviceTime: now - 90_000, skewMs: 60_000 }, now - 30_000],
    ['but not what is fresh', {}, null],
    ['nor what it tells promptly', { deviceTime: now - 30_000, prompt: true }, null],
    ['nor the replay of a state', { deviceTime: now - 30_000, operation: 'Initialized' }, null],
    ['nor what ended', { deviceTime: now - 30_000, meaning: { kind: 'motion', active: false } }, null],
    ['nor by a clock that is not known', { deviceTime: now - 30_000, skewMs: null }, null],
    ['nor what is older than any device keeps', { deviceTime: now - 90_000_000 }, null],
  ])('%s', (_name, change, expected) => {
    expect(heldBackSince({ ...moving, ...change })).toBe(expected);
  });
});

describe('eventInstant', () => {
  it.each<[string, { deviceTime: number | null; skewMs: number | null }, number]>([
    ['the corrected device time', { deviceTime: now - 61_000, skewMs: 60_000 }, now - 1_000],
    ['the arrival, when the device says nothing', { deviceTime: null, skewMs: 0 }, now],
    ['the arrival, when its clock is unknown', { deviceTime: now - 1_000, skewMs: null }, now],
    ['the arrival, when its time lies in the future', { deviceTime: now + 500, skewMs: 0 }, now],
    ['the arrival, when its time is beyond belief', { deviceTime: now - 60_000, skewMs: 0 }, now],
  ])('is %s', (_name, facts, expected) => {
    expect(eventInstant({ receivedAt: now, ...facts })).toBe(expected);
  });
});
