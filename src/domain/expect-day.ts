import { addDays, isValidOn } from './civil-time.ts';
import { allowTime, appliesOn, compareExcusals, excuseSessions } from './excuse-day.ts';
import { planDay, sealed, sessionInterval } from './plan-day.ts';
import type { DayExpectation } from './types/record.ts';
import type {
  Allowance,
  CalendarDay,
  DatedOverride,
  Excusal,
  Person,
  ScheduleAssignment,
  ScheduleTarget,
  SessionRule,
  StaffPosting,
  WorkScheduleVersion,
} from './types/schedule.ts';
import type { Interval, LocalDate, Validity } from './types/time.ts';

/** Everything an office has written down about its hours. */
export type OfficeBook = {
  zone: string;
  versions: WorkScheduleVersion[];
  assignments: ScheduleAssignment[];
  overrides: DatedOverride[];
  calendar: CalendarDay[];
};

/** What is written down about one person. Excusals of other people and dates may be among them. */
export type PersonalBook = { excusals: readonly Excusal[]; allowances: readonly Allowance[] };

/** What is expected of a person on a date. */
export type ExpectDay = (person: Person, date: LocalDate, personal: PersonalBook) => DayExpectation;

/**
 * Reads an office's book once and answers what is expected of whom. Days that are the same for many people are worked
 * out once and shared, so that a thousand people cost little more than one.
 */
export function expectationsOf(book: OfficeBook): ExpectDay {
  const index = indexOf(book);
  const plans = new Map<string, DayExpectation>();
  return (person, date, personal) => {
    const posting = current(person.postings, date);
    const version = versionFor(index, person, posting, date);
    const override = overrideFor(index, person, posting, date);
    const calendarDay = calendarDayFor(index.calendar.get(date), posting);
    const carriedSession = carriedInto(index, book.zone, person, date);
    const where = posting && `${posting.officeId} ${posting.divisionId} ${posting.category}`;
    const key = `${date} ${version?.id} ${override?.id} ${calendarDay?.id} ${carriedSession?.to} ${where}`;
    let plan = plans.get(key);
    if (!plan) {
      const belongsTo = posting && {
        officeId: posting.officeId,
        divisionId: posting.divisionId,
        category: posting.category,
      };
      plan = planDay({ date, zone: book.zone, version, override, calendarDay, carriedSession, belongsTo });
      plans.set(key, plan);
    }
    return personalise(plan, person, personal);
  };
}

/** Adds what is personal to a shared plan; returns the plan itself when there is nothing to add. */
function personalise(plan: DayExpectation, person: Person, personal: PersonalBook): DayExpectation {
  const { date } = plan;
  if (date < person.joinedOn || (person.leftOn !== null && date > person.leftOn)) {
    return without(plan, { kind: 'notEmployed', belongsTo: null });
  }
  const mine = excusalsAround(personal.excusals, person.employeeId, date);
  const today = mine.filter((e) => appliesOn(e, date));
  const wholeDay = today.find((e) => e.part.kind === 'day')?.kind ?? null;
  if (person.exemptions.some((x) => isValidOn(x, date))) {
    return without(plan, { kind: 'exempt', excusedAs: wholeDay, excusalIds: today.map((e) => e.id) });
  }
  if (mine.length === 0 && personal.allowances.length === 0) return plan;
  const allowances = personal.allowances
    .filter((a) => a.employeeId === person.employeeId && isValidOn(a, date))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  if (mine.length === 0 && allowances.length === 0) return plan;
  const excused = excuseSessions(plan, mine);
  const used = new Set(excused.flatMap((s) => s.excused.map((part) => part.excusalId)));
  if (used.size === 0 && allowances.length === 0 && wholeDay === null) return plan;
  const { digest: _, ...rest } = plan;
  return sealed({
    ...rest,
    ...allowTime(excused, allowances),
    allowanceIds: allowances.map((a) => a.id),
    excusalIds: mine.filter((e) => used.has(e.id) || appliesOn(e, date)).map((e) => e.id),
    excusedAs: wholeDay,
  });
}

const nothing: never[] = [];

/** Approved excusals of a person that touch a date or, for sessions past midnight, the next; by priority. */
function excusalsAround(excusals: readonly Excusal[], employeeId: string, date: LocalDate): Excusal[] {
  if (excusals.length === 0) return nothing;
  const next = addDays(date, 1);
  return excusals
    .filter((e) => e.employeeId === employeeId && (appliesOn(e, date) || appliesOn(e, next)))
    .sort(compareExcusals);
}

function without(plan: DayExpectation, changed: Partial<DayExpectation>): DayExpectation {
  const { digest: _, ...rest } = plan;
  return sealed({ ...rest, sessions: [], ...changed });
}

