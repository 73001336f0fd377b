import { describe, expect, test } from 'vitest';
import { codesOf } from '../../../src/domain/timesheet.ts';
import type { DayRecord } from '../../../src/domain/types/record.ts';
import {
  at,
  anExcusal,
  aVersion,
  findings,
  outcomes,
  record,
  seen,
  thursday,
  twoSessions,
  type Situation,
} from './builders.ts';
import { defaultRules } from '../../../src/domain/rules.ts';
import { swapDays } from '../../../src/domain/vietnam-holidays.ts';

/**
 * The catalogue of edge cases, part one: cases that one day record decides. Sessions S 07:00–11:30 and C 13:30–17:00,
 * 5 minutes of grace on arrival, none on departure. `then`: outcome of each session, the findings that stand with their
 * minutes counted, and further facts where the case is about them.
 */
type Row = {
  id: string;
  name: string;
  when: Situation;
  then: [outcomes: string, findings: string];
  also?: (r: DayRecord) => void;
};

const lunch = 'out 11:31, in 13:20';
const full = `in 06:55, ${lunch}, out 17:01`;
const onTime = 'S:onTime C:onTime';
const councilSession = {
  id: 'council',
  date: '2026-03-15',
  target: { kind: 'group' as const, id: 'council-support' },
  sessions: [{ key: 'S', start: '06:30', end: '11:30' }],
  kind: 'hours' as const,
  reason: 'Kỳ họp HĐND',
};
const holiday = (kind: 'holiday' | 'halfHoliday', sessionsOff?: string[]) => ({
  id: 'h1',
  date: thursday,
  kind,
  state: 'announced' as const,
  name: 'Lễ',
  source: 'Thông báo',
  officeIds: null,
  ...(sessionsOff ? { sessionsOff } : {}),
});
const duty = (date: string, sessions: Situation['sessions']) => ({
  id: `duty-${date}`,
  date,
  target: { kind: 'employee' as const, id: 'lan' },
  sessions: sessions ?? twoSessions,
  kind: 'duty' as const,
  reason: 'Lịch trực',
});
const night = [{ key: 'T', start: '17:00', end: '07:00', endsNextDay: true }];
const decision = {
  id: 'k1',
  by: 'Trưởng phòng',
  decidedAt: at('08:00', '2026-03-13'),
  reason: 'đã kiểm tra sổ trực',
};

