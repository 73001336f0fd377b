import { toLocal } from '../domain/civil-time.ts';
import type { DayRecord, SessionRecord } from '../domain/types/record.ts';
import { compareRecords, type DayChange } from '../domain/what-if.ts';
import type { WhatIfAnswer, WhatIfDay } from '../http/contracts/what-if.ts';
import type { PrismaLike } from '../store/database.ts';
import { peopleOf } from './month-state.ts';

/** The two sides of a day whose inputs differ. */
export type ComparedDay = { before: DayRecord | null; after: DayRecord | null };

type Changed = ComparedDay & { change: DayChange };

/** The days of which a reader would see a difference, by date and person, and what they come to. */
export async function summarise(
  db: PrismaLike,
  compared: readonly ComparedDay[],
  examined: number,
): Promise<WhatIfAnswer> {
  const changed = compared.flatMap((day): Changed[] => {
    const change = compareRecords(day.before, day.after);
    return change === null ? [] : [{ ...day, change }];
  });
  const closed = await closedPeriods(db);
  const people = await peopleOf(
    db,
    changed.map(({ change }) => change.employeeId),
  );
  const items = changed.flatMap((day): WhatIfDay[] => {
    const employee = people.get(day.change.employeeId);
    return employee === undefined ? [] : [presentDay(day, employee, closed)];
  });
  items.sort((a, b) => compareText(a.date, b.date) || compareText(a.employee.code, b.employee.code));
  const periods = new Set(items.filter((day) => day.closed).map((day) => day.date.slice(0, 7)));
  return { items, totals: totalsOf(items, examined), closedPeriods: [...periods].sort() };
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function totalsOf(items: WhatIfDay[], examined: number): WhatIfAnswer['totals'] {
  return {
    examined,
    days: items.length,
    people: new Set(items.map((day) => day.employee.id)).size,
    verdicts: items.filter((day) => day.verdictChanged).length,
    candidatesAdded: items.reduce((sum, day) => sum + day.added.length, 0),
    candidatesRemoved: items.reduce((sum, day) => sum + day.removed.length, 0),
    proposals: items.filter((day) => day.closed).length,
  };
}

async function closedPeriods(db: PrismaLike): Promise<Set<string>> {
  const rows = await db.periodClose.findMany({ where: { reopenedAt: null }, select: { period: true } });
  return new Set(rows.map((row) => row.period));
}

function presentDay(day: Changed, employee: WhatIfDay['employee'], closed: Set<string>): WhatIfDay {
  const { before, after, change } = day;
  const { date, added, removed } = change;
  const verdictChanged =
    added.length + removed.length > 0 ||
    change.before?.outcome !== change.after?.outcome ||
    change.before?.symbol !== change.after?.symbol;
  return {
    employee,
    date,
    closed: closed.has(date.slice(0, 7)),
    verdictChanged,
    before: change.before && side(change.before),
    after: change.after && side(change.after),
    sessions: changedSessions(before, after),
    added,
    removed,
  };
}

function side({ outcome, symbol, lateMinutes, earlyMinutes }: NonNullable<WhatIfDay['before']>) {
  return { outcome, symbol, lateMinutes, earlyMinutes };
}

type Session = WhatIfDay['sessions'][number];

function changedSessions(before: DayRecord | null, after: DayRecord | null): Session[] {
  const keys = [before, after].flatMap((record) => record?.sessions.map((session) => session.key) ?? []);
  return [...new Set(keys)]
    .map((key) => ({ key, before: sessionSide(before, key), after: sessionSide(after, key) }))
    .filter((session) => JSON.stringify(session.before) !== JSON.stringify(session.after));
}

function sessionSide(record: DayRecord | null, key: string): Session['before'] {
  const session = record?.sessions.find((it) => it.key === key);
  if (!record || !session) return null;
  return {
    start: toLocal(session.scheduled.from, record.zone).time.slice(0, 5),
    end: toLocal(session.scheduled.to, record.zone).time.slice(0, 5),
    outcome: session.outcome,
    symbol: session.symbol,
    lateMinutes: counted(record, session, 'late'),
    earlyMinutes: counted(record, session, 'early'),
  };
}

function counted(record: DayRecord, { key }: SessionRecord, kind: 'late' | 'early'): number {
  return record.candidates
    .filter((it) => it.kind === kind && it.sessionKey === key && it.withdrawnBy === null)
    .reduce((sum, it) => sum + it.minutesCounted, 0);
}
