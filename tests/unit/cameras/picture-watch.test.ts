import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  PictureWatch,
  thumbnailOf,
  thumbnailSize,
  type PictureState,
  type Thumbnail,
} from '../../../src/cameras/picture-watch.ts';

const { width, height } = thumbnailSize;
type View = (x: number, y: number) => number;

const door: View = (x, y) => (x > 20 && x < 44 && y > 8 ? 60 : 160 + y);
const ceiling: View = (x, y) => (y > 18 ? 200 : 90 - x / 2);

/** A picture of a view, with the sensor's noise (a different one each time). */
function taken(view: View, atSeconds: number, { light = 1, noise = 2 } = {}): Thumbnail {
  const grey = Uint8Array.from({ length: width * height }, (_, at) => {
    const flicker = ((at * 7919 + atSeconds * 104_729) % (2 * noise + 1)) - noise;
    return Math.max(0, Math.min(255, view(at % width, Math.floor(at / width)) * light + flicker));
  });
  return { capturedAt: atSeconds * 1000, grey, fingerprint: Buffer.from(grey).toString('base64') };
}

/** Judges pictures taken every four seconds; the states, without repetitions. */
function states(seconds: number, picture: (atSeconds: number) => Thumbnail): PictureState[] {
  const watch = new PictureWatch();
  const seen: PictureState[] = [];
  for (let at = 0; at <= seconds; at += 4) {
    const state = watch.judge(picture(at));
    if (state !== seen.at(-1)) seen.push(state);
  }
  return seen;
}

describe('PictureWatch', () => {
  it('is content with a door in changing light and people before it', () => {
    const dusk = (at: number): number => 1 - at / 4000;
    const person: View = (x, y) => (x > 25 && x < 40 ? 110 : door(x, y));
    expect(states(1200, (at) => taken(at % 100 < 20 ? person : door, at, { light: dusk(at) }))).toEqual([
      'good',
    ]);
  });

  it.each<[string, (at: number) => Thumbnail, PictureState[]]>([
    ['the light is off', (at) => taken(at < 60 ? door : () => 3, at), ['good', 'black']],
    ['a cloth hangs before it', (at) => taken(at < 60 ? door : () => 120, at), ['good', 'covered']],
    ['it stands still', (at) => taken(door, at, { noise: at < 60 ? 2 : 0 }), ['good', 'frozen']],
    ['somebody turned it', (at) => taken(at < 60 ? door : ceiling, at), ['good', 'moved']],
    [
      'somebody stands before it for a minute',
      (at) => taken(at >= 60 && at < 120 ? ceiling : door, at),
      ['good'],
    ],
    ['it comes back', (at) => taken(at >= 60 && at < 300 ? () => 3 : door, at), ['good', 'black', 'good']],
  ])('when %s', (_name, picture, expected) => {
    expect(states(600, picture)).toEqual(expected);
  });

  it('takes the new view for the usual one when told so', () => {
    const watch = new PictureWatch();
    watch.judge(taken(door, 0));
    for (let at = 4; at < 300; at += 4) watch.judge(taken(ceiling, at));
    expect(watch.judge(taken(ceiling, 300))).toBe('moved');
    watch.acceptPresentView();
    expect(watch.judge(taken(ceiling, 304))).toBe('good');
  });

  it('makes its small copy from a JPEG', async () => {
    const jpeg = await sharp({ create: { width: 320, height: 180, channels: 3, background: '#808080' } })
      .jpeg()
      .toBuffer();
    const thumbnail = await thumbnailOf({ jpeg, capturedAt: 5 });
    expect(thumbnail.grey).toHaveLength(width * height);
    expect(Math.abs((thumbnail.grey[0] ?? 0) - 128)).toBeLessThan(3);
    await expect(thumbnailOf({ jpeg: Buffer.from('no picture'), capturedAt: 0 })).rejects.toThrow();
  });
});
