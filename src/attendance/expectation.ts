import { addDays } from '../domain/civil-time.ts';
import { expectationsOf, type OfficeBook } from '../domain/expect-day.ts';
import type { DayExpectation } from '../domain/types/record.ts';
import type { Person, ScheduleAssignment, WorkScheduleVersion } from '../domain/types/schedule.ts';
import type { PrismaLike } from '../store/database.ts';
import { isoDateOf } from '../store/dates.ts';
import { readOffice } from '../store/office.ts';
import { parseStoredSchedule } from '../store/schedule-definition.ts';

/** There is one office; the domain names it for provinces that will have many. */
const officeId = 'office';
const longAgo = '1900-01-01';

/** What is expected of one person on one date; null when the person does not exist (any more). */
export async function loadExpectation(
  db: PrismaLike,
  employeeId: string,
  date: string,
): Promise<DayExpectation | null> {
  const person = await loadPerson(db, employeeId);
  if (person === null) return null;
  const expectDay = expectationsOf(await loadOfficeBook(db));
  return expectDay(person, date, { excusals: [], allowances: [] });
}

/** The office's schedules and who follows them. */
export async function loadOfficeBook(db: PrismaLike): Promise<OfficeBook> {
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
    overrides: [],
    calendar: [],
  };
}

type AssignmentRow = { id: string; scheduleId: string; employeeId: string | null; validFrom: Date };

/** An assignment holds until the next one of the same person, or of the whole office. */
function assignmentsOf(rows: AssignmentRow[]): ScheduleAssignment[] {
  const sorted = [...rows].sort((a, b) => a.validFrom.getTime() - b.validFrom.getTime());
  return sorted.map((row, i) => {
    const next = sorted.slice(i + 1).find((it) => it.employeeId === row.employeeId);
    return {
      id: row.id,
      scheduleId: row.scheduleId,
      ...validity(row.validFrom, next?.validFrom),
      target:
        row.employeeId === null ? { kind: 'office', id: officeId } : { kind: 'employee', id: row.employeeId },
    };
  });
}

async function loadPerson(db: PrismaLike, employeeId: string): Promise<Person | null> {
  const row = await db.employee.findUnique({
    where: { id: employeeId },
    include: { postings: { orderBy: { validFrom: 'asc' } } },
  });
  if (row === null) return null;
  return {
    employeeId,
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
    exemptions: row.exempt ? [{ id: employeeId, reason: '', validFrom: longAgo, validTo: null }] : [],
  };
}

/** From a date until the day before the next, or until further notice. */
function validity(from: Date, next: Date | undefined): { validFrom: string; validTo: string | null } {
  return { validFrom: isoDateOf(from), validTo: next === undefined ? null : addDays(isoDateOf(next), -1) };
}
