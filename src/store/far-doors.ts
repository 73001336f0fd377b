import { z } from 'zod';
import { MINUTE } from '../domain/civil-time.ts';
import type { Doubt } from '../domain/doubts.ts';
import { heldByWalking, type SeenAtDoor } from '../domain/far-doors.ts';
import type { Interval } from '../domain/types/time.ts';
import type { Database, PrismaLike, Transaction } from './database.ts';
import type { Prisma, Sighting } from './generated/client.ts';
import { loadWalks } from './walking-times.ts';

const farDoors: Doubt = 'two_far_doors';

/** Nobody stands at a door longer; sightings are looked for by their instant, judged by first and last picture. */
const longestSightingMs = 5 * MINUTE;

const candidates = z.array(z.object({ employeeId: z.string(), distance: z.number() })).catch([]);

type Row = Prisma.SightingGetPayload<{ include: { decisions: true } }>;

/** Whom recognition or a device named, though the sighting is held; null for one that is open for another reason. */
export function heldPerson(row: Pick<Sighting, 'outcome' | 'doubts' | 'candidates'>): string | null {
  if (row.outcome !== 'uncertain' || !row.doubts.includes(farDoors)) return null;
  return candidates.parse(row.candidates)[0]?.employeeId ?? null;
}

/** The person of a sighting by what recognition alone says, held or not. */
export function namedIn(
  row: Pick<Sighting, 'outcome' | 'doubts' | 'candidates' | 'employeeId'>,
): string | null {
  return row.outcome === 'known' ? row.employeeId : heldPerson(row);
}

/**
 * Applies the rule about far doors to one person around a stretch of time: what cannot be true becomes a question, what
 * is no longer contradicted (a reviewer rejected the other one, or the walking time was changed) becomes a name again.
 * Follows from what is stored alone: running it again, or in any order, ends the same.
 *
 * @returns the sightings that are held, or were until now; the days of their candidates depend on them
 */
export async function settleFarDoors(
  { prisma }: Database,
  employeeId: string,
  around: Interval,
): Promise<Sighting[]> {
  return prisma.$transaction(async (tx) => {
    const { between, longestMs } = await loadWalks(tx);
    const reach = longestMs + longestSightingMs;
    const judged = { from: around.from - reach, to: around.to + reach };
    const span = { from: judged.from - reach, to: judged.to + reach };
    const rows = await lockSightings(tx, employeeId, span);
    const held = heldByWalking(await seenOf(tx, employeeId, rows), between);
    const touched: Sighting[] = [];
    for (const row of rows.filter(({ at }) => at.getTime() >= judged.from && at.getTime() <= judged.to)) {
      if (row.decisions.length > 0) continue;
      const isHeld = heldPerson(row) !== null;
      if (held.has(row.id) && !isHeld) touched.push(await hold(tx, row));
      else if (!held.has(row.id) && isHeld) touched.push(await release(tx, row, employeeId));
      else if (isHeld) touched.push(row);
    }
    return touched;
  });
}

/** Everything that recognition or a reviewer says is this person; nobody else settles or decides about it meanwhile. */
async function lockSightings(tx: Transaction, employeeId: string, { from, to }: Interval): Promise<Row[]> {
  const ids = await tx.$queryRaw<{ id: string }[]>`
    select s.id from "Sighting" s
    where s.at >= ${new Date(from)} and s.at <= ${new Date(to)} and (
      (s.outcome = 'known' and s."employeeId" = ${employeeId}::uuid)
      or (s.outcome = 'uncertain' and ${farDoors} = any(s.doubts) and s.candidates->0->>'employeeId' = ${employeeId})
      or exists (select from "ReviewDecision" d
        where d."sightingId" = s.id and d."revokedAt" is null and d."employeeId" = ${employeeId}::uuid))
    order by s.id for update of s`;
  return tx.sighting.findMany({
    where: { id: { in: ids.map((it) => it.id) } },
    include: { decisions: { where: { revokedAt: null } } },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  });
}

/** The sightings that stand for this person, each with who said so; those that a named person rejected are left out. */
async function seenOf(db: PrismaLike, employeeId: string, rows: readonly Row[]): Promise<SeenAtDoor[]> {
  const corrections = await db.correction.findMany({
    where: { employeeId, kind: { in: ['confirmProof', 'dismissProof'] } },
    orderBy: [{ decidedAt: 'asc' }, { id: 'asc' }],
  });
  const saidOf = new Map(
    corrections.map(({ kind, body }) => [(body as { proofId?: string }).proofId ?? '', kind]),
  );
  return rows.flatMap(({ id, doorId, firstAt, lastAt, decisions: [decision] }): SeenAtDoor[] => {
    const said = saidOf.get(id);
    const isConfirmed = decision?.employeeId === employeeId || said === 'confirmProof';
    // A reviewer who could not tell has rejected nothing.
    const isRejected = said === 'dismissProof' || (decision !== undefined && decision.verdict !== 'unclear');
    if (isRejected && !isConfirmed) return [];
    const by = isConfirmed ? 'reviewer' : 'recognition';
    return [{ id, doorId, firstAt: firstAt.getTime(), lastAt: lastAt.getTime(), by }];
  });
}

function hold(tx: Transaction, row: Row): Promise<Sighting> {
  const others = candidates.parse(row.candidates).filter((it) => it.employeeId !== row.employeeId);
  const named = { employeeId: row.employeeId, distance: row.distance ?? 0 };
  const data = { outcome: 'uncertain' as const, employeeId: null, doubts: [farDoors] };
  return tx.sighting.update({ where: { id: row.id }, data: { ...data, candidates: [named, ...others] } });
}

function release(tx: Transaction, row: Row, employeeId: string): Promise<Sighting> {
  return tx.sighting.update({ where: { id: row.id }, data: { outcome: 'known', employeeId, doubts: [] } });
}

/** People whom a change of the walking time between two doors may concern, with the stretch of their sightings there. */
export async function peopleBetween(
  db: PrismaLike,
  doors: readonly [string, string],
): Promise<{ employeeId: string; around: Interval }[]> {
  const rows = await db.$queryRaw<{ employeeId: string; from: Date; to: Date }[]>`
    with walk as (
      select minutes, since from "WalkingTime" where "firstId" = any(${doors}::uuid[]) and "secondId" = any(${doors}::uuid[])
    ), concerned as (
      select s.candidates->0->>'employeeId' as person, s.at from "Sighting" s
      where s.outcome = 'uncertain' and ${farDoors} = any(s.doubts) and s."doorId" = any(${doors}::uuid[])
      union all
      select a."employeeId"::text, a.at from walk
      join "Sighting" a on a.outcome = 'known' and a."doorId" = any(${doors}::uuid[]) and a.at >= walk.since
      join "Sighting" b on b.outcome = 'known' and b."employeeId" = a."employeeId" and b."doorId" <> a."doorId"
        and b."doorId" = any(${doors}::uuid[])
        and abs(extract(epoch from a.at - b.at)) * 1000 <= walk.minutes * ${MINUTE} + ${longestSightingMs}
    )
    select person as "employeeId", min(at) as "from", max(at) as "to" from concerned
    where person is not null group by person`;
  return rows.map(({ employeeId, from, to }) => ({
    employeeId,
    around: { from: from.getTime(), to: to.getTime() },
  }));
}
