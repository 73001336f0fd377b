import type { DayRecord } from '../domain/types/record.ts';
import { compareRecords, type DayChange } from '../domain/what-if.ts';
import { AppError } from '../errors.ts';
import type { Adjustment, PeriodChange } from '../http/contracts/periods.ts';
import type { PrismaLike } from '../store/database.ts';
import { dateColumn, instantOf } from '../store/dates.ts';
import { datesOfMonth } from '../domain/civil-time.ts';
import { peopleOf, within, type Person } from './month-state.ts';

/**
 * What has changed since a month was closed last but one (while it stands closed) or last (while it is open again): the
 * days whose records a reader would see differ.
 *
 * @throws AppError `period_not_closed` when it never was.
 */
export async function monthDelta(db: PrismaLike, month: string): Promise<PeriodChange[]> {
  const [latest, before] = await db.periodClose.findMany({
    where: { period: month },
    orderBy: { number: 'desc' },
    take: 2,
  });
  if (latest === undefined)
    throw new AppError('period_not_closed', `${month} was never closed`, { details: { period: month } });
  const standing = latest.reopenedAt === null;
  if (standing && before === undefined) return [];
  const base = standing ? (before?.id ?? latest.id) : latest.id;
  const rows = await differing(db, base, standing ? latest.id : null, month);
  const changes = rows.flatMap(({ was, is }) => compareRecords(was, is) ?? []);
  const people = await peopleOf(
    db,
    changes.map((change) => change.employeeId),
  );
  return changes.flatMap((change) => presentChange(change, people));
}

type Pair = { was: DayRecord | null; is: DayRecord | null };

/** Days whose records rest on other inputs now: only those can differ. */
function differing(db: PrismaLike, base: string, next: string | null, month: string): Promise<Pair[]> {
  const dates = datesOfMonth(month);
  const [first, last] = [dateColumn(dates[0] ?? ''), dateColumn(dates.at(-1) ?? '')];
  return db.$queryRaw<Pair[]>`
    with later as (
      select "employeeId", "workDate", record from "ClosedRecord" where "closeId" = ${next}::uuid
      union all
      select "employeeId", "workDate", record from "DayRecord"
      where ${next}::uuid is null and "workDate" between ${first}::date and ${last}::date)
    select b.record as was, l.record as is
    from (select * from "ClosedRecord" where "closeId" = ${base}::uuid) b
    full join later l on l."employeeId" = b."employeeId" and l."workDate" = b."workDate"
    where b.record->>'inputsDigest' is distinct from l.record->>'inputsDigest'
    order by coalesce(b."workDate", l."workDate"), coalesce(b."employeeId", l."employeeId")`;
}

/** What records of closed months would become, oldest day first. @param month `YYYY-MM`; null for all. */
export async function listAdjustments(db: PrismaLike, month: string | null): Promise<Adjustment[]> {
  const rows = await db.adjustmentProposal.findMany({
    where: month === null ? {} : { workDate: within(month) },
    orderBy: [{ workDate: 'asc' }, { employeeId: 'asc' }],
    take: 1_000,
  });
  const people = await peopleOf(
    db,
    rows.map((row) => row.employeeId),
  );
  return rows.flatMap(({ change, proposedAt }) =>
    presentChange(change as unknown as DayChange, people).map((it) => ({
      ...it,
      proposedAt: instantOf(proposedAt),
    })),
  );
}

function presentChange(change: DayChange, people: Map<string, Person>): PeriodChange[] {
  const { employeeId, date, before, after, added, removed } = change;
  const employee = people.get(employeeId);
  return employee === undefined ? [] : [{ employee, date, before, after, added, removed }];
}
