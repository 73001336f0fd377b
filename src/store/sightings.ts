import { z } from 'zod';
import { AppError } from '../errors.ts';
import { deviceWord, type Sighting } from '../http/contracts/attendance.ts';
import { box, doubtList } from '../http/contracts/common.ts';
import type { Prisma } from './generated/client.ts';
import type { PrismaLike } from './database.ts';
import { instantOf } from './dates.ts';

const withAll = {
  camera: { select: { id: true, name: true } },
  door: { select: { id: true, name: true } },
  employee: { select: { id: true, code: true, fullName: true } },
  identification: { select: { kind: true, token: true } },
  capture: {
    select: { frames: { select: { evidenceId: true, capturedAt: true }, orderBy: { capturedAt: 'asc' } } },
  },
} as const satisfies Prisma.SightingInclude;

type SightingRow = Prisma.SightingGetPayload<{ include: typeof withAll }>;

const candidates = z.array(z.object({ employeeId: z.uuid(), distance: z.number() })).catch([]);

/** Who could be meant by the candidates of these rows. */
async function namesOf(db: PrismaLike, rows: SightingRow[]) {
  const ids = new Set(rows.flatMap((row) => candidates.parse(row.candidates).map((it) => it.employeeId)));
  const people = await db.employee.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, code: true, fullName: true },
  });
  return new Map(people.map((person) => [person.id, person]));
}

async function present(db: PrismaLike, rows: SightingRow[]): Promise<Sighting[]> {
  const names = await namesOf(db, rows);
  const evidenceOf = await bestFrames(db, rows);
  return rows.map((row) => ({
    id: row.id,
    at: instantOf(row.at),
    firstAt: instantOf(row.firstAt),
    lastAt: instantOf(row.lastAt),
    camera: row.camera,
    door: row.door,
    direction: row.direction,
    outcome: row.outcome,
    device: deviceWord.parse(
      row.identification && { ...row.identification, token: `…${row.identification.token.slice(-4)}` },
    ),
    employee: row.employee,
    candidates: candidates.parse(row.candidates).flatMap(({ employeeId, distance }) => {
      const employee = names.get(employeeId);
      return employee === undefined ? [] : [{ employee, distance }];
    }),
    distance: row.distance,
    margin: row.margin,
    doubts: row.outcome === 'uncertain' ? doubtList.catch([]).parse(row.doubts) : [],
    bestFrameId: row.bestFrameId === null ? null : (evidenceOf.get(row.bestFrameId) ?? null),
    bestBox: row.bestBox === null ? null : box.parse(row.bestBox),
    frames: (row.capture?.frames ?? []).map(({ evidenceId, capturedAt }) => ({
      id: evidenceId,
      capturedAt: instantOf(capturedAt),
    })),
  }));
}

/** Evidence ids by what `bestFrameId` names: a frame, or the evidence of a frame. */
export async function bestFrames(
  db: PrismaLike,
  rows: { bestFrameId: string | null }[],
): Promise<Map<string, string>> {
  const ids = rows.flatMap((row) => (row.bestFrameId === null ? [] : [row.bestFrameId]));
  const frames = await db.frame.findMany({
    where: { OR: [{ id: { in: ids } }, { evidenceId: { in: ids } }], evidence: { deletedAt: null } },
    select: { id: true, evidenceId: true },
  });
  return new Map(
    frames.flatMap(({ id, evidenceId }) => [
      [id, evidenceId],
      [evidenceId, evidenceId],
    ]),
  );
}

export type SightingQuery = {
  from?: Date | undefined;
  to?: Date | undefined;
  employeeId?: string | undefined;
  cameraId?: string | undefined;
  outcome?: Sighting['outcome'] | undefined;
  limit: number;
};

/** Sightings, newest first. */
export async function listSightings(db: PrismaLike, query: SightingQuery): Promise<Sighting[]> {
  const { from, to, employeeId, cameraId, outcome, limit } = query;
  const rows = await db.sighting.findMany({
    where: {
      at: { ...(from && { gte: from }), ...(to && { lt: to }) },
      ...(employeeId && { employeeId }),
      ...(cameraId && { cameraId }),
      ...(outcome && { outcome }),
    },
    include: withAll,
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return present(db, rows);
}

/** @throws AppError `not_found`. */
export async function findSighting(db: PrismaLike, id: string): Promise<Sighting> {
  const row = await db.sighting.findUnique({ where: { id }, include: withAll });
  const [sighting] = row === null ? [] : await present(db, [row]);
  if (sighting === undefined) throw new AppError('not_found', `no sighting ${id}`);
  return sighting;
}

/**
 * Everything seen of a person in a stretch of time, oldest first: certain sightings, those that a reviewer said are
 * them, and open ones that have them among their candidates.
 */
export async function sightingsOf(
  db: PrismaLike,
  employeeId: string,
  from: Date,
  to: Date,
): Promise<Sighting[]> {
  const rows = await db.sighting.findMany({
    where: {
      at: { gte: from, lt: to },
      OR: [
        { outcome: 'known', employeeId },
        { decisions: { some: { revokedAt: null, employeeId } } },
        {
          outcome: 'uncertain',
          candidates: { array_contains: [{ employeeId }] },
          decisions: { none: { revokedAt: null } },
        },
      ],
    },
    include: withAll,
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  });
  return present(db, rows);
}
