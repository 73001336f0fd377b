import { describe, expect, it } from 'vitest';
import { MotionFinder, movedBetween } from '../../../src/cameras/find-motion.ts';
import { thumbnailSize } from '../../../src/cameras/picture-watch.ts';

const { width, height } = thumbnailSize;
type View = (x: number, y: number) => number;

/** A corridor with a door, tiles and a plain wall. */
const corridor: View = (x, y) => {
  if (x > 22 && x < 40 && y > 6 && y < 28) return 70 + (x % 4) * 6;
  return y >= 28 ? 110 + ((x >> 2) + (y >> 2)) * 7 : 165;
};
/** Somebody in a striped shirt, `at` pixels from the left, `size` wide. */
const person =
  (at: number, size = 8, below = corridor): View =>
  (x, y) => {
    if (x < at || x >= at + size || y < 34 - size * 3) return below(x, y);
    return y < 34 - size * 2 ? 205 : 60 + (y % 3) * 40;
  };
const lit =
  (view: View, gain: number, offset = 0): View =>
  (x, y) =>
    view(x, y) * gain + offset;
/** A desk lamp: bright on the left, fading to the right. */
const deskLamp =
  (view: View): View =>
  (x, y) =>
    view(x, y) * (1 + 0.9 * Math.max(0, 1 - x / 30));

function seen(view: View, seed: number, noise = 2): Uint8Array {
  let state = seed * 2_654_435_761 + 1;
  return Uint8Array.from({ length: width * height }, (_, at) => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    const grain = ((state >>> 8) / 0xff_ffff - 0.5) * 2 * noise;
    return Math.max(0, Math.min(255, view(at % width, Math.floor(at / width)) + grain));
  });
}

describe('movedBetween', () => {
  it.each<[string, View, View, boolean]>([
    ['nothing happens', corridor, corridor, false],
    ['somebody appears', corridor, person(20), true],
    ['somebody walks on', person(20), person(26), true],
    ['somebody comes nearer', person(20, 6), person(19, 9), true],
    ['somebody far away appears', corridor, person(45, 4), true],
    ['somebody leaves', person(20), corridor, true],
    ['the lamp is switched on', lit(corridor, 0.35), corridor, false],
    ['the lamp is switched off', corridor, lit(corridor, 0.35), false],
    ['a desk lamp is switched on', corridor, deskLamp(corridor), false],
    ['a cloud passes', corridor, lit(corridor, 0.85, -5), false],
    ['the camera turns to infrared', corridor, lit(corridor, 0.6, 60), false],
    ['it is overexposed for a moment', corridor, lit(corridor, 1, 130), false],
    ['everything changes at once', corridor, (x, y) => ((x * 7 + y * 13) % 50) * 5, false],
    ['somebody stands there while the lamp is switched on', person(20), lit(person(20), 1.3), false],
    ['a leaf', corridor, (x, y) => (x < 3 && y < 3 ? 0 : corridor(x, y)), false],
  ])('%s', (_what, before, after, moved) => {
    expect(movedBetween(seen(before, 1), seen(after, 2))).toBe(moved);
  });

  it('is not taken in by the noise of the night', () => {
    const night = lit(corridor, 0.4);
    for (let seed = 1; seed < 200; seed += 1)
      expect(movedBetween(seen(night, seed, 14), seen(night, seed + 1, 14))).toBe(false);
  });
});

describe('MotionFinder', () => {
  /** Pictures half a second apart; the seconds at which motion begins and ends. */
  function changes(views: View[]): [number, boolean][] {
    const finder = new MotionFinder();
    const found: [number, boolean][] = [];
    let before = false;
    for (const [n, view] of views.entries()) {
      const { moving } = finder.see({ capturedAt: n * 500, grey: seen(view, n) });
      if (moving !== before) found.push([n / 2, moving]);
      before = moving;
    }
    return found;
  }
  const still = (times: number, view = corridor): View[] => Array.from({ length: times }, () => view);
  const walk = Array.from({ length: 7 }, (_, n) => person(4 + n * 7));

  it('begins with somebody who walks and ends some seconds after', () => {
    const found = changes([...still(6), ...walk, ...still(12)]);
    expect(found.map(([, moving]) => moving)).toEqual([true, false]);
    expect(found[0]?.[0]).toBeLessThanOrEqual(4);
    expect(found[1]?.[0]).toBeGreaterThan(6.5);
  });

  it('says since when', () => {
    const finder = new MotionFinder();
    const views = [...still(6), ...walk];
    const found = views.map((view, n) => finder.see({ capturedAt: n * 500, grey: seen(view, n) }));
    // The last picture without anybody.
    expect(found.at(-1)).toEqual({ moving: true, since: 2_500 });
  });

  it('begins with somebody who comes nearer so slowly that no two pictures differ, and with somebody who stands', () => {
    const nearer = Array.from({ length: 10 }, (_, n) => person(24 - n / 4, 7 + n / 2));
    for (const views of [nearer, still(6, person(20))])
      expect(changes([...still(6), ...views, ...still(12)]).map(([, moving]) => moving)).toEqual([
        true,
        false,
      ]);
  });

  it('goes on while somebody fills the picture', () => {
    const filled: View = (x, y) => ((x * 7 + y * 13) % 50) * 5;
    const found = changes([...still(6), person(20), person(21, 10), ...still(6, filled), ...still(12)]);
    expect(found.map(([, moving]) => moving)).toEqual([true, false]);
    expect(found[1]?.[0]).toBeGreaterThan(7.5);
  });

  it.each([
    ['one picture that differs', [...still(6), person(20), ...still(8)]],
    [
      'a lamp that is switched on and off',
      [...still(6, lit(corridor, 0.4)), ...still(8), ...still(8, lit(corridor, 0.4))],
    ],
    ['dusk', Array.from({ length: 60 }, (_, n) => lit(corridor, 1 - n / 80))],
  ])('does not begin with %s', (_, views) => {
    expect(changes(views)).toEqual([]);
  });

  it('gets used to a chair that stands elsewhere now', () => {
    const chair: View = (x, y) => (x > 44 && x < 54 && y > 18 && y < 32 ? 40 + (x % 3) * 30 : corridor(x, y));
    expect(changes([...still(6), ...still(150, chair)]).at(-1)?.[1]).toBe(false);
  });

  it('rests after a pause and begins anew', () => {
    const found = changes([...still(2), ...walk, ...still(12), ...walk, ...still(12)]);
    expect(found.map(([, moving]) => moving)).toEqual([true, false, true, false]);
  });
});
