import { addDays, daysBetween } from '../domain/civil-time.ts';
import { datesTouchedBy, type InputChange } from '../domain/touched-days.ts';
import type { LocalDate } from '../domain/types/time.ts';
import type { PrismaLike } from '../store/database.ts';
import { dateColumn, isoDateOf } from '../store/dates.ts';

/** Dates from one to another, both included. */
export type Stretch = { first: LocalDate; last: LocalDate };

/** The dates that changes touch up to a day, each once, as stretches in order. */
export function stretchesOf(changes: readonly InputChange[], until: LocalDate): Stretch[] {
  const all = changes
    .flatMap(datesTouchedBy)
    .map(({ first, last }) => ({ first, last: last === null || last > until ? until : last }))
    .filter(({ first, last }) => first <= last)
    .sort((a, b) => (a.first < b.first ? -1 : 1));
  const united: Stretch[] = [];
  for (const it of all) {
    const before = united.at(-1);
    if (before === undefined || it.first > addDays(before.last, 1)) united.push({ ...it });
    else if (it.last > before.last) before.last = it.last;
  }
  return united;
}

/** The dates of a stretch; none when it ends before it begins. */
export function datesIn({ first, last }: Stretch): LocalDate[] {
  return Array.from({ length: Math.max(0, daysBetween(first, last) + 1) }, (_, day) => addDays(first, day));
}

/** A stretch cut into pieces that lie in one month each, as their dates. */
export function datesByMonth({ first, last }: Stretch): LocalDate[][] {
  const pieces: LocalDate[][] = [];
  for (let date = first; date <= last; date = addDays(date, 1)) {
    const piece = pieces.at(-1);
    if (piece?.[0]?.slice(0, 7) === date.slice(0, 7)) piece.push(date);
    else pieces.push([date]);
  }
  return pieces;
}

/**
 * How many records of these people (null: everyone) a stretch holds at most, and the first date of any of them. Of
 * somebody who came at an unknown time there is none before the first one.
 */
export async function countRecords(
  db: PrismaLike,
  people: string[] | null,
  { first, last }: Stretch,
): Promise<{ days: number; stretch: Stretch | null }> {
  const rows = await db.$queryRaw<{ from: Date; to: Date }[]>`
    select greatest(coalesce(e."joinedOn", min(d."workDate")), ${dateColumn(first)}::date) as "from",
      least(coalesce(e."leftOn", ${dateColumn(last)}::date), ${dateColumn(last)}::date) as "to"
    from "Employee" e left join "DayRecord" d on d."employeeId" = e.id and e."joinedOn" is null
    where ${people}::uuid[] is null or e.id = any(${people}::uuid[])
    group by e.id having coalesce(e."joinedOn", min(d."workDate")) is not null`;
  const spans = rows
    .map(({ from, to }) => ({ from: isoDateOf(from), to: isoDateOf(to) }))
    .filter(({ from, to }) => from <= to);
  const starts = spans.map((span) => span.from).sort();
  return {
    days: spans.reduce((sum, { from, to }) => sum + daysBetween(from, to) + 1, 0),
    stretch: starts[0] === undefined ? null : { first: starts[0], last },
  };
}
