import { expect, test } from 'vitest';
import { classOfPicture, retentionDefaults, type PictureFacts } from '../../../src/domain/retention.ts';

const none: PictureFacts = { waiting: false, named: false, uncertain: false, unknown: false };

test.each([
  [{}, 'emptyPictures'],
  [{ named: true }, 'namedPictures'],
  [{ uncertain: true }, 'uncertainPictures'],
  [{ unknown: true }, 'unknownPictures'],
  [{ named: true, unknown: true }, 'namedPictures'],
  [{ named: true, uncertain: true }, 'uncertainPictures'],
  [{ waiting: true, named: true }, 'waitingPictures'],
])('a picture with %j is kept as one of %s', (facts, expected) => {
  expect(classOfPicture({ ...none, ...facts }, retentionDefaults)).toBe(expected);
});

test('the class that keeps it longest is the one that the office set so', () => {
  const days = { ...retentionDefaults, unknownPictures: 90 };
  expect(classOfPicture({ ...none, named: true, unknown: true }, days)).toBe('unknownPictures');
});
