import { datesOfMonth } from '../domain/civil-time.ts';
import { closeChecklist, type CloseChecklist } from '../domain/close-period.ts';
import { calendarDayOf, excusalOf } from '../store/compliance-inputs.ts';
import type { PrismaLike } from '../store/database.ts';
import { dateColumn } from '../store/dates.ts';
import { readOffice } from '../store/office.ts';
import { openReviewIds } from '../store/open-reviews.ts';
import { domainRecord } from '../store/record-json.ts';
import { toInstant, addDays } from '../domain/civil-time.ts';

/** What stands in the way of closing a month as its stored records have it. @param month `YYYY-MM`. */
export async function loadChecklist(db: PrismaLike, month: string): Promise<CloseChecklist> {
  const list = await checklistOfInputs(db, month);
  for await (const records of recordsWithQuestions(db, month)) {
    const { blockers, uncoveredSessions } = closeChecklist({ ...noInputs, month, records });
    list.blockers.push(...blockers);
    list.uncoveredSessions.push(...uncoveredSessions);
  }
  return list;
}

/** The part of the checklist that is not about records. */
export async function checklistOfInputs(db: PrismaLike, month: string): Promise<CloseChecklist> {
  const dates = datesOfMonth(month);
  const [first = '', last = ''] = [dates[0], dates.at(-1)];
  const date = { gte: dateColumn(first), lte: dateColumn(last) };
  const calendar = await db.calendarDay.findMany({ where: { date, state: 'expected' } });
  const excusals = await db.excusal.findMany({
    where: { state: 'requested', firstDate: { lte: date.lte }, lastDate: { gte: date.gte } },
  });
  return closeChecklist({
    month,
    records: [],
    calendar: calendar.map(calendarDayOf),
    excusals: excusals.map(excusalOf),
    openReviewIds: await openReviews(db, first, last),
    openDisputeIds: [],
  });
}

export const noInputs = { calendar: [], excusals: [], openReviewIds: [], openDisputeIds: [] };

/** Uncertain sightings between two dates (both included) about which nobody has decided yet. */
export async function openReviews(db: PrismaLike, first: string, last: string): Promise<string[]> {
  const { timeZone } = await readOffice(db);
  const from = new Date(toInstant(first, '00:00', timeZone, 'start'));
  const to = new Date(toInstant(addDays(last, 1), '00:00', timeZone, 'start'));
  return openReviewIds(db, { from, to });
}

/** Day outcomes under which a session may lack evidence; the headline of a day is the gravest of its sessions. */
const mayLackEvidence = ['absent', 'lateAndEarly', 'late', 'early', 'insufficientEvidence'];
const pageOfRecords = 1_000;

async function* recordsWithQuestions(db: PrismaLike, month: string) {
  const dates = datesOfMonth(month);
  const workDate = { gte: dateColumn(dates[0] ?? ''), lte: dateColumn(dates.at(-1) ?? '') };
  let cursor: { employeeId: string; workDate: Date } | undefined;
  for (;;) {
    const rows: { employeeId: string; workDate: Date; record: unknown }[] = await db.dayRecord.findMany({
      where: { workDate, OR: [{ provisional: true }, { outcome: { in: mayLackEvidence } }] },
      orderBy: [{ employeeId: 'asc' }, { workDate: 'asc' }],
      take: pageOfRecords,
      select: { employeeId: true, workDate: true, record: true },
      ...(cursor && { cursor: { employeeId_workDate: cursor }, skip: 1 }),
    });
    const lastRow = rows.at(-1);
    if (lastRow === undefined) return;
    cursor = { employeeId: lastRow.employeeId, workDate: lastRow.workDate };
    yield rows.map((row) => domainRecord(row.record));
  }
}
