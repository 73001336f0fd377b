import { compileCoverage, lanesOfPerson } from '../domain/coverage.ts';
import { datesOfMonth } from '../domain/civil-time.ts';
import { expectationsOf, type ExpectDay } from '../domain/expect-day.ts';
import type { Coverage, DoorLane } from '../domain/types/evidence.ts';
import type { DayExpectation, DayInputs } from '../domain/types/record.ts';
import type { Person } from '../domain/types/schedule.ts';
import type { Instant, Interval, LocalDate } from '../domain/types/time.ts';
import type { PrismaLike } from '../store/database.ts';
import { dateColumn, isoDateOf } from '../store/dates.ts';
import { evidenceCompleteUntil, loadCorrectionsOf, loadProofsOf } from './evidence.ts';
import { loadOfficeBook, longAgo, loadPeople, loadPersonalBook } from './expectation.ts';
import { loadLanes, loadRecognisable } from './lanes.ts';
import { loadPunchedSince } from './terminal-lanes.ts';

/** What all people of a month share; read once. */
export type MonthInputs = {
  dates: LocalDate[];
  first: LocalDate;
  last: LocalDate;
  expectDay: ExpectDay;
  /** Loaded once for each stretch of time that days ask for. */
  watch: Map<string, Watch>;
  evaluatedUntil: Instant;
};

/** What was watched, as it is evidence about those whom cameras could tell all the time; and what it is made of. */
type Watch = { lanes: DoorLane[]; shared: Coverage };

/** @param month `YYYY-MM`. */
export async function openMonth(db: PrismaLike, month: string, now: Instant): Promise<MonthInputs> {
  return openDates(db, datesOfMonth(month), now);
}

/** The same of some dates of a month, without gaps and in order. */
export async function openDates(db: PrismaLike, dates: LocalDate[], now: Instant): Promise<MonthInputs> {
  const [first = '', last = ''] = [dates[0], dates.at(-1)];
  return {
    dates,
    first,
    last,
    expectDay: expectationsOf(await loadOfficeBook(db, first, last)),
    watch: new Map(),
    evaluatedUntil: await evidenceCompleteUntil(db, now),
  };
}

/** The next people, by id, of whom the month can have records: who worked here then, or has a record in it. */
export async function nextPeople(
  db: PrismaLike,
  { first, last }: MonthInputs,
  after: string | null,
  count: number,
): Promise<string[]> {
  const from = dateColumn(first);
  const to = dateColumn(last);
  const rows = await db.$queryRaw<{ id: string }[]>`
    select e.id from "Employee" e
    where (${after}::uuid is null or e.id > ${after}::uuid)
      and (((e."joinedOn" is null or e."joinedOn" <= ${to}::date) and (e."leftOn" is null or e."leftOn" >= ${from}::date))
        or exists (select from "DayRecord" d where d."employeeId" = e.id and d."workDate" between ${from}::date and ${to}::date))
    order by e.id limit ${count}`;
  return rows.map((row) => row.id);
}

/** The inputs of every record of these people in the month, by person and date; few queries however many they are. */
export async function inputsOf(db: PrismaLike, month: MonthInputs, ids: string[]): Promise<DayInputs[]> {
  const { first, last, evaluatedUntil } = month;
  const people = await loadPeople(db, ids);
  const books = await booksOf(db, ids, month);
  const datesOf = await recordDates(db, people, month);
  const days = people.flatMap((person) =>
    (datesOf.get(person.employeeId) ?? []).map((date) => ({
      employeeId: person.employeeId,
      expectation: month.expectDay(person, date, books.get(person.employeeId) ?? nothing),
    })),
  );
  if (days.length === 0) return [];
  await watchDays(
    db,
    month,
    days.map((day) => day.expectation),
  );
  const proofs = await loadProofsOf(db, ids, spanOf(days.map((day) => day.expectation.span)));
  const corrections = await loadCorrectionsOf(db, ids, first, last);
  const recognisable = await loadRecognisable(db, ids);
  const punched = await loadPunchedSince(db, ids);
  return days.map(({ employeeId, expectation }) => {
    const { span, date } = expectation;
    const known = { recognisable: recognisable.get(employeeId) ?? [], punchedSince: punched.get(employeeId) };
    const coverage = coverageOf(month, expectation, known);
    return {
      employeeId,
      expectation,
      proofs: (proofs.get(employeeId) ?? []).filter((it) => it.at >= span.from && it.at < span.to),
      coverage,
      corrections: corrections.get(`${employeeId} ${date}`) ?? [],
      evaluatedUntil,
    };
  });
}

