import { describe, expect, test } from 'vitest';
import { judgeCamera, promised, type Played, type StoredCamera } from '../../../scripts/soak/judge.ts';
import { planSoak } from '../../../scripts/soak/plan.ts';
import { truthOf } from '../../../scripts/soak/truth.ts';

const pull = (at: number, ids: number[] = [], overrides: Partial<Played['pulls'][number]> = {}) => ({
  at,
  subscription: 'a',
  ids,
  whole: true,
  ...overrides,
});

/** Answers every five seconds for a minute, pictures all along, one event at 12 s. */
const quiet: Played = {
  pulls: Array.from({ length: 13 }, (_, index) => pull(index * 5_000, index === 3 ? [1] : [])),
  flows: [{ from: 0, to: 60_000, gaps: [] }],
  raised: [{ id: 1, at: 12_000 }],
  faults: [],
  blows: [],
  span: { from: 0, to: 60_000 },
};
const stored: StoredCamera = {
  coverage: [{ from: 0, to: 60_000, fence: 1 }],
  events: [1],
  captures: [{ eventId: 'e', fromAt: 11_000, frames: 5 }],
};

describe('a judge of soaks', () => {
  test('is content with what is right', () => {
    expect(judgeCamera(quiet, stored, promised).problems).toEqual([]);
  });

  test.each<[string, Partial<Played>, Partial<StoredCamera>, RegExp]>([
    ['an event is missing', {}, { events: [] }, /event 1 lost, delivered at 15.0 s/],
    ['an event is there twice', {}, { events: [1, 1] }, /stored 2 times/],
    ['an event nobody raised', {}, { events: [1, 7] }, /event 7/],
    [
      'two captures of one event',
      {},
      {
        captures: [
          { eventId: 'e', fromAt: 11_000, frames: 5 },
          { eventId: 'e', fromAt: 11_900, frames: 0 },
        ],
      },
      /two captures/,
    ],
    [
      'a claim goes on after the pictures',
      { flows: [{ from: 0, to: 30_000, gaps: [] }] },
      {},
      /claimed 32.0 s to 60.0 s, was not watched/,
    ],
    [
      'a claim goes over a lost subscription',
      { pulls: quiet.pulls.map((it) => (it.at > 30_000 ? { ...it, subscription: 'b' } : it)) },
      {},
      /claimed 32.0 s to 33.0 s/,
    ],
    [
      'a claim goes over an answer that broke',
      { pulls: quiet.pulls.map((it) => (it.at === 30_000 ? { ...it, whole: false } : it)) },
      {},
      /claimed 27.0 s to 33.0 s/,
    ],
    [
      'what was watched is not claimed',
      {},
      { coverage: [{ from: 0, to: 50_000, fence: 1 }] },
      /watched 50.0 s to 58.0 s, is not claimed/,
    ],
    [
      'two workers claim the same',
      {},
      {
        coverage: [
          { from: 0, to: 30_000, fence: 1 },
          { from: 29_999, to: 60_000, fence: 2 },
        ],
      },
      /claimed by terms 1 and 2/,
    ],
  ])('notices that %s', (_name, played, database, problem) => {
    const { problems } = judgeCamera({ ...quiet, ...played }, { ...stored, ...database }, promised);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  test('asks nothing of a worker about the moment it was killed', () => {
    const blows = [{ name: 'w', kind: 'kill' as const, from: 15_200, to: 15_300 }];
    expect(
      judgeCamera({ ...quiet, blows }, { ...stored, events: [], coverage: [] }, promised).tally.lost,
    ).toBe(0);
    const { must } = truthOf({ ...quiet, blows }, promised.writtenMs);
    expect(must).toEqual([
      { from: 0, to: 10_000 },
      { from: 20_000, to: 60_000 },
    ]);
    const cutOff = { ...quiet, flows: [{ from: 0, to: 15_000, gaps: [] }] };
    expect(truthOf(cutOff, promised.writtenMs).must).toEqual([{ from: 0, to: 10_500 }]);
    // But where the time is claimed, the event must be there.
    const claimed = { ...stored, events: [] };
    expect(judgeCamera({ ...quiet, blows }, claimed, promised).problems).toEqual([
      'event 1 lost, and its time is claimed: 12.0 s',
    ]);
  });
});

test('a plan is the same for the same seed, and leaves each camera time to come back', () => {
  const options = { seconds: 270, cameras: 8, workers: 3 };
  const plan = planSoak({ seed: 7, ...options });
  expect(planSoak({ seed: 7, ...options })).toEqual(plan);
  expect(planSoak({ seed: 8, ...options })).not.toEqual(plan);
  expect(new Set(plan.faults.map(({ kind }) => kind)).size).toBe(14);
  expect(plan.blows.filter(({ kind }) => kind === 'kill').length).toBeGreaterThan(2);
  for (let camera = 0; camera < options.cameras; camera++) {
    const faults = plan.faults.filter((fault) => fault.camera === camera);
    for (const [index, { from }] of faults.entries())
      expect(from - (faults[index - 1]?.to ?? -Infinity)).toBeGreaterThan(40);
    expect(faults.at(-1)!.to).toBeLessThanOrEqual(options.seconds - 45);
  }
});
