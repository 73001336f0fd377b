/**
 * What was really watched, from what the camera itself saw: answers it gave to pulls on one subscription, and pictures that
 * went out. Pure. Two truths, because at the edges not everything is decided: outside of `may` nothing was watched,
 * inside of `must` everything was.
 */
import { clip, subtract, unite } from '../../src/domain/intervals.ts';
import type { Interval } from '../../src/domain/types/time.ts';
import type { Flow } from './picture-line.ts';
import type { Pulled, Raised } from './soak-camera.ts';

export type CameraRecord = {
  pulls: readonly Pulled[];
  flows: readonly Flow[];
  raised: readonly Raised[];
  /** Times of faults of this camera. */
  faults: readonly Interval[];
  /** Times in which its holder was dead, frozen or ending. */
  blows: readonly Interval[];
};

/** An event's pictures are on their way for so long at most; until they are stored, nothing after the event is claimed. */
const burstMs = 8_000;
const beforeEventMs = 1_500;

/** @param writtenMs how long what a worker learns may take to be written down. */
export function truthOf(record: CameraRecord, writtenMs: number): { may: Interval[]; must: Interval[] } {
  const heard = unite(runs(record.pulls, () => false));
  const heardWell = unite(runs(record.pulls, (gap) => record.faults.some((fault) => overlap(fault, gap))));
  const seen = unite(record.flows);
  const seenWell = unite(record.flows.flatMap((flow) => subtract(flow, unite(flow.gaps))));
  const holes = unite(record.blows.map((blow) => holeOf(blow, record, writtenMs)));
  return {
    may: both(heard, seen),
    must: both(heardWell, seenWell)
      .flatMap((stretch) => subtract(stretch, holes))
      .map((stretch) => untilPending(stretch, record)),
  };
}

/** When watching ends while the pictures of an event are on their way, nothing after that event need be claimed. */
function untilPending({ from, to }: Interval, { raised }: CameraRecord): Interval {
  const pending = raised.filter(({ at }) => at > to - burstMs && at <= to).map(({ at }) => at);
  return { from, to: Math.max(from, Math.min(to, ...pending.map((at) => at - beforeEventMs))) };
}

/** From one answer to the next on the same subscription nothing was lost, unless an answer broke on its way. */
function runs(pulls: readonly Pulled[], splits: (gap: Interval) => boolean): Interval[] {
  const result: Interval[] = [];
  const open = new Map<string, Interval>();
  for (const { at, subscription, whole } of pulls) {
    const run = open.get(subscription);
    if (run !== undefined && whole && !splits({ from: run.to, to: at })) run.to = at;
    else if (whole) {
      const begun = { from: at, to: at };
      open.set(subscription, begun);
      result.push(begun);
    } else open.delete(subscription);
  }
  return result;
}

/** What need not be claimed because of a blow to the holder: from what it had certainly written to its next answer. */
function holeOf(blow: Interval, { pulls, raised }: CameraRecord, writtenMs: number): Interval {
  const written = Math.max(
    -Infinity,
    ...pulls.filter(({ at, whole }) => whole && at < blow.from - writtenMs).map(({ at }) => at),
  );
  const events = raised.filter(({ at }) => at > written - burstMs && at < blow.from).map(({ at }) => at);
  const next = Math.min(blow.to + burstMs * 2, ...pulls.filter(({ at }) => at > blow.to).map(({ at }) => at));
  return { from: Math.min(written, ...events.map((at) => at - beforeEventMs)), to: next };
}

export const both = (a: readonly Interval[], b: readonly Interval[]): Interval[] =>
  unite(b.flatMap((within) => clip(a, within)));

export const without = (a: readonly Interval[], b: readonly Interval[]): Interval[] => {
  const holes = unite(b);
  return unite(a).flatMap((whole) => subtract(whole, holes));
};

/** Every interval longer at both ends; shorter when negative. */
export const grown = (intervals: readonly Interval[], byMs: number): Interval[] =>
  unite(intervals.map(({ from, to }) => ({ from: from - byMs, to: to + byMs })));

const overlap = (a: Interval, b: Interval): boolean => a.from < b.to && b.from < a.to;