const nothing = { excusals: [], allowances: [] };

/** What is written down about each of these people. */
async function booksOf(db: PrismaLike, ids: string[], { first, last }: MonthInputs) {
  const book = await loadPersonalBook(db, ids, first, last);
  if (book.excusals.length + book.allowances.length === 0) return new Map<string, typeof book>();
  return new Map(
    ids.map((id) => [
      id,
      {
        excusals: book.excusals.filter((it) => it.employeeId === id),
        allowances: book.allowances.filter((it) => it.employeeId === id),
      },
    ]),
  );
}

/**
 * The dates of the month on which each person has a record: those they worked here, and those that have one already.
 * Of somebody who came at an unknown time nobody keeps records from before the first one.
 */
async function recordDates(db: PrismaLike, people: Person[], month: MonthInputs) {
  const ids = people.map((person) => person.employeeId);
  const rows = await db.$queryRaw<{ id: string; earliest: Date; dates: Date[] | null }[]>`
    select e.id, min(d."workDate") as earliest,
      array_agg(d."workDate") filter (where d."workDate" >= ${dateColumn(month.first)}::date) as dates
    from "Employee" e join "DayRecord" d on d."employeeId" = e.id
    where e.id = any(${ids}::uuid[]) and d."workDate" <= ${dateColumn(month.last)}::date
      and (e."joinedOn" is null or d."workDate" >= ${dateColumn(month.first)}::date)
    group by e.id`;
  const known = new Map(rows.map((row) => [row.id, row]));
  return new Map(
    people.map((person) => {
      const row = known.get(person.employeeId);
      const held = new Set((row?.dates ?? []).map(isoDateOf));
      const from =
        person.joinedOn > longAgo ? person.joinedOn : row === undefined ? never : isoDateOf(row.earliest);
      const until = person.leftOn ?? never;
      return [
        person.employeeId,
        month.dates.filter((date) => held.has(date) || (date >= from && date <= until)),
      ];
    }),
  );
}

const never = '9999-12-31';

/** Loads the coverage that these days ask for and that is not there yet. */
async function watchDays(db: PrismaLike, month: MonthInputs, days: readonly DayExpectation[]): Promise<void> {
  for (const day of days) {
    const key = coverageKey(day);
    if (month.watch.has(key)) continue;
    const lanes = await loadLanes(db, day.span);
    month.watch.set(key, { lanes, shared: compileCoverage(lanes, day.span, day.rules.missRateLimit) });
  }
}

/** When cameras could tell a person, and since when each terminal knows them. */
type Known = { recognisable: Interval[]; punchedSince: ReadonlyMap<string, Instant> | undefined };

/** The coverage of a day as it is evidence about somebody whom cameras and terminals knew at these times. */
function coverageOf(month: MonthInputs, day: DayExpectation, known: Known): Coverage {
  const watch = month.watch.get(coverageKey(day));
  if (watch === undefined) throw new Error(`no coverage of ${day.date}`);
  const lanes = lanesOfPerson(watch.lanes, known.recognisable, day.span, known.punchedSince);
  return lanes === watch.lanes ? watch.shared : compileCoverage(lanes, day.span, day.rules.missRateLimit);
}

function coverageKey({ span, rules }: DayExpectation): string {
  return `${span.from} ${span.to} ${rules.missRateLimit}`;
}

function spanOf(spans: readonly Interval[]): Interval {
  return spans.reduce((all, it) => ({ from: Math.min(all.from, it.from), to: Math.max(all.to, it.to) }), {
    from: Infinity,
    to: -Infinity,
  });
}
