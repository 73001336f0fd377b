import { addDays } from '../domain/civil-time.ts';
import { expectationsOf, type OfficeBook, type PersonalBook } from '../domain/expect-day.ts';
import type { DayExpectation } from '../domain/types/record.ts';
import type { Person, ScheduleAssignment, WorkScheduleVersion } from '../domain/types/schedule.ts';
import {
  allowanceOf,
  calendarDayOf,
  excusalOf,
  officeId,
  overrideOf,
  targetOf,
} from '../store/compliance-inputs.ts';
import type { PrismaLike } from '../store/database.ts';
import type { Employee, Exemption, Posting } from '../store/generated/client.ts';
import { dateColumn, isoDateOf } from '../store/dates.ts';
import { readOffice } from '../store/office.ts';
import { parseStoredSchedule } from '../store/schedule-definition.ts';

/** Since when somebody works here of whom it is not known. */
export const longAgo = '1900-01-01';

/** What is expected of one person on one date; null when the person does not exist (any more). */
export async function loadExpectation(
  db: PrismaLike,
  employeeId: string,
  date: string,
): Promise<DayExpectation | null> {
  const person = await loadPerson(db, employeeId);
  if (person === null) return null;
  const expectDay = expectationsOf(await loadOfficeBook(db, date, date));
  return expectDay(person, date, await loadPersonalBook(db, [employeeId], date, date));
}

/** What is written down about some people that can matter to a stretch of dates (both included). */
export async function loadPersonalBook(
  db: PrismaLike,
  employeeIds: string[],
  first: string,
  last: string,
): Promise<PersonalBook> {
  const employeeId = { in: employeeIds };
  const lastReached = dateColumn(addDays(last, 1));
  const excusals = await db.excusal.findMany({
    where: {
      employeeId,
      state: 'approved',
      firstDate: { lte: lastReached },
      lastDate: { gte: dateColumn(first) },
    },
  });
  const allowances = await db.allowance.findMany({
    where: { employeeId, validFrom: { lte: lastReached } },
  });
  return { excusals: excusals.map(excusalOf), allowances: allowances.map(allowanceOf) };
}

/**
 * The office's schedules and who follows them; its calendar and dated overrides for a stretch of dates (both included)
 * and the day before, whose night reaches into it.
 */
export async function loadOfficeBook(db: PrismaLike, first: string, last: string): Promise<OfficeBook> {
  const date = { gte: dateColumn(addDays(first, -1)), lte: dateColumn(addDays(last, 1)) };
  const { timeZone } = await readOffice(db);
  const schedules = await db.workSchedule.findMany({
    include: { versions: { orderBy: { validFrom: 'asc' } }, assignments: true },
    orderBy: { id: 'asc' },
  });
  return {
    zone: timeZone,
    versions: schedules.flatMap(({ id: scheduleId, versions }) =>
      versions.map((version, i): WorkScheduleVersion => {
        const next = versions[i + 1];
        return {
          id: version.id,
          scheduleId,
          ...validity(version.validFrom, next?.validFrom),
          ...parseStoredSchedule(version.definition),
        };
      }),
    ),
    assignments: assignmentsOf(schedules.flatMap((schedule) => schedule.assignments)),
    overrides: (await db.datedOverride.findMany({ where: { date } })).map(overrideOf),
    calendar: (await db.calendarDay.findMany({ where: { date } })).map(calendarDayOf),
  };
}

type AssignmentRow = {
  id: string;
  scheduleId: string;
  employeeId: string | null;
  divisionId: string | null;
  validFrom: Date;
  validTo: Date | null;
};

/** An assignment holds until its end or the next one of the same person, division, or of the whole office. */
function assignmentsOf(rows: AssignmentRow[]): ScheduleAssignment[] {
  const sorted = [...rows].sort((a, b) => a.validFrom.getTime() - b.validFrom.getTime());
  return sorted.map((row, i) => {
    const next = sorted
      .slice(i + 1)
      .find((it) => it.employeeId === row.employeeId && it.divisionId === row.divisionId);
    const { validFrom, validTo } = validity(row.validFrom, next?.validFrom);
    const end = row.validTo === null ? null : isoDateOf(row.validTo);
    return {
      id: row.id,
      scheduleId: row.scheduleId,
      validFrom,
      validTo: end !== null && (validTo === null || end < validTo) ? end : validTo,
      target: targetOf(row),
    };
  });
}

/** A person's employment, postings and exemptions; null when there is no such person (any more). */
export async function loadPerson(db: PrismaLike, employeeId: string): Promise<Person | null> {
  return (await loadPeople(db, [employeeId]))[0] ?? null;
}

/** The same of many people, in order of their ids; those that do not exist are left out. */
export async function loadPeople(db: PrismaLike, employeeIds: string[]): Promise<Person[]> {
  const rows = await db.employee.findMany({
    where: { id: { in: employeeIds } },
    include: { postings: { orderBy: { validFrom: 'asc' } }, exemptions: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(personOf);
}

type PersonRow = Employee & { postings: Posting[]; exemptions: Exemption[] };

function personOf(row: PersonRow): Person {
  return {
    employeeId: row.id,
    joinedOn: row.joinedOn === null ? longAgo : isoDateOf(row.joinedOn),
    leftOn: row.leftOn === null ? null : isoDateOf(row.leftOn),
    postings: row.postings.map((posting, i) => ({
      id: posting.id,
      officeId,
      divisionId: posting.divisionId,
      category: posting.category,
      position: posting.title,
      ...validity(posting.validFrom, row.postings[i + 1]?.validFrom),
    })),
    groups: [],
    exemptions: [
      ...(row.exempt ? [{ id: row.id, reason: '', validFrom: longAgo, validTo: null }] : []),
      ...row.exemptions.map(({ id, reason, validFrom, validTo }) => ({
        id,
        reason,
        validFrom: isoDateOf(validFrom),
        validTo: validTo === null ? null : isoDateOf(validTo),
      })),
    ],
  };
}

/** From a date until the day before the next, or until further notice. */
function validity(from: Date, next: Date | undefined): { validFrom: string; validTo: string | null } {
  return { validFrom: isoDateOf(from), validTo: next === undefined ? null : addDays(isoDateOf(next), -1) };
}
