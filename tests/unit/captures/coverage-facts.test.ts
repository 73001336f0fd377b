import { expect, test } from 'vitest';
import { watchedUntil, type WatchFacts } from '../../../src/captures/coverage-facts.ts';

const good: WatchFacts = {
  state: 'listening',
  lastAnswerAt: 1_000,
  decoding: true,
  lastFrameAt: 1_000,
  burstFrom: null,
  waitingFrom: null,
  picture: null,
};

test.each<[string, Partial<WatchFacts>, ReturnType<typeof watchedUntil>]>([
  ['all is well', {}, { since: 1_000, until: 1_000 }],
  ['the event answers hang while pictures go on', { lastFrameAt: 60_000 }, { since: 60_000, until: 1_000 }],
  ['pictures lag behind the answers', { lastAnswerAt: 60_000 }, { since: 60_000, until: 1_000 }],
  [
    'it was all there for longer than the last answer and picture',
    { firstFrameAt: 200, unbrokenSince: 300, lastFrameAt: 60_000 },
    { since: 300, until: 1_000 },
  ],
  [
    'the stream says that it began in the future',
    { firstFrameAt: 90_000, unbrokenSince: 300 },
    { since: 1_000, until: 1_000 },
  ],
  [
    'pictures came after the answers',
    { firstFrameAt: 900, unbrokenSince: 300 },
    { since: 900, until: 1_000 },
  ],
  ['a burst is being taken', { burstFrom: 400 }, { since: 1_000, until: 400 }],
  ['a capture is on its way', { burstFrom: 400, waitingFrom: 300 }, { since: 1_000, until: 300 }],
  ['the camera does not listen', { state: 'offline' }, { cause: 'offline' }],
  ['nothing was started', { state: null }, { cause: 'stopped' }],
  [
    'pictures ended, and the last answer lies before that',
    { decoding: false, lastFrameAt: 9_000 },
    { cause: 'noStream', seenUntil: 9_000, heardUntil: 1_000 },
  ],
  [
    'pictures ended while a capture is on its way',
    { decoding: false, waitingFrom: 300 },
    { cause: 'noStream', seenUntil: 1_000, heardUntil: 300 },
  ],
  ['no picture came yet', { lastFrameAt: null }, { cause: 'noStream' }],
  [
    'the picture shows nothing',
    { picture: { cause: 'pictureBlack', goodUntil: 700 } },
    { cause: 'pictureBlack', cutTo: 700 },
  ],
  [
    'the picture never showed anything',
    { picture: { cause: 'pictureFrozen', goodUntil: null } },
    { cause: 'pictureFrozen', cutTo: -Infinity },
  ],
  ['no answer came yet', { lastAnswerAt: null }, { cause: 'connecting' }],
  [
    'by its picture alone, without events',
    { state: 'noEvents', lastAnswerAt: null, lookedAt: 900 },
    { since: 1_000, until: 900 },
  ],
  [
    'by its picture, whose burst is being taken',
    { state: 'notOnvif', lookedAt: 900, burstFrom: 300 },
    { since: 1_000, until: 300 },
  ],
  ['by its picture, at an hour when nobody looks', { lookedAt: null }, { cause: 'notLooking' }],
  ['by its picture, which is gone', { lookedAt: 900, decoding: false }, { cause: 'noStream' }],
])('watched: %s', (_, facts, expected) => {
  expect(watchedUntil({ ...good, ...facts })).toEqual(expected);
});
