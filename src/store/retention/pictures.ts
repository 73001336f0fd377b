import { classOfPicture, cutoff, longestHoldDays, type RetentionDays } from '../../domain/retention.ts';
import type { PrismaLike } from '../database.ts';
import type { DueItem } from './run.ts';

type Row = {
  id: string;
  sha256: string;
  waiting: boolean;
  named: boolean;
  uncertain: boolean;
  unknown: boolean;
};

/**
 * Pictures whose time is over, oldest first. One that shows somebody about whose day a finding stands, or a proposal for a
 * closed month waits, is held until the month is closed and some days more.
 *
 * @param zone the office's: a sighting belongs to its date there, or the date before (a night's work).
 */
export async function duePictures(
  db: PrismaLike,
  days: RetentionDays,
  zone: string,
  now: Date,
  limit: number,
): Promise<DueItem[]> {
  const before = (count: number): Date => new Date(cutoff(count, now.getTime()));
  const rows = await db.$queryRaw<Row[]>`
    select e.id, e.sha256, c.state = 'pending' as waiting, has.named, has.uncertain, has.unknown
    from "Evidence" e
    join "Frame" f on f."evidenceId" = e.id
    join "Capture" c on c.id = f."captureId"
    cross join lateral (
      select
        coalesce(bool_or(s.outcome = 'known' or d.verdict = 'employee'), false) as named,
        coalesce(bool_or(s.outcome = 'uncertain'), false) as uncertain,
        coalesce(bool_or(s.outcome = 'unknown'), false) as unknown
      from "Sighting" s
      left join "ReviewDecision" d on d."sightingId" = s.id and d."revokedAt" is null
      where s."captureId" = c.id
    ) has
    where e.kind = 'frame' and e."deletedAt" is null
      and f."capturedAt" < case when c.state = 'pending' then ${before(days.waitingPictures)}::timestamptz
        when has.named or has.uncertain or has.unknown then least(
          case when has.named then ${before(days.namedPictures)}::timestamptz end,
          case when has.uncertain then ${before(days.uncertainPictures)}::timestamptz end,
          case when has.unknown then ${before(days.unknownPictures)}::timestamptz end)
        else ${before(days.emptyPictures)}::timestamptz end
      and (f."capturedAt" < ${before(longestHoldDays)}::timestamptz or not exists (
        select from "Sighting" s
        cross join lateral (
          select s."employeeId" as id
          union select d."employeeId" from "ReviewDecision" d where d."sightingId" = s.id and d."revokedAt" is null
          union select (k->>'employeeId')::uuid from jsonb_array_elements(s.candidates) k
        ) who
        cross join lateral (
          select (s.at at time zone ${zone})::date as date
          union select (s.at at time zone ${zone})::date - 1
        ) day
        where s."captureId" = c.id and (
          exists (
            select from "Finding" n where n."employeeId" = who.id and n."workDate" = day.date and n.state = 'candidate'
              and not exists (select from "PeriodClose" p where p.period = to_char(n."workDate", 'YYYY-MM')
                and p."reopenedAt" is null and p."closedAt" < ${before(days.heldAfterSettled)}::timestamptz))
          or exists (select from "AdjustmentProposal" a where a."employeeId" = who.id and a."workDate" = day.date))))
    order by f."capturedAt", e.id limit ${limit}`;
  return rows.map(({ id, sha256, ...facts }) => ({ id, sha256, class: classOfPicture(facts, days) }));
}
