import { datesOfMonth } from '../domain/civil-time.ts';
import type { CloseBlocker } from '../domain/close-period.ts';
import { AppError } from '../errors.ts';
import type { Period } from '../http/contracts/periods.ts';
import { standingClose } from '../store/closes.ts';
import type { PrismaLike } from '../store/database.ts';
import { dateColumn, instantOf, instantOrNull } from '../store/dates.ts';
import type { PeriodClose } from '../store/generated/client.ts';
import { officeDate, readOffice } from '../store/office.ts';
import { loadChecklist } from './close-checklist.ts';

/** Items of a list that are told; the rest is counted. */
const shown = 100;

/** A month as whoever closes it sees it. @param month `YYYY-MM`. */
export async function monthState(db: PrismaLike, month: string): Promise<Period> {
  const closes = await db.periodClose.findMany({ where: { period: month }, orderBy: { number: 'desc' } });
  const closed = closes.some((close) => close.reopenedAt === null);
  const dates = datesOfMonth(month);
  const over = officeDate(await readOffice(db)) > (dates.at(-1) ?? '');
  const { blockers, uncoveredSessions } = closed
    ? { blockers: [], uncoveredSessions: [] }
    : await loadChecklist(db, month);
  const told = [...blockers.slice(0, shown), ...uncoveredSessions.slice(0, shown)];
  const people = await peopleOf(
    db,
    told.map((it) => ('employeeId' in it ? it.employeeId : '')),
  );
  return {
    period: month,
    state: closed ? 'closed' : over ? 'open' : 'running',
    blockerCount: blockers.length,
    blockers: blockers.slice(0, shown).map((it) => presentBlocker(it, people)),
    uncoveredCount: uncoveredSessions.length,
    uncovered: uncoveredSessions.slice(0, shown).flatMap(({ employeeId, date, sessionKey }) => {
      const employee = people.get(employeeId);
      return employee === undefined ? [] : [{ employee, date, sessionKey }];
    }),
    closes: closes.map(presentClose),
    adjustmentCount: await db.adjustmentProposal.count({ where: { workDate: within(month) } }),
  };
}

/** The dates of a month, as a filter. */
export function within(month: string): { gte: Date; lte: Date } {
  const dates = datesOfMonth(month);
  return { gte: dateColumn(dates[0] ?? ''), lte: dateColumn(dates.at(-1) ?? '') };
}

export type Person = { id: string; code: string; fullName: string };

export async function peopleOf(db: PrismaLike, ids: readonly string[]): Promise<Map<string, Person>> {
  const rows = await db.employee.findMany({
    where: { id: { in: [...new Set(ids)].filter((id) => id !== '') } },
    select: { id: true, code: true, fullName: true },
  });
  return new Map(rows.map((row) => [row.id, row]));
}

function presentBlocker(blocker: CloseBlocker, people: Map<string, Person>): Period['blockers'][number] {
  return {
    kind: blocker.kind,
    employee: ('employeeId' in blocker ? people.get(blocker.employeeId) : null) ?? null,
    date: 'date' in blocker ? blocker.date : null,
    name: 'name' in blocker ? blocker.name : null,
  };
}

function presentClose(close: PeriodClose): Period['closes'][number] {
  const { id, closedBy, recordCount, lastSeal, reopenedBy, reopenReason } = close;
  const instants = { closedAt: instantOf(close.closedAt), reopenedAt: instantOrNull(close.reopenedAt) };
  return { id, closedBy, recordCount, lastSeal, reopenedBy, reopenReason, ...instants };
}

/**
 * Opens a closed month again; what was frozen stays, to compare with.
 *
 * @returns the days of which something else is known since: they are to be computed again.
 * @throws AppError `period_not_closed`.
 */
export async function reopenMonth(
  db: PrismaLike,
  month: string,
  { by, reason, now }: { by: string; reason: string; now: Date },
): Promise<{ employeeId: string; workDate: Date }[]> {
  const close = await standingClose(db, month);
  if (close === null)
    throw new AppError('period_not_closed', `${month} is not closed`, { details: { period: month } });
  await db.periodClose.update({
    where: { id: close.id },
    data: { reopenedBy: by, reopenedAt: now, reopenReason: reason },
  });
  const workDate = within(month);
  const days = await db.adjustmentProposal.findMany({
    where: { workDate },
    select: { employeeId: true, workDate: true },
  });
  await db.adjustmentProposal.deleteMany({ where: { workDate } });
  return days;
}
