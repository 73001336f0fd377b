import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideTrack, nobody, oneFaceEach, type Decision, type Vote } from '../../../src/vision/decide.ts';
import { Gallery } from '../../../src/vision/gallery.ts';
import { defaultThresholds, singlePictureThresholds } from '../../../src/vision/thresholds.ts';
import { embeddingOf, template } from './embeddings.ts';

const gallery = new Gallery('model', [
  template('an', embeddingOf(0)),
  template('binh', embeddingOf(1)),
  // A sister of An's: 0.04 farther than An from everything on An's axis.
  template(
    'chi',
    Float32Array.from(embeddingOf(0), (v, i) => (i === 2 ? 0.2 : v)),
  ),
]);
const two = new Gallery('model', [template('an', embeddingOf(0)), template('binh', embeddingOf(1))]);

/** A vote at `distance` from the axis' person. */
const vote = (axis: number, distance: number, weight = 1): Vote => ({
  embedding: embeddingOf(axis, distance),
  weight,
});

describe('decideTrack', () => {
  test.each([
    ['near in all frames', [vote(0, 0.2), vote(0, 0.3)], 'known', []],
    ['just inside the limit', [vote(0, 0.44), vote(0, 0.44)], 'known', []],
    ['just outside the limit', [vote(0, 0.46), vote(0, 0.46)], 'uncertain', ['too_far']],
    ['beyond the review band', [vote(0, 0.6), vote(0, 0.6)], 'unknown', ['too_far']],
    ['one frame only', [vote(0, 0.1)], 'uncertain', ['too_few_frames']],
    ['nothing to decide by', [], 'unknown', ['too_far']],
    ['a face of nobody', [vote(5, 0), vote(5, 0.1)], 'unknown', ['too_far']],
    [
      'half the frames near nobody',
      [vote(0, 0.1), vote(0, 0.1), vote(0, 0.75), vote(0, 0.75)],
      'uncertain',
      ['frames_disagree'],
    ],
  ] as const)('%s', (_, votes, outcome, doubts) => {
    const decision = decideTrack(votes, two, defaultThresholds);
    expect(decision).toMatchObject({ outcome, doubts, employeeId: outcome === 'known' ? 'an' : null });
  });

  test('a runner-up that is nearly as near makes a question of it', () => {
    const decision = decideTrack([vote(0, 0.3), vote(0, 0.4)], gallery, {
      ...defaultThresholds,
      margin: 0.1,
    });
    expect(decision).toMatchObject({ outcome: 'uncertain', doubts: ['runner_up_too_near'] });
    expect(decision.candidates.map((one) => one.employeeId)).toEqual(['an', 'chi', 'binh']);
  });

  test('a registered look-alike is never named by the machine', () => {
    const twins = new Gallery('model', [template('an', embeddingOf(0))], ['an']);
    expect(decideTrack([vote(0, 0), vote(0, 0)], twins, defaultThresholds)).toMatchObject({
      outcome: 'uncertain',
      doubts: ['look_alike'],
    });
  });

  test('an empty gallery knows nobody', () => {
    const decision = decideTrack([vote(0, 0), vote(0, 0)], new Gallery('model'), defaultThresholds);
    expect(decision).toMatchObject({
      outcome: 'unknown',
      employeeId: null,
      candidates: [],
      votes: { [nobody]: 2 },
    });
  });

  test('better frames weigh more, whatever they say', () => {
    const votes = (weight: number) => [vote(0, 0.3, 1), vote(0, 0.6, weight)];
    expect(decideTrack(votes(0.3), two, defaultThresholds).outcome).toBe('known');
    expect(decideTrack(votes(3), two, defaultThresholds).outcome).not.toBe('known');
  });

  test('a single picture asks for more nearness than a burst', () => {
    expect(decideTrack([vote(0, 0.42)], two, singlePictureThresholds).outcome).toBe('known');
    expect(decideTrack([vote(0, 0.44)], two, singlePictureThresholds).outcome).toBe('uncertain');
  });

  const votesArbitrary = fc.array(
    fc.record({
      axis: fc.integer({ min: 0, max: 3 }),
      distance: fc.double({ min: 0, max: 0.8, noNaN: true }),
      weight: fc.double({ min: 0.05, max: 1, noNaN: true }),
    }),
    { maxLength: 6 },
  );

  test('does not depend on the order of the frames', () => {
    fc.assert(
      fc.property(votesArbitrary, (drawn) => {
        const votes = drawn.map((one) => vote(one.axis, one.distance, one.weight));
        const forward = decideTrack(votes, two, defaultThresholds);
        const backward = decideTrack([...votes].reverse(), two, defaultThresholds);
        expect(backward.outcome).toBe(forward.outcome);
        expect(backward.employeeId).toBe(forward.employeeId);
        expect(backward.votes).toEqual(forward.votes);
      }),
    );
  });

  test('names only what is near enough, far enough from the next, and seen often enough', () => {
    fc.assert(
      fc.property(votesArbitrary, (drawn) => {
        const votes = drawn.map((one) => vote(one.axis, one.distance, one.weight));
        const decision = decideTrack(votes, two, defaultThresholds);
        expect(decision.employeeId !== null).toBe(decision.outcome === 'known');
        if (decision.outcome !== 'known') return;
        expect(decision.distance).toBeLessThanOrEqual(defaultThresholds.accept);
        expect(decision.margin).toBeGreaterThanOrEqual(defaultThresholds.margin);
        expect(votes.length).toBeGreaterThanOrEqual(defaultThresholds.minimumFrames);
      }),
    );
  });
});

describe('oneFaceEach', () => {
  const named = (employeeId: string, distance: number): Decision => ({
    outcome: 'known',
    employeeId,
    candidates: [{ employeeId, distance }],
    distance,
    margin: 0.3,
    votes: {},
    doubts: [],
  });
  const outcomes = (tracks: { decision: Decision; frames: Set<number> }[]) =>
    oneFaceEach(tracks, defaultThresholds).map((decision) => decision.outcome);

  test.each([
    ['one clearly nearer', named('an', 0.2), named('an', 0.4), [1, 2], ['known', 'uncertain']],
    ['both alike', named('an', 0.3), named('an', 0.32), [1, 2], ['uncertain', 'uncertain']],
    ['never in one frame', named('an', 0.3), named('an', 0.32), [7, 8], ['known', 'known']],
    ['two people', named('an', 0.3), named('binh', 0.3), [1, 2], ['known', 'known']],
  ])('%s', (_, first, second, frames, expected) => {
    expect(
      outcomes([
        { decision: first, frames: new Set([0, 1]) },
        { decision: second, frames: new Set(frames) },
      ]),
    ).toEqual(expected);
  });
});