/** The entry that holds on a date: of several the one that began last. */
function current<T extends Validity & { id: string }>(entries: readonly T[], date: LocalDate): T | null {
  let best: T | null = null;
  for (const e of entries) {
    if (!isValidOn(e, date)) continue;
    if (!best || e.validFrom > best.validFrom || (e.validFrom === best.validFrom && e.id > best.id)) best = e;
  }
  return best;
}

type BookIndex = {
  versions: Map<string, WorkScheduleVersion[]>;
  assignments: Map<string, ScheduleAssignment[]>;
  overrides: Map<string, DatedOverride[]>;
  calendar: Map<LocalDate, CalendarDay[]>;
  /** Whether any session of the book runs past midnight; most offices have none. */
  overnight: boolean;
};

function indexOf(book: OfficeBook): BookIndex {
  return {
    versions: groupBy(book.versions, (v) => v.scheduleId),
    assignments: groupBy(book.assignments, (a) => targetKey(a.target)),
    overrides: groupBy(book.overrides, (o) => `${o.date} ${targetKey(o.target)}`),
    calendar: groupBy(book.calendar, (c) => c.date),
    overnight: allSessions(book).some((s) => s.endsNextDay),
  };
}

function allSessions(book: OfficeBook): SessionRule[] {
  const usual = book.versions.flatMap((v) => Object.values(v.week).flat());
  return [...usual, ...book.overrides.flatMap((o) => o.sessions)];
}

function groupBy<T>(entries: readonly T[], key: (entry: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    const group = groups.get(key(entry));
    if (group) group.push(entry);
    else groups.set(key(entry), [entry]);
  }
  return groups;
}

function targetKey(target: ScheduleTarget): string {
  return `${target.kind}:${target.id}`;
}

/** The names a person answers to on a date, most specific first. */
function targetsOf(person: Person, posting: StaffPosting | null, date: LocalDate): string[] {
  const groups = person.groups.filter((g) => isValidOn(g, date)).map((g) => `group:${g.groupId}`);
  const own = [`employee:${person.employeeId}`, ...groups.sort()];
  return posting ? [...own, `division:${posting.divisionId}`, `office:${posting.officeId}`] : own;
}

function versionFor(index: BookIndex, person: Person, posting: StaffPosting | null, date: LocalDate) {
  for (const target of targetsOf(person, posting, date)) {
    const assignment = current(index.assignments.get(target) ?? [], date);
    if (assignment) return current(index.versions.get(assignment.scheduleId) ?? [], date);
  }
  return null;
}

function overrideFor(index: BookIndex, person: Person, posting: StaffPosting | null, date: LocalDate) {
  for (const target of targetsOf(person, posting, date)) {
    const found = index.overrides.get(`${date} ${target}`);
    if (found) return found.reduce((a, b) => (a.id > b.id ? a : b));
  }
  return null;
}

/** An office's own entry goes before one for all offices, an announced one before an expected one. */
function calendarDayFor(
  days: readonly CalendarDay[] | undefined,
  posting: StaffPosting | null,
): CalendarDay | null {
  const mine = (days ?? []).filter(
    (d) => d.officeIds === null || (posting && d.officeIds.includes(posting.officeId)),
  );
  const rank = (d: CalendarDay) => (d.officeIds === null ? 2 : 0) + (d.state === 'expected' ? 1 : 0);
  return [...mine].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))[0] ?? null;
}

/** The overnight session of the day before, if it runs into `date`. */
function carriedInto(index: BookIndex, zone: string, person: Person, date: LocalDate): Interval | null {
  if (!index.overnight) return null;
  const before = addDays(date, -1);
  if (before < person.joinedOn) return null;
  const posting = current(person.postings, before);
  const override = overrideFor(index, person, posting, before);
  const version = versionFor(index, person, posting, before);
  const calendarDay = calendarDayFor(index.calendar.get(before), posting);
  const overnight =
    override?.sessions.some((s) => s.endsNextDay) ||
    Object.values(version?.week ?? {})
      .flat()
      .some((s) => s.endsNextDay);
  if (!overnight) return null;
  const plan = planDay({
    date: before,
    zone,
    version,
    override,
    calendarDay,
    carriedSession: null,
    belongsTo: null,
  });
  const rules = override?.sessions ?? Object.values(version?.week ?? {}).flat();
  const crossing = plan.sessions.at(-1);
  const crosses =
    crossing &&
    rules.some((r) => r.endsNextDay && sessionInterval(r, before, zone).to === crossing.scheduled.to);
  return crosses ? crossing.scheduled : null;
}
