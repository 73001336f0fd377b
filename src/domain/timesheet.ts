import { datesOfMonth, weekdayOf } from './civil-time.ts';
import {
  defaultSymbols,
  emptyDayCode,
  mergeSymbols,
  sessionCode,
  type SymbolCode,
  type SymbolGroup,
  type SymbolTable,
} from './symbols.ts';
import type { DayRecord } from './types/record.ts';
import type { LocalDate } from './types/time.ts';

/** One cell of the monthly sheet; `date` is null for columns beyond the month's end. */
export type TimesheetCell = { day: number; date: LocalDate | null; symbol: string; shaded: boolean };

export type TimesheetRow = {
  employeeId: string;
  cells: TimesheetCell[];
  /** Days of work by group, in quarters of a day at the finest; computed, never typed. */
  days: Record<SymbolGroup, number>;
};

/**
 * One person's row of the statutory monthly sheet: always 31 columns. Days count by the share of sessions; codes that
 * belong to no group (holidays, insufficient evidence) count nowhere.
 */
export function timesheetRow(
  month: string,
  employeeId: string,
  records: ReadonlyMap<LocalDate, DayRecord>,
  symbols: SymbolTable = defaultSymbols,
): TimesheetRow {
  const dates = datesOfMonth(month);
  const days: TimesheetRow['days'] = { paid: 0, unpaid: 0, socialInsurance: 0, uncounted: 0 };
  const cells = Array.from({ length: 31 }, (_, i): TimesheetCell => {
    const date = dates[i];
    if (!date) return { day: i + 1, date: null, symbol: '', shaded: true };
    const codes = codesOf(records.get(date));
    for (const code of codes) days[symbols[code].group] += 1 / codes.length;
    const weekend = weekdayOf(date) === 'sat' || weekdayOf(date) === 'sun';
    return { day: i + 1, date, symbol: mergeSymbols(codes.map((c) => symbols[c].symbol)), shaded: weekend };
  });
  return { employeeId, cells, days };
}

/** The codes of a day: one per session, or one for a day without. A day without a record has none. */
export function codesOf(record: DayRecord | undefined): SymbolCode[] {
  if (!record) return [];
  if (record.sessions.length === 0) return [emptyDayCode(record.kind, record.excusedAs)];
  return record.sessions.map((s) =>
    sessionCode(s.outcome, s.outcome === 'excused' ? s.excusedAs : null, record.kind),
  );
}
