import { readCameraSettings } from '../captures/camera-settings.ts';
import { entryOf, type ReviewVerdict } from '../domain/review.ts';
import type { Correction, Direction, Proof, ProofOrigin } from '../domain/types/evidence.ts';
import type { Instant, Interval } from '../domain/types/time.ts';
import { aliveWithinMs, longestAliveMs } from '../store/cameras.ts';
import { correctionOf } from '../store/compliance-inputs.ts';
import type { PrismaLike } from '../store/database.ts';
import { dateColumn, isoDateOf } from '../store/dates.ts';

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
  isCandidate: boolean,
  decisionId: string | null,
  verdict: ReviewVerdict | null,
  namedId: string | null,
  by: string | null,
  origin: ProofOrigin | null,
];

/** The same of many people at once, each one's in order of time. One row a person: many times faster than one each. */
export async function loadProofsOf(
  db: PrismaLike,
  employeeIds: readonly string[],
  span: Interval,
): Promise<Map<string, Proof[]>> {
  const rows = await db.$queryRaw<{ employeeId: string; proofs: ProofRow[] }[]>`
    with people as (select unnest(${employeeIds}::uuid[]) as id),
    sighted as (
      select s."employeeId" as person, s.id, s.at, s."doorId", s."cameraId", s.direction, s.outcome,
        false as candidate, null::uuid as decision, null as verdict, null::uuid as named, null as by,
        s."identificationId"
      from "Sighting" s
      where s.outcome = 'known' and s."employeeId" in (select id from people)
        and s.at >= ${new Date(span.from)} and s.at < ${new Date(span.to)}
      union all
      select p.id, s.id, s.at, s."doorId", s."cameraId", s.direction, s.outcome,
        meant.candidate, d.id, d.verdict, d."employeeId", d.by, s."identificationId"
      from "Sighting" s
      left join "ReviewDecision" d on d."sightingId" = s.id and d."revokedAt" is null
      cross join lateral (
        select id, bool_or(candidate) as candidate from (
          select c->>'employeeId' as id, true as candidate from jsonb_array_elements(s.candidates) c
          union all select d."employeeId"::text, false where d."employeeId" is not null
        ) either group by id
      ) meant
      join people p on p.id::text = meant.id
      where s.outcome in ('uncertain', 'unknown')
        and s.at >= ${new Date(span.from)} and s.at < ${new Date(span.to)}
    ),
    seen as (
      select s.person, s.id, s.at, s."doorId", s."cameraId", s.direction, s.outcome, s.candidate, s.decision,
        s.verdict, s.named, s.by, word.origin
      from sighted s
      left join lateral (
        select case i.kind
          when 'faceRecognised' then json_build_object('kind', 'deviceFace', 'device', c.name,
            'likelihoodPercent', round(i.likelihood * 100))
          else json_build_object('kind', 'badge', 'device', c.name, 'token', '…' || right(i.token, 4), 'use', i.kind)
          end as origin
        from "DeviceIdentification" i join "Camera" c on c.id = i."cameraId"
        where i.id = s."identificationId"
      ) word on true
      union all
      select p."employeeId", p.id, p.at, coalesce(p."doorId", t."doorId"), null,
        -- A terminal that stands at no door shows that somebody was there, not that they came or went.
        case when t.id is not null and t."doorId" is null then 'inside' else p.direction end, 'known',
        false, null, null, null, null, coalesce(written.origin,
          json_build_object('kind', 'signIn', 'by', p."enteredBy", 'reason', p.reason))
      from "Punch" p
      left join "PunchSource" t on t.id = p."sourceId"
      left join lateral (
        select json_build_object('kind', 'file', 'terminal', t.name, 'file', i."fileName", 'row', r.row) as origin
        from "PunchRow" r
        join "PunchImport" i on i.id = r."importId"
        where r."punchId" = p.id and i."undoneAt" is null
        order by i."importedAt", i.id limit 1
      ) written on true
      where p."withdrawnAt" is null and p."employeeId" in (select id from people)
        and p.at >= ${new Date(span.from)} and p.at < ${new Date(span.to)}
    )
    select person as "employeeId", json_agg(json_build_array(
      id, (extract(epoch from at) * 1000)::bigint, "doorId", "cameraId", direction, outcome,
      candidate, decision, verdict, named, by, origin) order by at) as proofs
    from seen group by person`;
  return new Map(
    rows.map(({ employeeId, proofs }) => [employeeId, proofs.flatMap((row) => proofOf(employeeId, row))]),
  );
}

function proofOf(employeeId: string, row: ProofRow): Proof[] {
  const [
    id,
    at,
    doorId,
    cameraId,
    direction,
    outcome,
    isCandidate,
    decisionId,
    verdict,
    namedId,
    by,
    origin,
  ] = row;
  if (origin?.kind === 'file' || origin?.kind === 'signIn') {
    const source = origin.kind === 'file' ? 'import' : 'manual';
    return [{ id, at, doorId, cameraId: null, direction, certainty: 'certain', source, origin }];
  }
  const review =
    decisionId === null || verdict === null
      ? null
      : { decisionId, verdict, employeeId: namedId, by: by ?? '' };
  const entry =
    outcome === 'known' ? { certainty: 'certain' as const } : entryOf(employeeId, isCandidate, review);
  if (entry === null) return [];
  const seen = { id, at, doorId, cameraId, direction, ...entry };
  return [origin === null ? { ...seen, source: 'camera' } : { ...seen, source: 'device', origin }];
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
 * alive still has something to deliver. One that is away is not waited for.
 */
export async function evidenceCompleteUntil(db: PrismaLike, now: Instant): Promise<Instant> {
  const pending = await db.capture.aggregate({ where: { state: 'pending' }, _min: { fromAt: true } });
  const open = await db.coverageInterval.findMany({
    where: { endCause: null, toAt: { gt: new Date(now - longestAliveMs) } },
    select: { toAt: true, camera: { select: { settings: true } } },
  });
  const watched = open
    .map(({ toAt, camera }) => ({ to: toAt.getTime(), settings: readCameraSettings(camera.settings) }))
    .filter(({ to, settings }) => to > now - aliveWithinMs(settings));
  return Math.min(now, pending._min.fromAt?.getTime() ?? now, ...watched.map(({ to }) => to));
}
