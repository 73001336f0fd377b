import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  guideLive,
  noProgress,
  posePatienceMs,
  poses,
  type LiveLook,
  type LiveProgress,
} from '../../../src/domain/live-guide.ts';
import { faceReasons } from '../../../src/domain/mounting-advice.ts';

const good: LiveLook = { faces: 1, reasons: [], turn: 0.02, nod: 0.58 };
const begun: LiveProgress = { taken: [{ pose: 'straight', turn: 0.02, nod: 0.58 }], waitingSince: 0 };

describe('a person before the camera', () => {
  it.each<[string, Partial<LiveLook>, string]>([
    ['nobody', { faces: 0 }, 'comeIn'],
    ['two people', { faces: 2 }, 'onlyOne'],
    ['far away', { reasons: ['too_small', 'blurred'] }, 'nearer'],
    ['moving', { reasons: ['blurred'] }, 'holdStill'],
    ['a window behind', { reasons: ['backlight'] }, 'awayFromLight'],
    ['in the dark', { reasons: ['too_dark'] }, 'moreLight'],
    ['too far to the side', { reasons: ['turned_away'] }, 'lookHere'],
    ['half out of the picture', { reasons: ['cut_by_edge'] }, 'intoMiddle'],
    ['turned at first', { turn: 0.3 }, 'straight'],
  ])('%s: is told what to do, and nothing is taken', (_, look, advice) => {
    expect(guideLive(noProgress, { ...good, ...look }, 0)).toMatchObject({ advice, take: null });
  });

  it('is asked for five poses, one after another', () => {
    const turns = {
      straight: [0.02, 0.58],
      left: [0.25, 0.58],
      right: [-0.2, 0.58],
      up: [0, 0.48],
      down: [0, 0.7],
    };
    let progress = noProgress;
    const told = poses.map((pose, i) => {
      const [turn = 0, nod = 0] = turns[pose];
      const step = guideLive(progress, { ...good, turn, nod }, i * 1_500);
      progress = step.progress;
      return [step.take, step.advice];
    });
    expect(told).toEqual([
      ['straight', 'left'],
      ['left', 'right'],
      ['right', 'up'],
      ['up', 'down'],
      ['down', 'done'],
    ]);
    expect(guideLive(progress, good, 60_000)).toMatchObject({ advice: 'done', take: null });
  });

  it('who does not turn is waited for, then taken as they are', () => {
    expect(guideLive(begun, good, posePatienceMs - 1)).toMatchObject({ advice: 'left', take: null });
    expect(guideLive(begun, good, posePatienceMs)).toMatchObject({ advice: 'right', take: 'straight' });
  });

  it('is not taken twice in the same moment, nor while somebody else is in the picture', () => {
    expect(guideLive(begun, { ...good, turn: 0.3 }, 900)).toMatchObject({ take: null });
    expect(guideLive(begun, { ...good, turn: 0.3 }, 1_000)).toMatchObject({ take: 'left' });
    expect(guideLive(begun, { ...good, faces: 2, turn: 0.3 }, 60_000)).toMatchObject({ take: null });
  });

  it('whatever is seen: at most five are taken, each with one face and no reason against it', () => {
    const look = fc.record({
      faces: fc.integer({ min: 0, max: 3 }),
      reasons: fc.array(fc.constantFrom(...faceReasons), { maxLength: 1 }),
      turn: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      nod: fc.double({ min: 0.2, max: 0.9, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(look, { maxLength: 60 }), (looks) => {
        let progress = noProgress;
        looks.forEach((seen, i) => {
          const step = guideLive(progress, seen, i * 700);
          if (step.take !== null) expect([seen.faces, seen.reasons]).toEqual([1, []]);
          progress = step.progress;
        });
        expect(progress.taken.length).toBeLessThanOrEqual(poses.length);
      }),
    );
  });
});
