import { describe, expect, it } from 'vitest';
import { monthOf, person, record } from './month.ts';

const an = person('1', 'Nguyễn Văn An');

function totalsOf(...records: ReturnType<typeof record>[]) {
  return monthOf('2026-11', [an], records).people[0]?.totals;
}

describe('the timesheet of a month', () => {
  it('has a cell for each day of the month, and none beyond', () => {
    const days = (period: string) => monthOf(period, [an], []).people[0]?.cells.length;
    expect([days('2026-11'), days('2026-12'), days('2026-02'), days('2028-02')]).toEqual([30, 31, 28, 29]);
  });

  it('knows weekends, and holidays from the records', () => {
    const { days } = monthOf(
      '2026-11',
      [an],
      [record('1', '2026-11-20', [], { kind: 'holiday', symbol: 'L' })],
    );
    expect(days.filter((day) => day.weekend).map((day) => day.date.slice(8))).toEqual([
      '01',
      '07',
      '08',
      '14',
      '15',
      '21',
      '22',
      '28',
      '29',
    ]);
    expect(days.filter((day) => day.holiday !== null).map((day) => day.date)).toEqual(['2026-11-20']);
  });

  it('shows the symbol and the outcome of each record, and nothing where there is none', () => {
    const { people } = monthOf('2026-11', [an], [record('1', '2026-11-03', undefined, { symbol: '+' })]);
    expect(people[0]?.cells.slice(1, 3)).toEqual([
      { date: '2026-11-02', symbol: '', outcome: null },
      { date: '2026-11-03', symbol: '+', outcome: 'onTime' },
    ]);
  });

  it('counts a session as its share of its day', () => {
    const half = record('1', '2026-11-02', [
      { key: 'S', outcome: 'onTime' },
      { key: 'C', outcome: 'excused', excusedAs: 'leave' },
    ]);
    expect(totalsOf(record('1', '2026-11-03'), half)).toMatchObject({ workDays: 1.5, paidDays: 2 });
  });

  it('puts excused sessions into the total their kind belongs to', () => {
    const day = (date: string, excusedAs: string) =>
      record('1', date, [{ key: 'S', outcome: 'excused', excusedAs }]);
    const totals = totalsOf(
      day('2026-11-02', 'leave'),
      day('2026-11-03', 'businessTrip'),
      day('2026-11-04', 'unpaidLeave'),
      day('2026-11-05', 'sick'),
      day('2026-11-06', 'maternity'),
    );
    expect(totals).toMatchObject({ workDays: 0, paidDays: 2, unpaidDays: 1, socialInsuranceDays: 2 });
  });

  it('counts late minutes once for each session, without those taken back', () => {
    const sessions = [
      { key: 'S', outcome: 'late' as const },
      { key: 'C', outcome: 'lateAndEarly' as const },
    ];
    const candidates = [
      { kind: 'late', sessionKey: 'S', minutes: 12 },
      { kind: 'late', sessionKey: 'C', minutes: 3 },
      { kind: 'early', sessionKey: 'C', minutes: 7 },
      { kind: 'late', sessionKey: 'S', minutes: 40, withdrawnBy: 'correction' },
    ];
    expect(totalsOf(record('1', '2026-11-02', sessions, { candidates }))).toMatchObject({
      workDays: 1,
      lateCount: 2,
      lateMinutes: 15,
      earlyCount: 1,
      earlyMinutes: 7,
    });
  });

  it('counts what waits for verification as nothing: neither worked nor unpaid', () => {
    const sessions = [
      { key: 'S', outcome: 'absent' as const },
      { key: 'C', outcome: 'insufficientEvidence' as const },
    ];
    expect(totalsOf(record('1', '2026-11-02', sessions))).toMatchObject({
      workDays: 0,
      paidDays: 0,
      unpaidDays: 0,
      absentSessions: 1,
      insufficientSessions: 1,
    });
  });

  it('does not mix people up, and keeps their order', () => {
    const people = [person('2', 'Lê Bình'), an];
    const { people: lines } = monthOf('2026-11', people, [record('1', '2026-11-02')]);
    expect(lines.map((line) => [line.employee.id, line.totals.workDays])).toEqual([
      ['2', 0],
      ['1', 1],
    ]);
  });

  it('adds thirds to whole days', () => {
    const three = ['A', 'B', 'C'].map((key) => ({ key, outcome: 'onTime' as const }));
    expect(totalsOf(record('1', '2026-11-02', three))?.workDays).toBe(1);
  });
});
