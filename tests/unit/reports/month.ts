import { datesOfMonth } from '../../../src/domain/civil-time.ts';
import type { DayOutcome } from '../../../src/http/contracts/attendance.ts';
import { monthDays, monthSheet, type Month, type MonthRecord } from '../../../src/reports/month-sheet.ts';
import type { PersonOnDay } from '../../../src/store/people-on-day.ts';
import { parseRecord } from '../../../src/store/record-json.ts';

/** Builders of months for tests: what is not said is an ordinary working day kept in full. */

export function person(id: string, fullName: string, title = 'Chuyên viên'): PersonOnDay {
  return { id, code: `0${id}`, fullName, division: 'Tổng hợp', portraitPhotoId: null, title };
}

type Session = {
  key: string;
  outcome: DayOutcome;
  excusedAs?: string;
  symbol?: string;
  missing?: { kind: string }[];
};
type Candidate = {
  kind: string;
  sessionKey: string;
  minutes: number;
  to?: number | null;
  withdrawnBy?: string;
};

export function record(
  employeeId: string,
  date: string,
  sessions: Session[] = [
    { key: 'S', outcome: 'onTime' },
    { key: 'C', outcome: 'onTime' },
  ],
  facts: { symbol?: string; outcome?: DayOutcome; kind?: string; candidates?: Candidate[] } = {},
): MonthRecord {
  const {
    symbol = '+',
    outcome = sessions[0]?.outcome ?? 'notExpected',
    kind = 'workday',
    candidates = [],
  } = facts;
  const nowhere = { earliest: null, latest: null };
  const json = parseRecord({
    kind,
    sessions: sessions.map((session) => ({
      scheduled: { from: 0, to: 1 },
      arrival: nowhere,
      departure: nowhere,
      excusedAs: null,
      symbol: '+',
      ...session,
    })),
    candidates: candidates.map(({ minutes, to = minutes, withdrawnBy = null, ...rest }) => ({
      ...rest,
      minutesCounted: minutes,
      range: { from: minutes, to },
      withdrawnBy,
    })),
  });
  return { employeeId, date, symbol, outcome, provisional: false, json };
}

export function monthOf(period: string, people: PersonOnDay[], records: MonthRecord[]): Month {
  return monthSheet(period, monthDays(datesOfMonth(period), records), people, records);
}
