import type { Correction, DoorLane, Proof } from '../domain/types/evidence.ts';
import type { Instant, Interval } from '../domain/types/time.ts';
import { correctionOf } from '../store/compliance-inputs.ts';
import type { PrismaLike } from '../store/database.ts';
import { dateColumn } from '../store/dates.ts';

/**
 * A camera whose open coverage was extended within this time is alive: what it sees may still be on its way.
 * Older than that, it is away, and nothing more is waited for.
 */
const aliveMs = 15_000;

/** Everything certain and uncertain that could be this person, within a stretch of time. */
export async function loadProofs(db: PrismaLike, employeeId: string, span: Interval): Promise<Proof[]> {
  const rows = await db.sighting.findMany({
    where: {
      at: { gte: new Date(span.from), lt: new Date(span.to) },
      OR: [
        { outcome: 'known', employeeId },
        { outcome: 'uncertain', candidates: { array_contains: [{ employeeId }] } },
      ],
    },
    select: { id: true, at: true, doorId: true, cameraId: true, direction: true, outcome: true },
    orderBy: { at: 'asc' },
  });
  return rows.map((row) => ({
    id: row.id,
    at: row.at.getTime(),
    doorId: row.doorId,
    cameraId: row.cameraId,
    direction: row.direction,
    certainty: row.outcome === 'known' ? 'certain' : 'uncertain',
    source: 'camera',
  }));
}

/** What named people decided about a person's day, oldest first. */
export async function loadCorrections(
  db: PrismaLike,
  employeeId: string,
  workDate: string,
): Promise<Correction[]> {
  const rows = await db.correction.findMany({
    where: { employeeId, workDate: dateColumn(workDate) },
    orderBy: [{ decidedAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(correctionOf);
}

/**
 * When each door was watched in each direction within a stretch of time. A door with a camera is watched in a direction
 * while any camera that sees that direction is; frames that were lost afterwards count as not watched.
 */
export async function loadLanes(db: PrismaLike, span: Interval): Promise<DoorLane[]> {
  const touching = { fromAt: { lt: new Date(span.to) }, toAt: { gt: new Date(span.from) } };
  const cameras = await db.camera.findMany({
    where: { direction: { not: 'inside' } },
    select: {
      id: true,
      doorId: true,
      direction: true,
      coverage: { where: touching, select: { fromAt: true, toAt: true } },
      captures: { where: { ...touching, state: 'failed' }, select: { fromAt: true, toAt: true } },
    },
    orderBy: { id: 'asc' },
  });
  const doors = [...new Set(cameras.map((camera) => camera.doorId))].sort();
  return doors.flatMap((doorId) =>
    (['in', 'out'] as const).map((direction) => {
      const watching = cameras.filter(
        (it) => it.doorId === doorId && (it.direction === direction || it.direction === 'both'),
      );
      return {
        doorId,
        direction,
        watched: watching.flatMap((it) => without(it.coverage.map(interval), it.captures.map(interval))),
      };
    }),
  );
}

/**
 * The instant up to which all evidence is in: no capture from before it waits for recognition, and no camera that is
 * alive still has something to deliver.
 */
export async function evidenceCompleteUntil(db: PrismaLike, now: Instant): Promise<Instant> {
  const pending = await db.capture.aggregate({ where: { state: 'pending' }, _min: { fromAt: true } });
  const alive = await db.coverageInterval.aggregate({
    where: { endCause: null, toAt: { gt: new Date(now - aliveMs) } },
    _min: { toAt: true },
  });
  return Math.min(now, pending._min.fromAt?.getTime() ?? now, alive._min.toAt?.getTime() ?? now);
}

function interval({ fromAt, toAt }: { fromAt: Date; toAt: Date }): Interval {
  return { from: fromAt.getTime(), to: toAt.getTime() };
}

/** The intervals without the holes. */
function without(intervals: Interval[], holes: Interval[]): Interval[] {
  let left = intervals;
  for (const hole of holes)
    left = left.flatMap((it) =>
      hole.to <= it.from || hole.from >= it.to
        ? [it]
        : [
            { from: it.from, to: hole.from },
            { from: hole.to, to: it.to },
          ].filter((part) => part.from < part.to),
    );
  return left;
}
