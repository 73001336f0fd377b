import { addDays } from '../domain/civil-time.ts';
import type { InputChange } from '../domain/touched-days.ts';
import type { LocalDate } from '../domain/types/time.ts';
import { attendanceQueue, behindTheRest } from '../queues/attendance.ts';
import type { Queues } from '../queues/connection.ts';
import type { Database } from '../store/database.ts';
import { isoDateOf } from '../store/dates.ts';
import { officeDate, readOffice } from '../store/office.ts';
import { datesIn, stretchesOf } from './touched-stretches.ts';

/** Whose records a change touches (null: everyone's), and by what. */
export type RuleTouch = { people: string[] | null; changes: InputChange[] };

type PersonDay = { employeeId: string; workDate: LocalDate; reason: string };
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
  const people = await peopleOf(db, employeeIds, today);
  const days = stretchesOf([change], today).flatMap((stretch) =>
    people.flatMap(({ employeeId, from, until }) =>
      datesIn({
        first: stretch.first > from ? stretch.first : from,
        last: stretch.last < until ? stretch.last : until,
      }).map((workDate) => ({ employeeId, workDate, reason })),
    ),
  );
  await askForPersonDays(queues, days, today);
  return days.length;
}

/** Asks for person-days, the newest first; those before yesterday wait behind all that goes on today. */
export async function askForPersonDays(queues: Queues, days: PersonDay[], today: LocalDate): Promise<void> {
  const newestFirst = days.toSorted((a, b) => (a.workDate < b.workDate ? 1 : -1));
  const yesterday = addDays(today, -1);
  const recent = newestFirst.filter(({ workDate }) => workDate >= yesterday);
  await attendanceQueue.enqueueMany(queues, recent);
  await attendanceQueue.enqueueMany(queues, newestFirst.slice(recent.length), behindTheRest);
}

/** Asks for the records that a change of the rules may change. */
export async function askForTouch(
  where: Where,
  { people, changes }: RuleTouch,
  reason: string,
): Promise<void> {
  for (const change of changes) await askForChange(where, change, people, reason);
}

type Employed = { employeeId: string; from: LocalDate; until: LocalDate };

/**
 * From when to when records of these people (null: everyone's) are kept. Of somebody who came at an unknown time they
 * are kept from the first one on.
 */
async function peopleOf(db: Database['prisma'], ids: string[] | null, today: LocalDate): Promise<Employed[]> {
  const rows = await db.$queryRaw<{ employeeId: string; from: Date | null; until: Date | null }[]>`
    select e.id as "employeeId", e."leftOn" as "until",
      coalesce(e."joinedOn", (select min(d."workDate") from "DayRecord" d where d."employeeId" = e.id)) as "from"
    from "Employee" e where ${ids}::uuid[] is null or e.id = any(${ids}::uuid[])`;
  return rows.map(({ employeeId, from, until }) => ({
    employeeId,
    from: from === null ? today : isoDateOf(from),
    until: until === null ? today : isoDateOf(until),
  }));
}
