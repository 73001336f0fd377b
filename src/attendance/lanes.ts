import { MINUTE } from '../domain/civil-time.ts';
import { subtract, unite } from '../domain/intervals.ts';
import type { DoorLane } from '../domain/types/evidence.ts';
import type { Interval } from '../domain/types/time.ts';
import type { PrismaLike } from '../store/database.ts';
import { reasonsBetween, type WatchedStretch } from './gap-reasons.ts';
import { loadTerminalLanes } from './terminal-lanes.ts';

/**
 * A face seen in one frame was there for a while before and after it, until the next frame would have shown it.
 */
const unusableReachMs = 1_000;

/** No burst of pictures is longer. */
const longestFaceMs = 60 * MINUTE;

/**
 * When each door was watched in each direction within a stretch of time. A door with a camera is watched in a direction
 * while any camera that sees that direction is; frames that were lost afterwards count as not watched, and so do a silence that is not usual
 * and the moment of a face that could be anybody's. Where a terminal stands, its files say when it was complete. A door that
 * nothing watches is not watched.
 */
export async function loadLanes(db: PrismaLike, span: Interval): Promise<DoorLane[]> {
  const touching = { fromAt: { lt: new Date(span.to) }, toAt: { gt: new Date(span.from) } };
  const cameras = await db.camera.findMany({
    where: { direction: { not: 'inside' } },
    select: {
      id: true,
      doorId: true,
      direction: true,
      coverage: { where: touching, select: { fromAt: true, toAt: true, endCause: true } },
      captures: { where: { ...touching, state: 'failed' }, select: { fromAt: true, toAt: true } },
      silences: {
        where: { fromAt: touching.fromAt, OR: [{ toAt: null }, { toAt: touching.toAt }] },
        select: { fromAt: true, toAt: true },
      },
    },
    orderBy: { id: 'asc' },
  });
  const unusable = await loadUnusable(db, span);
  const before = await loadLastBefore(db, span.from);
  const doors = [...new Set(cameras.map((camera) => camera.doorId))].sort();
  const ofCameras = doors.flatMap((doorId) =>
    (['in', 'out'] as const).map((direction) => {
      const watching = cameras.filter(
        (it) => it.doorId === doorId && (it.direction === direction || it.direction === 'both'),
      );
      const facesOf = (cameraId: string) => unusable.get(cameraId) ?? [];
      return {
        doorId,
        direction,
        watched: watching.flatMap((it) =>
          without(it.coverage.map(interval), [
            ...it.captures.map(interval),
            ...it.silences.map(interval),
            ...facesOf(it.id),
          ]),
        ),
        reasons: watching.flatMap((it) => [
          ...facesOf(it.id).map((face) => ({ ...face, reason: 'faceUnusable' as const })),
          ...it.captures.map((lost) => ({ ...interval(lost), reason: 'pictureLost' as const })),
          ...it.silences.map((silent) => ({ ...interval(silent), reason: 'cameraSilent' as const })),
          ...reasonsBetween([...(before.get(it.id) ?? []), ...it.coverage.map(stretch)], span.to),
        ]),
      };
    }),
  );
  const seen = [...ofCameras, ...(await loadTerminalLanes(db, span))];
  return [...seen, ...(await loadUnseenDoors(db, new Set(seen.map(({ doorId }) => doorId))))];
}

/**
 * Doors that nothing watches: never fitted with a camera, or the last one was taken away. Anybody may have come in
 * there. A place with cameras of the inside only is no way in.
 */
async function loadUnseenDoors(db: PrismaLike, seen: ReadonlySet<string>): Promise<DoorLane[]> {
  const doors = await db.door.findMany({
    where: { cameras: { none: {} } },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  return doors
    .filter(({ id }) => !seen.has(id))
    .flatMap(({ id: doorId }) =>
      (['in', 'out'] as const).map((direction) => ({ doorId, direction, watched: [], reasons: [] })),
    );
}

/** The last stretch of each camera that ended before an instant: why it was not watched since then. */
async function loadLastBefore(db: PrismaLike, from: number): Promise<Map<string, WatchedStretch[]>> {
  const rows = await db.$queryRaw<{ cameraId: string; fromAt: Date; toAt: Date; endCause: string | null }[]>`
    select c.id as "cameraId", i."fromAt", i."toAt", i."endCause" from "Camera" c
    cross join lateral (
      select "fromAt", "toAt", "endCause" from "CoverageInterval"
      where "cameraId" = c.id and "toAt" <= ${new Date(from)} order by "toAt" desc limit 1
    ) i`;
  return new Map(rows.map((row) => [row.cameraId, [stretch(row)]]));
}

/** When faces that could be anybody's were before each camera. */
async function loadUnusable(db: PrismaLike, span: Interval): Promise<Map<string, Interval[]>> {
  const rows = await db.sighting.findMany({
    where: {
      OR: [
        { outcome: 'unusable' },
        // Somebody looked at it and could not tell either.
        { decisions: { some: { revokedAt: null, verdict: 'unclear' } } },
      ],
      at: { gte: new Date(span.from - longestFaceMs), lt: new Date(span.to + longestFaceMs) },
    },
    select: { cameraId: true, firstAt: true, lastAt: true },
    orderBy: { at: 'asc' },
  });
  const byCamera = new Map<string, Interval[]>();
  for (const { cameraId, firstAt, lastAt } of rows) {
    const face = { from: firstAt.getTime() - unusableReachMs, to: lastAt.getTime() + unusableReachMs };
    byCamera.set(cameraId, [...(byCamera.get(cameraId) ?? []), face]);
  }
  return byCamera;
}

/** When cameras could tell each of these people: they had enrolled photos. Who is not in the map never had. */
export async function loadRecognisable(
  db: PrismaLike,
  employeeIds: readonly string[],
): Promise<Map<string, Interval[]>> {
  const rows = await db.recognisableSpan.findMany({
    where: { employeeId: { in: [...employeeIds] } },
    orderBy: [{ fromAt: 'asc' }, { id: 'asc' }],
  });
  const byPerson = new Map<string, Interval[]>();
  for (const { employeeId, fromAt, toAt } of rows) {
    const span = { from: fromAt.getTime(), to: toAt?.getTime() ?? Infinity };
    byPerson.set(employeeId, [...(byPerson.get(employeeId) ?? []), span]);
  }
  return byPerson;
}

function stretch(row: { fromAt: Date; toAt: Date; endCause: string | null }): WatchedStretch {
  return { ...interval(row), endCause: row.endCause };
}

function interval({ fromAt, toAt }: { fromAt: Date; toAt: Date | null }): Interval {
  return { from: fromAt.getTime(), to: toAt?.getTime() ?? Infinity };
}

/** The intervals without the holes. */
function without(intervals: Interval[], holes: Interval[]): Interval[] {
  const sorted = unite(holes);
  return intervals.flatMap((it) => subtract(it, sorted));
}
