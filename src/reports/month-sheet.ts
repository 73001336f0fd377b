import { weekdayOf } from '../domain/civil-time.ts';
import { defaultSymbols, sessionCode, type SymbolGroup } from '../domain/symbols.ts';
import type { DayKind, Outcome } from '../domain/types/record.ts';
import type { ExcusalKind } from '../domain/types/schedule.ts';
import type { DayOutcome, MonthSheet } from '../http/contracts/attendance.ts';
import type { PersonOnDay } from '../store/people-on-day.ts';
import { countedMinutes, type RecordJson, type SessionJson } from '../store/record-json.ts';

/** A stored record as the month needs it. */
export type MonthRecord = {
  employeeId: string;
  date: string;
  symbol: string;
  outcome: DayOutcome;
  provisional: boolean;
  json: RecordJson;
};

export type MonthDay = MonthSheet['days'][number];
export type MonthTotals = MonthSheet['people'][number]['totals'] & {
  /** Columns of the statutory form, in days. What waits for verification counts in none of them. */
  paidDays: number;
  unpaidDays: number;
  socialInsuranceDays: number;
};
export type MonthPerson = {
  employee: PersonOnDay;
  cells: MonthSheet['people'][number]['cells'];
  totals: MonthTotals;
};
export type Month = { period: string; days: MonthDay[]; people: MonthPerson[] };

/** The days of a month with what is written above them; a holiday is a day that the records call one. */
export function monthDays(dates: readonly string[], records: readonly MonthRecord[]): MonthDay[] {
  const holidays = new Set(records.filter((it) => it.json.kind === 'holiday').map((it) => it.date));
  return dates.map((date) => ({
    date,
    weekend: ['sat', 'sun'].includes(weekdayOf(date)),
    holiday: holidays.has(date) ? 'L' : null,
  }));
}

/**
 * The timesheet of a month: one line for each person in the order given, one cell for each day. Totals are sums over
 * the sessions of the records, computed, never typed; a session is its share of its day.
 *
 * @param period `YYYY-MM`.
 */
export function monthSheet(
  period: string,
  days: readonly MonthDay[],
  people: readonly PersonOnDay[],
  records: readonly MonthRecord[],
): Month {
  const byPerson = recordsByPerson(records);
  return {
    period,
    days: [...days],
    people: people.map((employee) => {
      const own = byPerson.get(employee.id) ?? [];
      const byDate = new Map(own.map((record) => [record.date, record]));
      const cells = days.map(({ date }) => {
        const record = byDate.get(date);
        return { date, symbol: record?.symbol ?? '', outcome: record?.outcome ?? null };
      });
      return { employee, cells, totals: totalsOf(own) };
    }),
  };
}

/** The records of each person, in the order given. */
export function recordsByPerson(records: readonly MonthRecord[]): Map<string, MonthRecord[]> {
  const groups = new Map<string, MonthRecord[]>();
  for (const record of records) {
    const group = groups.get(record.employeeId);
    if (group === undefined) groups.set(record.employeeId, [record]);
    else group.push(record);
  }
  return groups;
}

function totalsOf(records: readonly MonthRecord[]): MonthTotals {
  const sessions = records.flatMap((record) =>
    record.json.sessions.map((session) => ({ record, session, share: 1 / record.json.sessions.length })),
  );
  const days = (group: SymbolGroup): number =>
    rounded(
      sessions
        .filter(({ record, session }) => groupOf(session, record.json) === group)
        .reduce((sum, { share }) => sum + share, 0),
    );
  const minutes = (kind: 'late' | 'early'): number[] =>
    sessions
      .map(({ record, session }) => countedMinutes(record.json, session.key, kind))
      .filter((counted) => counted > 0);
  const count = (outcome: Outcome): number =>
    sessions.filter(({ session }) => session.outcome === outcome).length;
  const [late, early] = [minutes('late'), minutes('early')];
  return {
    workDays: rounded(
      sessions.filter(({ session }) => isWorked(session)).reduce((sum, it) => sum + it.share, 0),
    ),
    lateCount: late.length,
    lateMinutes: sum(late),
    earlyCount: early.length,
    earlyMinutes: sum(early),
    absentSessions: count('absent'),
    insufficientSessions: count('insufficientEvidence'),
    paidDays: days('paid'),
    unpaidDays: days('unpaid'),
    socialInsuranceDays: days('socialInsurance'),
  };
}

/** Which total a session counts for. An absence is a question to be verified, not yet a day without pay. */
function groupOf(session: SessionJson, { kind }: RecordJson): SymbolGroup {
  if (session.outcome === 'absent' || session.outcome === 'notExpected') return 'uncounted';
  const code = sessionCode(session.outcome, session.excusedAs as ExcusalKind | null, kind as DayKind);
  return defaultSymbols[code].group;
}

function isWorked({ outcome }: SessionJson): boolean {
  return outcome === 'onTime' || outcome === 'late' || outcome === 'early' || outcome === 'lateAndEarly';
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const rounded = (value: number): number => Math.round(value * 100) / 100;
