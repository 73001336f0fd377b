import type { Correction, Direction, Proof } from '../domain/types/evidence.ts';
import type { Instant, Interval } from '../domain/types/time.ts';
import { correctionOf } from '../store/compliance-inputs.ts';
import type { PrismaLike } from '../store/database.ts';
import { dateColumn, isoDateOf } from '../store/dates.ts';

/**
 * A camera whose open coverage was extended within this time is alive: what it sees may still be on its way.
 * Older than that, it is away, and nothing more is waited for.
 */
const aliveMs = 15_000;

/** Everything certain and uncertain that could be this person, within a stretch of time. */
export async function loadProofs(db: PrismaLike, employeeId: string, span: Interval): Promise<Proof[]> {
  return (await loadProofsOf(db, [employeeId], span)).get(employeeId) ?? [];
}

type ProofRow = [
  id: string,
  at: Instant,
  doorId: string,
  cameraId: string,
  direction: Direction,
  outcome: string,
];

/** The same of many people at once, each one's in order of time. One row a person: many times faster than one each. */
export async function loadProofsOf(
  db: PrismaLike,
  employeeIds: readonly string[],
  span: Interval,
): Promise<Map<string, Proof[]>> {
  const rows = await db.$queryRaw<{ employeeId: string; proofs: ProofRow[] }[]>`
    with people as (select unnest(${employeeIds}::uuid[]) as id),
    seen as (
      select s."employeeId" as person, s.id, s.at, s."doorId", s."cameraId", s.direction, s.outcome
      from "Sighting" s
      where s.outcome = 'known' and s."employeeId" in (select id from people)
        and s.at >= ${new Date(span.from)} and s.at < ${new Date(span.to)}
      union all
      select p.id, s.id, s.at, s."doorId", s."cameraId", s.direction, s.outcome
      from "Sighting" s
      cross join lateral (select distinct c->>'employeeId' as id from jsonb_array_elements(s.candidates) c) meant
      join people p on p.id::text = meant.id
      where s.outcome = 'uncertain' and s.at >= ${new Date(span.from)} and s.at < ${new Date(span.to)}
    )
    select person as "employeeId", json_agg(json_build_array(
      id, (extract(epoch from at) * 1000)::bigint, "doorId", "cameraId", direction, outcome) order by at) as proofs
    from seen group by person`;
  return new Map(rows.map((row) => [row.employeeId, row.proofs.map(proofOf)]));
}

function proofOf([id, at, doorId, cameraId, direction, outcome]: ProofRow): Proof {
  const certainty = outcome === 'known' ? 'certain' : 'uncertain';
  return { id, at, doorId, cameraId, direction, certainty, source: 'camera' };
}

/** What named people decided about a person's day, oldest first. */
export async function loadCorrections(
  db: PrismaLike,
  employeeId: string,
  workDate: string,
): Promise<Correction[]> {
  return (
    (await loadCorrectionsOf(db, [employeeId], workDate, workDate)).get(`${employeeId} ${workDate}`) ?? []
  );
}

/** The same of many people and a stretch of dates (both included), by `person date`. */
export async function loadCorrectionsOf(
  db: PrismaLike,
  employeeIds: string[],
  first: string,
  last: string,
): Promise<Map<string, Correction[]>> {
  const rows = await db.correction.findMany({
    where: { employeeId: { in: employeeIds }, workDate: { gte: dateColumn(first), lte: dateColumn(last) } },
    orderBy: [{ decidedAt: 'asc' }, { id: 'asc' }],
  });
  const byDay = new Map<string, Correction[]>();
  for (const row of rows) {
    const key = `${row.employeeId} ${isoDateOf(row.workDate)}`;
    byDay.set(key, [...(byDay.get(key) ?? []), correctionOf(row)]);
  }
  return byDay;
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
