import { describe, expect, it } from 'vitest';
import { chooseProfile, chooseSubProfile } from '../../../src/cameras/choose-profile.ts';

const profile = (token: string, width: number | null, streamUri: string | null = 'rtsp://camera/') => ({
  token,
  name: token,
  width,
  height: width,
  encoding: 'H264',
  streamUri,
});

describe('the stream that is used', () => {
  it.each([
    ['the widest up to full HD', [profile('sub', 640), profile('main', 1920), profile('4k', 3840)], 'main'],
    ['the narrowest of those above', [profile('8k', 7680), profile('4k', 3840)], '4k'],
    ['a smaller one before a larger than full HD', [profile('4k', 3840), profile('sub', 640)], 'sub'],
    [
      'one that says its size before one that does not',
      [profile('unknown', null), profile('sub', 352)],
      'sub',
    ],
    ['one of unknown size when there is no other', [profile('unknown', null)], 'unknown'],
    ['only one that has a stream', [profile('main', 1920, null), profile('sub', 640)], 'sub'],
    ['the first of two alike', [profile('a', 640), profile('b', 640)], 'a'],
  ])('is %s', (_what, profiles, token) => {
    expect(chooseProfile(profiles)?.token).toBe(token);
  });

  it.each([
    [
      'the narrowest below the main one',
      [profile('sub', 640), profile('main', 1920), profile('mid', 1280)],
      'sub',
    ],
    ['none where all are as wide', [profile('a', 1280), profile('b', 1280)], undefined],
    ['none of unknown size', [profile('main', 1280), profile('unknown', null)], undefined],
    ['none without a stream', [profile('main', 1280), profile('sub', 640, null)], undefined],
  ])('to look for motion in is %s', (_what, profiles, token) => {
    expect(chooseSubProfile(profiles)?.token).toBe(token);
  });

  it('is none when there is none', () => {
    expect(chooseProfile([])).toBeNull();
  });
});
