import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultQualityRules, judgeQuality, type FaceMeasures } from '../../../src/vision/quality.ts';

const good: FaceMeasures = {
  heightPx: 120,
  score: 0.9,
  sharpness: 0.15,
  brightness: 120,
  contrast: 40,
  backlight: 10,
  turn: 0.05,
  nod: 0.7,
  tiltDegrees: 3,
  outside: 0,
};

describe('judgeQuality', () => {
  test('a good face is usable and weighs fully', () => {
    expect(judgeQuality(good)).toMatchObject({ usable: true, reasons: [], weight: 1 });
  });

  test.each([
    ['too_small', { heightPx: 30 }],
    ['blurred', { sharpness: 0.01 }],
    ['too_dark', { brightness: 20 }],
    ['too_bright', { brightness: 245 }],
    ['backlight', { brightness: 50, backlight: 140 }],
    ['low_contrast', { contrast: 5 }],
    ['turned_away', { turn: -0.7 }],
    ['looking_down_or_up', { nod: 0.1 }],
    ['tilted', { tiltDegrees: -60 }],
    ['cut_by_edge', { outside: 0.3 }],
    ['doubtful_face', { score: 0.2 }],
  ] as const)('%s', (reason, change) => {
    expect(judgeQuality({ ...good, ...change })).toMatchObject({ usable: false, reasons: [reason] });
  });

  const measures = fc.record({
    heightPx: fc.double({ min: 10, max: 300, noNaN: true }),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
    sharpness: fc.double({ min: 0, max: 0.5, noNaN: true }),
    brightness: fc.double({ min: 0, max: 255, noNaN: true }),
    contrast: fc.double({ min: 0, max: 90, noNaN: true }),
    backlight: fc.double({ min: -150, max: 150, noNaN: true }),
    turn: fc.double({ min: -1, max: 1, noNaN: true }),
    nod: fc.double({ min: 0, max: 1.2, noNaN: true }),
    tiltDegrees: fc.double({ min: -90, max: 90, noNaN: true }),
    outside: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  test('a weight lies between 0 and 1, and usable faces never weigh nothing', () => {
    fc.assert(
      fc.property(measures, (drawn) => {
        const quality = judgeQuality(drawn);
        expect(quality.weight).toBeGreaterThanOrEqual(0);
        expect(quality.weight).toBeLessThanOrEqual(1);
        if (quality.usable) expect(quality.weight).toBeGreaterThan(0);
      }),
    );
  });

  test('a larger, sharper, straighter face never weighs less', () => {
    fc.assert(
      fc.property(measures, (drawn) => {
        const better = {
          ...drawn,
          heightPx: drawn.heightPx * 1.2,
          sharpness: drawn.sharpness * 1.2,
          turn: drawn.turn / 2,
        };
        expect(judgeQuality(better).weight).toBeGreaterThanOrEqual(judgeQuality(drawn).weight);
      }),
    );
  });

  test('other rules give other answers', () => {
    expect(judgeQuality({ ...good, heightPx: 40 }).usable).toBe(true);
    expect(
      judgeQuality({ ...good, heightPx: 40 }, { ...defaultQualityRules, minimumHeightPx: 48 }).reasons,
    ).toEqual(['too_small']);
  });
});
