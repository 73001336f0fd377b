import { expect, test } from 'vitest';
import type { SoakPlan } from '../../../scripts/soak/plan.ts';
import { runSoak } from '../../../scripts/soak/run.ts';

/** A small one, by hand: each kind of trouble once, and events all along. `npm run soak` is the real one. */
const plan: SoakPlan = {
  seconds: 20,
  faults: [
    { camera: 0, kind: 'networkCut', from: 2, to: 5, jumpMs: 0 },
    { camera: 1, kind: 'clockJump', from: 1, to: 2, jumpMs: 45_000 },
    { camera: 2, kind: 'expired', from: 3, to: 3.5, jumpMs: 0 },
    { camera: 1, kind: 'streamCut', from: 15, to: 16, jumpMs: 0 },
  ],
  blows: [{ worker: 0, kind: 'kill', from: 7, to: 8, buried: false }],
  outages: [],
  events: Array.from({ length: 24 }, (_, index) => ({
    camera: index % 3,
    at: 0.5 + index * 0.75,
    kind: index % 4 === 3 ? 'object' : 'crossing',
  })),
};

test('cameras misbehave and a worker is killed: no event lost or doubled, nothing claimed that was not watched', async () => {
  const verdict = await runSoak({
    plan,
    cameras: 3,
    workers: 2,
    // A busy machine may be late; what is promised is measured by `npm run soak`.
    limits: { edgeMs: 6_000, takeOverMs: 40_000, readMs: 2_000, writtenMs: 4_000 },
    say: () => undefined,
  });
  expect(verdict.problems).toEqual([]);
  expect(verdict.events.owed).toBeGreaterThan(10);
  expect(verdict.takeOver.cameras).toBeGreaterThan(0);
  expect(verdict.coverage.claimedPercent).toBeGreaterThan(20);
}, 240_000);
