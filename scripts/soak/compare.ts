/** Reads what is stored, has each camera judged, and adds it up. */
import { z } from 'zod';
import type { Interval } from '../../src/domain/types/time.ts';
import type { Prisma } from '../../src/store/database.ts';
import { judgeCamera, noCounts, type Count, type Limits, type StoredCamera } from './judge.ts';
import type { SoakCamera } from './soak-camera.ts';
import type { Blow } from './workers.ts';

export type PlayedSoak = {
  cameras: readonly (Pick<SoakCamera, 'pulls' | 'flows' | 'raised'> & { id: string; faults: Interval[] })[];
  blows: readonly Blow[];
  outages: readonly Interval[];
  span: Interval;
};

export type Verdict = {
  ok: boolean;
  events: Record<'raised' | 'owed' | 'stored' | 'lost' | 'twice', number>;
  captures: Record<'stored' | 'withPictures' | 'twice', number>;
  coverage: {
    /** Of all cameras' time: what was certainly watched, what is claimed, and what may have been watched at most. */
    certainlyWatchedPercent: number;
    claimedPercent: number;
    perhapsWatchedPercent: number;
    claimedButNotWatched: number;
    watchedButNotClaimed: number;
    claimedByTwo: number;
  };
  /** Cameras of killed workers, and how long the slowest waited for another. */
  takeOver: { cameras: number; slowestSeconds: number };
  problems: string[];
};

export async function compare(prisma: Prisma, played: PlayedSoak, limits: Limits): Promise<Verdict> {
  const problems: string[] = [];
  const sum = noCounts();
  const terms = await termsOf(prisma);
  for (const [index, camera] of played.cameras.entries()) {
    const blows = played.blows.filter((blow) =>
      terms.some((term) => term.cameraId === camera.id && term.owner === blow.name && overlap(term, blow)),
    );
    const stored = await storedOf(prisma, camera.id);
    const verdict = judgeCamera({ ...camera, blows, span: played.span }, stored, limits);
    for (const [count, value] of Object.entries(verdict.tally)) sum[count as Count] += value;
    problems.push(...verdict.problems.map((problem) => `camera ${index}: ${problem}`));
  }
  const waits = takeOversOf(played, terms);
  for (const { name, waitedMs } of waits)
    if (waitedMs > limits.takeOverMs) problems.push(`a camera of ${name} was free for ${waitedMs} ms`);
  const slowestMs = Math.max(0, ...waits.map(({ waitedMs }) => waitedMs));
  const allMs = (played.span.to - played.span.from) * played.cameras.length;
  const percent = (ms: number): number => Math.round((1000 * ms) / allMs) / 10;
  const { raised, owed, stored, lost } = sum;
  return {
    ok: problems.length === 0,
    events: { raised, owed, stored, lost, twice: sum.eventsTwice },
    captures: { stored: sum.captures, withPictures: sum.pictured, twice: sum.capturesTwice },
    coverage: {
      certainlyWatchedPercent: percent(sum.mustMs),
      claimedPercent: percent(sum.claimedMs),
      perhapsWatchedPercent: percent(sum.mayMs),
      claimedButNotWatched: sum.overClaims,
      watchedButNotClaimed: sum.missedClaims,
      claimedByTwo: sum.claimedByTwo,
    },
    takeOver: { cameras: waits.length, slowestSeconds: Math.round(slowestMs / 100) / 10 },
    problems,
  };
}

type Term = Interval & { cameraId: string; owner: string; fence: number };

async function termsOf(prisma: Prisma): Promise<Term[]> {
  const rows = await prisma.cameraLease.findMany({ orderBy: { fence: 'asc' } });
  return rows.map(({ cameraId, owner, fence, takenAt, expiresAt }) => ({
    ...{ cameraId, owner, fence },
    ...{ from: takenAt.getTime(), to: expiresAt.getTime() },
  }));
}

/** How long each camera of a killed worker was without one; not counted while the database was away too. */
function takeOversOf({ blows, outages }: PlayedSoak, terms: readonly Term[]) {
  return blows
    .filter(
      ({ kind, from }) =>
        kind === 'kill' && !outages.some((it) => from < it.to + 2_000 && it.from < from + 15_000),
    )
    .flatMap(({ name, from }) =>
      terms
        .filter((term) => term.owner === name && term.from <= from && from <= term.to + 300)
        .map(({ cameraId, fence }) => {
          const next = terms.find((term) => term.cameraId === cameraId && term.fence > fence);
          return { name, waitedMs: (next?.from ?? Infinity) - from };
        }),
    );
}

const items = z.record(z.string(), z.string()).catch({});
const payload = z.object({ data: items, key: items });

async function storedOf(prisma: Prisma, cameraId: string): Promise<StoredCamera> {
  const coverage = await prisma.coverageInterval.findMany({ where: { cameraId } });
  const events = await prisma.cameraEvent.findMany({ where: { cameraId }, select: { payload: true } });
  const captures = await prisma.capture.findMany({
    where: { cameraId },
    select: { eventId: true, fromAt: true, _count: { select: { frames: true } } },
  });
  return {
    coverage: coverage.map(({ fromAt, toAt, fence }) => ({
      ...{ from: fromAt.getTime(), to: toAt.getTime(), fence },
    })),
    events: events.map((event) => {
      const { data, key } = payload.parse(event.payload);
      return Number(data['ObjectId'] ?? key['ObjectId']);
    }),
    captures: captures.map(({ eventId, fromAt, _count }) => ({
      ...{ eventId, fromAt: fromAt.getTime(), frames: _count.frames },
    })),
  };
}

const overlap = (a: Interval, b: Interval): boolean => a.from <= b.to && b.from <= a.to;
