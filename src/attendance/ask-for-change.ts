import { addDays } from '../domain/civil-time.ts';
import { datesTouchedBy, type InputChange } from '../domain/touched-days.ts';
import { attendanceQueue } from '../queues/attendance.ts';
import type { Queues } from '../queues/connection.ts';
import type { Database } from '../store/database.ts';
import { dateColumn, isoDateOf } from '../store/dates.ts';
import { officeDate, readOffice } from '../store/office.ts';

/** Whose records a change touches (null: everyone's), and by what. */
export type RuleTouch = { people: string[] | null; changes: InputChange[] };

type Where = { database: Database; queues: Queues };

/**
 * Asks for exactly the records that a change of an input may change: those of the people it is about (null: everyone)
 * on the dates it touches, up to today. Days to come are computed when they begin.
 *
 * @returns how many person-days were asked for.
 */
export async function askForChange(
  { database: { prisma: db }, queues }: Where,
  change: InputChange,
  employeeIds: string[] | null,
  reason: string,
): Promise<number> {
  const today = officeDate(await readOffice(db));
  const people = await db.employee.findMany({
    where: employeeIds === null ? {} : { id: { in: employeeIds } },
    select: { id: true, joinedOn: true, leftOn: true },
  });
  const asked = new Set<string>();
  for (const { first, last } of datesTouchedBy(change)) {
    const end = last === null || last > today ? today : last;
    for (const { id: employeeId, joinedOn, leftOn } of people) {
      const from =
        joinedOn === null ? await firstRecordOf(db, employeeId, first, today) : isoDateOf(joinedOn);
      const until = leftOn === null || isoDateOf(leftOn) > end ? end : isoDateOf(leftOn);
      for (let workDate = first > from ? first : from; workDate <= until; workDate = addDays(workDate, 1)) {
        const key = `${employeeId} ${workDate}`;
        if (asked.has(key)) continue;
        asked.add(key);
        await attendanceQueue.enqueue(queues, { employeeId, workDate, reason });
      }
    }
  }
  return asked.size;
}

/** Asks for the records that a change of the rules may change. */
export async function askForTouch(
  where: Where,
  { people, changes }: RuleTouch,
  reason: string,
): Promise<void> {
  for (const change of changes) await askForChange(where, change, people, reason);
}

/** Nobody keeps records of somebody from before the first one when it is not known since when they work here. */
async function firstRecordOf(
  db: Database['prisma'],
  employeeId: string,
  first: string,
  today: string,
): Promise<string> {
  const row = await db.dayRecord.findFirst({
    where: { employeeId, workDate: { gte: dateColumn(first) } },
    orderBy: { workDate: 'asc' },
    select: { workDate: true },
  });
  return row === null ? today : isoDateOf(row.workDate);
}
