import { validateCalendar } from '../domain/validate-calendar.ts';
import type { CalendarDay } from '../domain/types/schedule.ts';
import { AppError } from '../errors.ts';
import type { CalendarDayView } from '../http/contracts/rules.ts';
import { refuseIssues } from './refuse-issues.ts';
import { calendarDayOf, dateColumnOrNull } from './compliance-inputs.ts';
import type { PrismaLike } from './database.ts';
import { dateColumn } from './dates.ts';

/** A calendar day as the API tells it. */
export function presentCalendarDay(day: CalendarDay): CalendarDayView {
  const { id, date, kind, state, name, source } = day;
  return {
    id,
    date,
    kind,
    state,
    name,
    source,
    swappedWith: day.swappedWith ?? null,
    sessionsOff: day.sessionsOff ?? [],
  };
}

/** The days of a year that are not what their weekday says, in order. */
export async function listCalendar(db: PrismaLike, year: number): Promise<CalendarDay[]> {
  const date = { gte: dateColumn(`${year}-01-01`), lte: dateColumn(`${year}-12-31`) };
  return (await db.calendarDay.findMany({ where: { date }, orderBy: { date: 'asc' } })).map(calendarDayOf);
}

/** @throws AppError `rule_input_invalid`: also when a date has an entry already or the halves of a swap disagree. */
export async function addCalendarDays(
  db: PrismaLike,
  days: CalendarDay[],
  createdBy: string,
): Promise<CalendarDay[]> {
  const dates = days.flatMap((day) => [day.date, day.swappedWith ?? day.date]);
  const near = await db.calendarDay.findMany({ where: { date: { in: dates.map(dateColumn) } } });
  refuseIssues(validateCalendar([...near.map(calendarDayOf), ...days]));
  const added: CalendarDay[] = [];
  for (const { date, kind, state, name, source, swappedWith, sessionsOff } of days) {
    const row = await db.calendarDay.create({
      data: {
        date: dateColumn(date),
        kind,
        state,
        name,
        source,
        swappedWith: dateColumnOrNull(swappedWith),
        sessionsOff: sessionsOff ?? [],
        createdBy,
      },
    });
    added.push(calendarDayOf(row));
  }
  return added;
}

/** @throws AppError `not_found`. */
export async function findCalendarDay(db: PrismaLike, id: string): Promise<CalendarDay> {
  const row = await db.calendarDay.findUnique({ where: { id } });
  if (row === null) throw new AppError('not_found', `no calendar day ${id}`);
  return calendarDayOf(row);
}

/** Changes state, name, source or free sessions. @throws AppError `not_found`, `rule_input_invalid`. */
export async function changeCalendarDay(
  db: PrismaLike,
  id: string,
  patch: Partial<Pick<CalendarDay, 'state' | 'name' | 'source' | 'sessionsOff'>>,
): Promise<{ before: CalendarDay; after: CalendarDay }> {
  const before = await findCalendarDay(db, id);
  refuseIssues(validateCalendar([{ ...before, ...patch }]));
  return { before, after: calendarDayOf(await db.calendarDay.update({ where: { id }, data: patch })) };
}

/** Deletes a day; the other half of a swap goes with it. @throws AppError `not_found`. */
export async function deleteCalendarDay(db: PrismaLike, id: string): Promise<CalendarDay[]> {
  const day = await findCalendarDay(db, id);
  const partner =
    day.kind.startsWith('swap') && day.swappedWith !== undefined
      ? await db.calendarDay.findFirst({
          where: { date: dateColumn(day.swappedWith), swappedWith: dateColumn(day.date) },
        })
      : null;
  const gone = partner === null ? [day] : [day, calendarDayOf(partner)];
  await db.calendarDay.deleteMany({ where: { id: { in: gone.map((it) => it.id) } } });
  return gone;
}
