import type { DayOutcome, DayRecord } from './types/record.ts';
import type { LocalDate } from './types/time.ts';

/** How one day would change. Null sides: the record did not exist, or would not any more. */
export type DayChange = {
  employeeId: string;
  date: LocalDate;
  before: DaySummary | null;
  after: DaySummary | null;
  /** Candidates that would appear or vanish, as `S late 6`. */
  added: string[];
  removed: string[];
};

export type DaySummary = {
  outcome: DayOutcome;
  symbol: string;
  lateMinutes: number;
  earlyMinutes: number;
  expectedMinutes: number;
};

/** Compares two records of the same person and date; null when a reader could see no difference. */
export function compareRecords(before: DayRecord | null, after: DayRecord | null): DayChange | null {
  const subject = after ?? before;
  if (!subject) return null;
  const was = before ? candidateTexts(before) : [];
  const will = after ? candidateTexts(after) : [];
  const change: DayChange = {
    employeeId: subject.employeeId,
    date: subject.date,
    before: before && summary(before),
    after: after && summary(after),
    added: will.filter((text) => !was.includes(text)),
    removed: was.filter((text) => !will.includes(text)),
  };
  const same = change.added.length === 0 && change.removed.length === 0 && visible(before) === visible(after);
  return same ? null : change;
}

/** True when the person should hear about a recomputed day: what is asserted changed, not merely the evidence. */
export function worthTelling(before: DayRecord | null, after: DayRecord): boolean {
  if (after.provisional) return false;
  if (!before) return after.candidates.length > 0;
  const change = compareRecords(before, after);
  return (
    change !== null &&
    (change.added.length > 0 || change.removed.length > 0 || before.outcome !== after.outcome)
  );
}

function summary(record: DayRecord): DaySummary {
  const { outcome, symbol, lateMinutes, earlyMinutes, expectedMinutes } = record;
  return { outcome, symbol, lateMinutes, earlyMinutes, expectedMinutes };
}

function visible(record: DayRecord | null): string {
  if (!record) return '';
  const sessions = record.sessions.map((s) => `${s.key} ${s.scheduled.from} ${s.scheduled.to} ${s.outcome}`);
  return [record.outcome, record.symbol, record.kind, ...sessions].join('|');
}

function candidateTexts(record: DayRecord): string[] {
  return record.candidates
    .filter((c) => c.withdrawnBy === null)
    .map((c) => `${c.sessionKey ?? 'day'} ${c.kind} ${c.minutesCounted}`);
}
