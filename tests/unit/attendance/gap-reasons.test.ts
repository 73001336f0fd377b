import { expect, test } from 'vitest';
import { reasonsBetween, type WatchedStretch } from '../../../src/attendance/gap-reasons.ts';

const watched = (from: number, to: number, endCause: string | null = null): WatchedStretch => ({
  from,
  to,
  endCause,
});

test.each<[string, WatchedStretch[], ReturnType<typeof reasonsBetween>]>([
  ['never watched', [], []],
  ['still watched', [watched(0, 50)], []],
  [
    'a black picture between',
    [watched(0, 20, 'pictureBlack'), watched(30, 100)],
    [{ from: 20, to: 30, reason: 'pictureBlack' }],
  ],
  [
    'away until further notice',
    [watched(0, 20, 'wrongCredentials')],
    [{ from: 20, to: 100, reason: 'cameraOffline' }],
  ],
  ['a worker that died', [watched(0, 20), watched(30, 100)], []],
  ['another worker took over in time', [watched(0, 20, 'stopped'), watched(19, 100)], []],
  ['a cause of a later version', [watched(0, 20, 'abducted'), watched(30, 100)], []],
  [
    'told in any order',
    [watched(30, 40, 'stopped'), watched(0, 20, 'paused'), watched(60, 100)],
    [
      { from: 20, to: 30, reason: 'cameraPaused' },
      { from: 40, to: 60, reason: 'serviceStopped' },
    ],
  ],
])('why not watched: %s', (_, stretches, expected) => {
  expect(reasonsBetween(stretches, 100)).toEqual(expected);
});