const rows: Row[] = [
  {
    id: 'A1',
    name: 'arrival at the end of the grace',
    when: { seen: `in 07:05:00, ${lunch}, out 17:01` },
    then: [onTime, ''],
  },
  {
    id: 'A2',
    name: 'seconds within the last minute of grace',
    when: { seen: `in 07:05:59, ${lunch}, out 17:01` },
    then: [onTime, ''],
  },
  {
    id: 'A3',
    name: 'one minute after the grace counts from the start',
    when: { seen: `in 07:06:00, ${lunch}, out 17:01` },
    then: ['S:late C:onTime', 'S late 6'],
  },
  {
    id: 'A3',
    name: 'option: counts from the end of the grace',
    when: { seen: `in 07:06:00, ${lunch}, out 17:01`, rules: { countLateFrom: 'grace' } },
    then: ['S:late C:onTime', 'S late 1'],
  },
  {
    id: 'A4',
    name: 'coming early earns nothing',
    when: { seen: `in 06:20, ${lunch}, out 17:01` },
    then: [onTime, ''],
    also: (r) => expect(r.provedMinutes).toBe(480),
  },
  {
    id: 'A5',
    name: 'last exit half a minute before the end',
    when: { seen: `in 06:55, ${lunch}, out 16:59:30` },
    then: [onTime, ''],
  },
  {
    id: 'A6',
    name: 'last exit almost two minutes before the end',
    when: { seen: `in 06:55, ${lunch}, out 16:58:10` },
    then: ['S:onTime C:early', 'C early 1'],
  },
  {
    id: 'A7',
    name: 'staying late is presence, not overtime',
    when: { seen: `in 06:55, ${lunch}, out 18:40` },
    then: [onTime, ''],
    also: (r) => expect(r.provedMinutes).toBe(480),
  },
  {
    id: 'A8',
    name: 'minutes per session, the break never counted, whole numbers',
    when: { seen: 'in 06:55, out 17:01' },
    then: [onTime, ''],
    also: (r) => expect(r.sessions.map((s) => s.presence.provedMinutes)).toEqual([270, 210]),
  },
  {
    id: 'B9',
    name: 'only one sighting in the day',
    when: { seen: 'in 06:55' },
    then: ['S:insufficientEvidence C:insufficientEvidence', 'C missingDeparture 0'],
    also: (r) =>
      expect(r.sessions.map((s) => [s.arrivalVerdict, s.departure.latest])).toEqual([
        ['onTime', null],
        ['onTime', null],
      ]),
  },
  {
    id: 'B17',
    name: 'first seen by an interior camera, entry covered all morning',
    when: { seen: `inside 08:10, ${lunch}, out 17:01` },
    then: ['S:insufficientEvidence C:onTime', ''],
    also: (r) => expect(r.sessions[0]?.missing[0]?.kind).toBe('unseenEntry'),
  },
  {
    id: 'B18',
    name: 'second body in a passage is a question, not an identity',
    when: { seen: 'in? 06:58, in 07:25, out 11:31, in 13:20, out 17:01' },
    then: ['S:insufficientEvidence C:onTime', ''],
  },
  {
    id: 'B20',
    name: 'a face in the review band widens and never accuses',
    when: { seen: 'in? 06:58' },
    then: ['S:insufficientEvidence C:insufficientEvidence', ''],
  },
  {
    id: 'B20',
    name: 'the reviewer’s yes decides it',
    when: {
      seen: 'in? 06:58, out 11:31, in 13:20, out 17:01',
      corrections: [{ ...decision, kind: 'confirmProof', proofId: 's1' }],
    },
    then: [onTime, ''],
  },
  {
    id: 'B20',
    name: 'the reviewer’s no decides it',
    when: {
      seen: 'in? 06:58, in 07:25, out 11:31, in 13:20, out 17:01',
      corrections: [{ ...decision, kind: 'dismissProof', proofId: 's1' }],
    },
    then: ['S:late C:onTime', 'S late 25'],
  },
  {
    id: 'B24',
    name: 'a manual sign-in is as good as a face',
    when: { proofs: seen(full).map((p) => ({ ...p, source: 'manual' as const, cameraId: null })) },
    then: [onTime, ''],
  },
  {
    id: 'C25',
    name: 'door blind before the arrival, from before the start',
    when: { seen: `in 07:25, ${lunch}, out 17:01`, gaps: '06:40-07:20' },
    then: ['S:insufficientEvidence C:onTime', ''],
    also: (r) => expect(r.sessions[0]?.arrival).toEqual({ earliest: at('06:40'), latest: at('07:25') }),
  },
  {
    id: 'C25',
    name: 'door blind only after the grace',
    when: { seen: `in 07:25, ${lunch}, out 17:01`, gaps: '07:10-07:20' },
    then: ['S:late C:onTime', 'S late 10'],
    also: (r) => expect(r.candidates[0]?.range).toEqual({ from: 10, to: 25 }),
  },
  {
    id: 'C26',
    name: 'door blind all day, nobody seen',
    when: { gaps: '00:00-23:59:59' },
    then: ['S:insufficientEvidence C:insufficientEvidence', ''],
  },
  {
    id: 'C28',
    name: 'a broken picture is not coverage',
    when: { seen: `in 07:25, ${lunch}, out 17:01`, gaps: '06:30-07:20' },
    then: ['S:insufficientEvidence C:onTime', ''],
  },
  {
    id: 'C29',
    name: 'recognition three hours behind',
    when: { seen: '', until: at('06:30') },
    then: ['S:pending C:pending', ''],
    also: (r) => expect(r.provisional).toBe(true),
  },
  {
    id: 'C29',
    name: 'after catching up',
    when: { seen: full },
    then: [onTime, ''],
    also: (r) => expect(r.provisional).toBe(false),
  },
  {
    id: 'C33',
    name: 'a restart in the arrival peak is a gap, not lateness',
    when: { seen: `in 07:20, ${lunch}, out 17:01`, gaps: '06:58-07:03' },
    then: ['S:insufficientEvidence C:onTime', ''],
  },
  {
    id: 'C34',
    name: 'power cut declared as an incident',
    when: {
      seen: `in 09:10, ${lunch}, out 17:01`,
      excusals: [anExcusal({ kind: 'incident', part: { kind: 'times', start: '06:30', end: '09:30' } })],
    },
    then: [onTime, ''],
  },
  {
    id: 'C35',
    name: 'a door that misses too many people proves no lateness',
    when: {
      seen: `in 07:20, ${lunch}, out 17:01`,
      lanes: (['in', 'out'] as const).map((direction) => ({
        doorId: 'gate',
        direction,
        watched: [{ from: at('00:00'), to: at('23:59') }],
        missRate: 0.4,
      })),
    },
    then: ['S:insufficientEvidence C:onTime', ''],
  },
  {
    id: 'D36',
    name: 'leaving five minutes before the midday end',
    when: { seen: 'in 06:55, out 11:25, in 13:20, out 17:01' },
    then: ['S:early C:onTime', 'S early 5'],
  },
  { id: 'D37', name: 'an ordinary midday', when: { seen: full }, then: [onTime, ''] },
  {
    id: 'D39',
    name: 'back late after the break',
    when: { seen: 'in 06:55, out 11:31, in 13:41, out 17:01' },
    then: ['S:onTime C:late', 'C late 11'],
    also: (r) => expect(r.outcome).toBe('late'),
  },
  {
    id: 'D40',
    name: 'winter hours chosen by the work date',
    when: {
      seen: `in 07:32, out 12:01, in 13:20, out 17:01`,
      book: {
        versions: [
          aVersion({ id: 'summer', validTo: '2026-03-11' }),
          aVersion({
            id: 'winter',
            validFrom: thursday,
            sessions: [
              { key: 'S', start: '07:30', end: '12:00' },
              { key: 'C', start: '13:30', end: '17:00' },
            ],
          }),
        ],
      },
    },
    then: [onTime, ''],
    also: (r) => expect(r.derivation[0]?.refs).toContain('winter'),
  },
  {
    id: 'D42',
    name: 'public holiday: sightings are presence only',
    when: { seen: 'in 08:00, out 09:00', calendar: [holiday('holiday')] },
    then: ['', ''],
    also: (r) => expect([r.outcome, r.presentUnexpected, r.symbol]).toEqual(['notExpected', true, 'L']),
  },
  {
    id: 'D44',
    name: 'exchanged Friday is off',
    when: { date: '2026-01-02', calendar: swapDays('2026-01-02', '2026-01-10', '12729/VPCP', ['office']) },
    then: ['', ''],
    also: (r) => expect(r.kind).toBe('swapOff'),
  },
  {
    id: 'D44',
    name: 'exchanged Saturday works in full',
    when: { date: '2026-01-10', calendar: swapDays('2026-01-02', '2026-01-10', '12729/VPCP', ['office']) },
    then: ['S:absent C:absent', 'S absent 270, C absent 210'],
  },
  {
    id: 'D44',
    name: 'other offices keep their Saturday',
    when: { date: '2026-01-10', calendar: swapDays('2026-01-02', '2026-01-10', '12729/VPCP', ['elsewhere']) },
    then: ['', ''],
    also: (r) => expect(r.kind).toBe('restDay'),
  },
  {
    id: 'D46',
    name: 'holiday worked by roster',
    when: { seen: full, calendar: [holiday('holiday')], overrides: [duty(thursday, twoSessions)] },
    then: [onTime, ''],
    also: (r) => expect([r.kind, r.symbol]).toEqual(['duty', 'Tr']),
  },
  {
    id: 'D47',
    name: 'a holiday only expected is marked so',
    when: { calendar: [{ ...holiday('holiday'), state: 'expected', source: null }] },
    then: ['', ''],
    also: (r) => expect(r.calendarUnconfirmed).toBe(true),
  },
  {
    id: 'D49',
    name: 'council session on Sunday 06:30 for a group',
    when: {
      date: '2026-03-15',
      seen: 'in 06:40, out 11:40',
      overrides: [councilSession],
      person: { groups: [{ groupId: 'council-support', validFrom: '2026-01-01', validTo: null }] },
    },
    then: ['S:late', 'S late 10'],
  },
  {
    id: 'D49',
    name: 'the others keep their Sunday',
    when: { date: '2026-03-15', overrides: [councilSession] },
    then: ['', ''],
  },
  {
    id: 'D50',
    name: 'overnight duty belongs to its first date',
    when: {
      proofs: [...seen('in 16:55'), ...seen('out 07:02', '2026-03-13').map((p) => ({ ...p, id: 'next' }))],
      overrides: [duty(thursday, night)],
    },
    then: ['T:onTime', ''],
    also: (r) => expect(r.provedMinutes).toBe(14 * 60),
  },
  {
    id: 'D50',
    name: 'the morning after is free by the rest rule',
    when: { date: '2026-03-13', overrides: [duty(thursday, night)] },
    then: ['', ''],
    also: (r) => expect(r.kind).toBe('restAfterDuty'),
  },
  {
    id: 'D50',
    name: 'without a rest rule the person is here already',
    when: {
      date: '2026-03-13',
      rules: { restAfterDutyMinutes: 0 },
      overrides: [duty(thursday, night)],
      proofs: [
        ...seen('in 16:55'),
        ...seen(`${lunch}, out 17:01`, '2026-03-13').map((p) => ({ ...p, id: `next-${p.id}` })),
      ],
    },
    then: [onTime, ''],
  },
  {
    id: 'E53',
    name: 'leave for the morning, in for the afternoon',
    when: { seen: 'in 13:25, out 17:01', excusals: [anExcusal({ part: { kind: 'sessions', keys: ['S'] } })] },
    then: ['S:excused C:onTime', ''],
    also: (r) => expect(r.symbol).toBe('P½/+½'),
  },
  {
    id: 'E56',
    name: 'trip at midday leaves both ends to be kept',
    when: {
      seen: 'in 06:55, out 09:00, in 15:10, out 17:01',
      excusals: [anExcusal({ kind: 'businessTrip', part: { kind: 'times', start: '09:00', end: '15:00' } })],
    },
    then: ['S:onTime C:late', 'C late 10'],
  },
  {
    id: 'E56',
    name: 'travel buffer moves both ends',
    when: {
      seen: 'in 06:55, out 08:35, in 15:10, out 17:01',
      excusals: [
        anExcusal({
          kind: 'businessTrip',
          part: { kind: 'times', start: '09:00', end: '15:00' },
          travelBufferMinutes: 30,
        }),
      ],
    },
    then: [onTime, ''],
  },
  {
    id: 'E56',
    name: 'does not return',
    when: {
      seen: 'in 06:55, out 09:00',
      excusals: [
        anExcusal({
          kind: 'businessTrip',
          part: { kind: 'times', start: '09:00', end: '15:00' },
          doesNotReturn: true,
        }),
      ],
    },
    then: ['S:onTime C:excused', ''],
  },
  {
    id: 'E57',
    name: 'trip entered after the flag: recomputed, nothing left',
    when: { seen: '', excusals: [anExcusal({ kind: 'businessTrip' })] },
    then: ['S:excused C:excused', ''],
    also: (r) => expect([r.outcome, r.symbol]).toEqual(['excused', 'CT']),
  },
  {
    id: 'E57',
    name: 'a request that is not approved changes nothing',
    when: { seen: '', excusals: [anExcusal({ state: 'requested' })] },
    then: ['S:absent C:absent', 'S absent 270, C absent 210'],
  },
  {
    id: 'E58',
    name: 'meeting elsewhere at 07:30',
    when: {
      seen: 'in 09:25, out 11:31, in 13:20, out 17:01',
      excusals: [
        anExcusal({
          kind: 'meeting',
          part: { kind: 'times', start: '07:30', end: '09:00' },
          travelBufferMinutes: 30,
        }),
      ],
    },
    then: [onTime, ''],
  },
  {
    id: 'E61',
    name: 'nursing allowance at the start',
    when: {
      seen: `in 07:58, ${lunch}, out 17:01`,
      allowances: [
        {
          id: 'n',
          employeeId: 'lan',
          minutesPerDay: 60,
          placement: 'start',
          ground: 'BLLĐ Đ137.4',
          validFrom: '2026-01-01',
          validTo: '2026-12-31',
        },
      ],
    },
    then: [onTime, ''],
    also: (r) => expect(JSON.stringify(r)).not.toContain('Đ137'),
  },
  {
    id: 'E61',
    name: 'allowance anywhere: 40 min late and 20 min early are covered',
    when: {
      seen: 'in 07:40, out 11:31, in 13:20, out 16:40',
      allowances: [
        {
          id: 'n',
          employeeId: 'lan',
          minutesPerDay: 60,
          placement: 'any',
          ground: 'x',
          validFrom: '2026-01-01',
          validTo: null,
        },
      ],
    },
    then: [onTime, ''],
  },
  {
    id: 'E61',
    name: 'what exceeds the allowance counts',
    when: {
      seen: `in 08:10, ${lunch}, out 17:01`,
      allowances: [
        {
          id: 'n',
          employeeId: 'lan',
          minutesPerDay: 60,
          placement: 'any',
          ground: 'x',
          validFrom: '2026-01-01',
          validTo: null,
        },
      ],
    },
    then: ['S:late C:onTime', 'S late 10'],
  },
  {
    id: 'E62',
    name: 'approved late arrival of 30 minutes',
    when: {
      seen: `in 07:34, ${lunch}, out 17:01`,
      excusals: [anExcusal({ kind: 'lateArrival', part: { kind: 'times', start: '07:00', end: '07:30' } })],
    },
    then: [onTime, ''],
    also: (r) => expect(r.excusedMinutes).toBe(30),
  },
  {
    id: 'E63',
    name: 'exempt leader',
    when: {
      seen: '',
      person: { exemptions: [{ id: 'e', reason: 'Lãnh đạo', validFrom: '2026-01-01', validTo: null }] },
    },
    then: ['', ''],
    also: (r) => expect([r.kind, codesOf(r)]).toEqual(['exempt', ['exempt']]),
  },
  {
    id: 'E63',
    name: 'leave of an exempt leader is still shown',
    when: {
      excusals: [anExcusal()],
      person: { exemptions: [{ id: 'e', reason: 'Lãnh đạo', validFrom: '2026-01-01', validTo: null }] },
    },
    then: ['', ''],
    also: (r) => expect(r.symbol).toBe('P'),
  },
  {
    id: 'F65',
    name: 'any assigned site’s entry counts',
    when: { proofs: seen(full).map((p, i) => ({ ...p, doorId: i < 2 ? 'site-b' : 'gate' })) },
    then: [onTime, ''],
  },
  {
    id: 'F65',
    name: 'one site’s blind door is a gap',
    when: {
      seen: `in 07:25, ${lunch}, out 17:01`,
      lanes: ['site-a', 'site-b'].flatMap((doorId) =>
        (['in', 'out'] as const).map((direction) => ({
          doorId,
          direction,
          watched:
            doorId === 'site-a'
              ? [{ from: at('00:00'), to: at('23:59') }]
              : [{ from: at('07:10'), to: at('23:59') }],
        })),
      ),
    },
    then: ['S:insufficientEvidence C:onTime', ''],
  },
  {
    id: 'F66',
    name: 'before joining',
    when: { person: { joinedOn: '2026-03-13' } },
    then: ['', ''],
    also: (r) => expect(r.kind).toBe('notEmployed'),
  },
  {
    id: 'F66',
    name: 'after leaving',
    when: { person: { leftOn: '2026-03-11' } },
    then: ['', ''],
    also: (r) => expect(r.kind).toBe('notEmployed'),
  },
  {
    id: 'F66',
    name: 'the last day itself still counts',
    when: { seen: full, person: { leftOn: thursday } },
    then: [onTime, ''],
  },
  {
    id: 'G75',
    name: 'a person’s decision stands, the conflict is shown',
    when: {
      seen: 'in 06:55, out 16:45',
      corrections: [{ ...decision, kind: 'setDeparture', sessionKey: 'C', at: at('16:30') }],
    },
    then: ['S:onTime C:early', 'C early 30'],
    also: (r) => expect(r.conflicts).toEqual([{ correctionId: 'k1', proofIds: ['s2'] }]),
  },
  {
    id: 'G75',
    name: 'a missing departure set by hand',
    when: {
      seen: 'in 06:55',
      corrections: [{ ...decision, kind: 'setDeparture', sessionKey: 'C', at: at('17:02') }],
    },
    then: [onTime, ''],
  },
  {
    id: 'G75',
    name: 'a withdrawn candidate no longer stands but stays visible',
    when: {
      seen: `in 07:20, ${lunch}, out 17:01`,
      corrections: [{ ...decision, kind: 'withdrawCandidate', sessionKey: 'S', candidate: 'late' }],
    },
    then: ['S:excused C:onTime', ''],
    also: (r) => expect([r.candidates[0]?.withdrawnBy, r.lateMinutes]).toEqual(['k1', 0]),
  },
];

describe('catalogue of edge cases: days', () => {
  test.each(rows.map((row) => [row.id, row.name, row] as const))('%s %s', (_id, _name, row) => {
    const rules = { restAfterDutyMinutes: 720, ...row.when.rules };
    const result = record({ ...row.when, rules });
    expect(outcomes(result)).toBe(row.then[0]);
    expect(findings(result)).toBe(row.then[1]);
    row.also?.(result);
  });

  test('the rules of the table are those a new office starts with', () => {
    expect([defaultRules.arrivalGraceMinutes, defaultRules.departureGraceMinutes]).toEqual([5, 0]);
  });
});
