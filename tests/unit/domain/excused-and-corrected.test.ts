import { describe, expect, it } from 'vitest';
import { anExcusal, at, findings, outcomes, record, type Situation } from './builders.ts';

/** Excusals and hand-set times of the same session: the excused session stays excused, the rest of the day is judged. */
const decision = { id: 'k1', by: 'Chi', decidedAt: at('18:00'), reason: 'Camera hỏng' };
const arrival = (time: string) => ({
  ...decision,
  kind: 'setArrival' as const,
  sessionKey: 'S',
  at: at(time),
});
const morning = anExcusal({ kind: 'businessTrip', part: { kind: 'sessions', keys: ['S'] } });
const untilNine = anExcusal({ part: { kind: 'times', start: '07:00', end: '09:00' } });
const afternoon = 'in 13:20, out 17:01';

const rows: { name: string; when: Situation; then: [outcomes: string, findings: string] }[] = [
  {
    name: 'the whole session excused, an arrival set in time',
    when: { excusals: [morning], corrections: [arrival('06:58')], seen: `out 11:31, ${afternoon}` },
    then: ['S:excused C:onTime', ''],
  },
  {
    name: 'the whole session excused, an arrival set late in it',
    when: { excusals: [morning], corrections: [arrival('10:00')], seen: `out 11:31, ${afternoon}` },
    then: ['S:excused C:onTime', ''],
  },
  {
    name: 'the whole session excused, an arrival set and nobody seen in it',
    when: { excusals: [morning], corrections: [arrival('10:00')], seen: afternoon },
    then: ['S:excused C:onTime', ''],
  },
  {
    name: 'the start excused, an arrival set within what is excused',
    when: { excusals: [untilNine], corrections: [arrival('08:30')], seen: `out 11:31, ${afternoon}` },
    then: ['S:onTime C:onTime', ''],
  },
  {
    name: 'the start excused, an arrival set after it',
    when: { excusals: [untilNine], corrections: [arrival('09:20')], seen: `out 11:31, ${afternoon}` },
    then: ['S:late C:onTime', 'S late 20'],
  },
  {
    name: 'the whole day excused, an arrival set',
    when: { excusals: [anExcusal()], corrections: [arrival('07:30')] },
    then: ['S:excused C:excused', ''],
  },
];

describe('an excusal and a time set by hand', () => {
  it.each(rows)('$name', ({ when, then }) => {
    const day = record(when);
    expect([outcomes(day), findings(day)]).toEqual(then);
  });

  it('show the symbol of the excusal, not of presence', () => {
    const day = record({ excusals: [morning], corrections: [arrival('06:58')], seen: afternoon });
    expect(day.sessions[0]).toMatchObject({ excusedAs: 'businessTrip', symbol: 'CT' });
    expect(day.lateMinutes).toBe(0);
  });
});
