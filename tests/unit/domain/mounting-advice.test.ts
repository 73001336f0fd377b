import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faceReasons, judgeFaces, type FaceReason } from '../../../src/domain/mounting-advice.ts';
import { defaultQualityRules, judgeQuality, type QualityReason } from '../../../src/vision/quality.ts';

const counted = (usable: number, reasons: Partial<Record<FaceReason, number>>, seen = 100) => ({
  ...{ seen, usable, faces: 500 },
  reasons: Object.entries(reasons).map(([reason, count]) => ({ reason: reason as FaceReason, count })),
});

describe('what to change where a camera hangs', () => {
  it.each([
    ['nobody seen', counted(0, {}, 0), 'tooFew', []],
    ['a handful of people', counted(0, { too_small: 40 }, 19), 'tooFew', []],
    ['nearly everybody usable, however many bad pictures', counted(95, { turned_away: 400 }), 'good', []],
    ['most usable, one common reason', counted(90, { turned_away: 75, tilted: 74 }), 'fair', ['facing']],
    ['most usable, only rare reasons', counted(90, { turned_away: 74 }), 'fair', []],
    ['many lost: a smaller reason counts', counted(60, { looking_down_or_up: 25 }), 'poor', ['height']],
    ['two reasons with one remedy', counted(60, { too_dark: 90, low_contrast: 80 }), 'poor', ['light']],
    [
      'many reasons: the two that help most',
      counted(50, { too_small: 100, blurred: 90, backlight: 200 }),
      'poor',
      ['backlight', 'nearer'],
    ],
    ['a poster at the door', counted(79, { doubtful_face: 600 }), 'poor', ['wallpaper']],
  ])('%s', (_, counts, verdict, advice) => {
    expect(judgeFaces(counts)).toMatchObject({ verdict, advice });
  });

  it('tells the share of each reason, commonest first', () => {
    const { usableShare, reasons } = judgeFaces(counted(50, { tilted: 25, blurred: 125, covered: 0 }));
    expect(usableShare).toBe(0.5);
    expect(reasons).toEqual([
      { reason: 'blurred', share: 0.25 },
      { reason: 'tilted', share: 0.05 },
    ]);
  });

  it('knows every reason of the quality gate', () => {
    // Every check broken at once, so that a reason added there is missed here.
    const broken = {
      ...defaultQualityRules,
      nodRange: [2, 3] as const,
      largestTurn: -1,
      largestTiltDegrees: -1,
    };
    const measures = {
      ...{ heightPx: 0, score: 0, sharpness: 0, brightness: 0, contrast: 0, backlight: 255 },
      ...{ turn: 1, nod: 0, tiltDegrees: 90, outside: 1 },
    };
    const said: QualityReason[] = judgeQuality(measures, broken).reasons;
    expect(faceReasons).toEqual(expect.arrayContaining(said));
  });

  it('never advises more than twice, nor where all is good, and shares stay between 0 and 1', () => {
    const some = fc.record({
      seen: fc.nat(500),
      faces: fc.nat(5000),
      reasons: fc.uniqueArray(fc.record({ reason: fc.constantFrom(...faceReasons), count: fc.nat(5000) }), {
        selector: ({ reason }) => reason,
      }),
    });
    fc.assert(
      fc.property(some, fc.double({ min: 0, max: 1, noNaN: true }), (counts, share) => {
        const view = judgeFaces({ ...counts, usable: Math.floor(counts.seen * share) });
        expect(view.advice.length).toBeLessThanOrEqual(2);
        if (view.verdict === 'good') expect(view.advice).toEqual([]);
        for (const reason of view.reasons) expect(reason.share).toBeLessThanOrEqual(1);
      }),
    );
  });
});
