import { expectationsOf, type ExpectDay } from '../domain/expect-day.ts';
import type { DayRecord } from '../domain/types/record.ts';
import type { Instant, LocalDate } from '../domain/types/time.ts';
import { AppError } from '../errors.ts';
import type { WhatIfAnswer } from '../http/contracts/what-if.ts';
import type { Database, Transaction } from '../store/database.ts';
import { officeDate, readOffice } from '../store/office.ts';
import type { RuleTouch } from './ask-for-change.ts';
import { loadOfficeBook } from './expectation.ts';
import { inputsOf, nextPeople, openDates, type MonthInputs } from './month-inputs.ts';
import { recordOf } from './stored-record.ts';
import { countRecords, datesByMonth, stretchesOf } from './touched-stretches.ts';
import { summarise, type ComparedDay } from './what-if-answer.ts';

/** Records looked at for one question: more would keep everybody else waiting. */
export const mostRecords = 30_000;

/** People whose days are compared at once. */
const pageOfPeople = 60;

/**
 * Every day that a change of the rules would alter, up to today, with before and after. The change is written in a
 * transaction that is always rolled back; both sides are computed from the same state of the evidence.
 *
 * @param write makes the change; it may change schedules, assignments, dated overrides and the calendar, nothing about
 *   persons.
 * @throws AppError `what_if_too_large`; whatever `write` refuses.
 */
export async function whatIf(
  database: Database,
  write: (tx: Transaction) => Promise<RuleTouch>,
  now: Instant,
): Promise<WhatIfAnswer> {
  let answer: WhatIfAnswer | null = null;
  try {
    await database.prisma.$transaction(
      async (tx) => {
        answer = await compare(tx, write, now);
        throw new RolledBack();
      },
      { isolationLevel: 'RepeatableRead', timeout: 120_000, maxWait: 10_000 },
    );
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  }
  if (answer === null) throw new Error('A preview ended without an answer.');
  return answer;
}

class RolledBack extends Error {}

/** Dates of one month, and what would be expected on them. */
type Piece = { dates: LocalDate[]; expectDay: ExpectDay };

async function compare(
  tx: Transaction,
  write: (tx: Transaction) => Promise<RuleTouch>,
  now: Instant,
): Promise<WhatIfAnswer> {
  // Back at the savepoint the rows of the change are free again: nobody waits for the comparing.
  await tx.$executeRaw`savepoint before_change`;
  const { people, changes } = await write(tx);
  const pieces = await changedPieces(tx, { people, changes });
  await tx.$executeRaw`rollback to savepoint before_change`;
  const compared: ComparedDay[] = [];
  let examined = 0;
  for (const { dates, expectDay } of pieces) {
    const before = await openDates(tx, dates, now);
    for await (const page of pagesOf(tx, before, people)) {
      const was = await recordsOf(tx, before, page);
      const will = await recordsOf(tx, { ...before, expectDay }, page);
      examined += was.size;
      for (const [key, record] of will) {
        const old = was.get(key) ?? null;
        if (old?.inputsDigest !== record.inputsDigest) compared.push({ before: old, after: record });
      }
    }
  }
  return summarise(tx, compared, examined);
}

/** @throws AppError `what_if_too_large`. */
async function changedPieces(tx: Transaction, { people, changes }: RuleTouch): Promise<Piece[]> {
  const today = officeDate(await readOffice(tx));
  const pieces: LocalDate[][] = [];
  let days = 0;
  for (const touched of stretchesOf(changes, today)) {
    const held = await countRecords(tx, people, touched);
    days += held.days;
    if (held.stretch !== null) pieces.push(...datesByMonth(held.stretch));
  }
  if (days > mostRecords)
    throw new AppError('what_if_too_large', `a preview of ${days} records`, {
      details: { days, limit: mostRecords },
    });
  const changed: Piece[] = [];
  for (const dates of pieces) {
    const book = await loadOfficeBook(tx, dates[0] ?? '', dates.at(-1) ?? '');
    changed.push({ dates, expectDay: expectationsOf(book) });
  }
  return changed;
}

async function* pagesOf(
  tx: Transaction,
  dates: MonthInputs,
  people: string[] | null,
): AsyncGenerator<string[]> {
  if (people !== null) {
    for (let at = 0; at < people.length; at += pageOfPeople) yield people.slice(at, at + pageOfPeople);
    return;
  }
  for (let after: string | null = null; ;) {
    const page: string[] = await nextPeople(tx, dates, after, pageOfPeople);
    after = page.at(-1) ?? null;
    if (after === null) return;
    yield page;
  }
}

/** The records of these people, by person and date. */
async function recordsOf(
  tx: Transaction,
  dates: MonthInputs,
  people: string[],
): Promise<Map<string, DayRecord>> {
  const days = await inputsOf(tx, dates, people);
  return new Map(days.map((day) => [`${day.employeeId} ${day.expectation.date}`, recordOf(day)]));
}
