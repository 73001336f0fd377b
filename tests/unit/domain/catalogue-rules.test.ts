import { describe, expect, test } from 'vitest';
import {
  approverFor,
  caseClock,
  disciplineStep,
  regimes,
  suggestionFor,
  type CaseState,
} from '../../../src/domain/case-rules.ts';
import { datesOfMonth, toInstant, toLocal } from '../../../src/domain/civil-time.ts';
import {
  chainCheck,
  chainStart,
  closeChecklist,
  onLateInput,
  sealing,
  type SealedRecord,
} from '../../../src/domain/close-period.ts';
import { correctTime } from '../../../src/domain/device-clock.ts';
import { expectationsOf } from '../../../src/domain/expect-day.ts';
import { countMisses, missRate } from '../../../src/domain/miss-rate.ts';
import { addRecord, coverageRate, noTotals, onTimeRate, totalsOf } from '../../../src/domain/month-totals.ts';
import { admit, collapse } from '../../../src/domain/passages.ts';
import { withheld } from '../../../src/domain/report-privacy.ts';
import { sessionInterval } from '../../../src/domain/plan-day.ts';
import { heldByWalking } from '../../../src/domain/far-doors.ts';
import { admitSighting, type SightingFacts } from '../../../src/domain/sighting-admission.ts';
import { timesheetRow } from '../../../src/domain/timesheet.ts';
import { vietnamHolidays } from '../../../src/domain/vietnam-holidays.ts';
import { compareNames, normalName } from '../../../src/domain/vietnamese-names.ts';
import { compareRecords, worthTelling } from '../../../src/domain/what-if.ts';
import {
  aBook,
  anExcusal,
  aPerson,
  at,
  findings,
  outcomes,
  record,
  seen,
  thursday,
  zone,
} from './builders.ts';

/** The catalogue of edge cases, part two: rules beside the single day. */

const face: SightingFacts = {
  match: 'accepted',
  live: true,
  consented: true,
  lookAlike: false,
  timeTrusted: true,
};
const none = { excusals: [], allowances: [] };
const fullDay = 'in 06:55, out 11:31, in 13:20, out 17:01';

describe('B: sightings', () => {
  test('B11 any order of arrival gives the same record, ties by camera then id', () => {
    const proofs = [...seen(fullDay), { ...seen('in 06:55')[0]!, id: 'tie', cameraId: 'a' }];
    const first = record({ proofs });
    for (const order of [
      [4, 3, 2, 1, 0],
      [2, 0, 4, 1, 3],
      [1, 4, 0, 3, 2],
    ]) {
      expect(record({ proofs: order.map((i) => proofs[i]!) })).toEqual(first);
    }
  });

  test('B12 the same event twice is one sighting', () => {
    const proofs = seen(fullDay);
    expect(record({ proofs: [...proofs, ...proofs] })).toEqual(record({ proofs }));
    expect(admit([...proofs, ...proofs], [])).toHaveLength(4);
  });

  test('B13 forty sightings of one face in three minutes are one passage with all its evidence', () => {
    const times = Array.from({ length: 40 }, (_, i) => at('06:57') + i * 4500);
    const proofs = times.map((t, i) => ({ ...seen('in 06:57')[0]!, id: `s${i}`, at: t }));
    const { passages } = collapse(admit(proofs, []), 2);
    expect(passages).toHaveLength(1);
    expect(passages[0]).toMatchObject({ first: times[0], last: times[39] });
    expect(passages[0]?.ids).toHaveLength(40);
  });

  test('B14 two cameras seeing one entry are one passage, both evidences kept', () => {
    const [a, b] = seen('in 06:57:00, in 06:57:02');
    const { passages } = collapse(
      admit(
        [
          { ...a!, cameraId: 'left' },
          { ...b!, cameraId: 'right' },
        ],
        [],
      ),
      2,
    );
    expect(passages.map((p) => p.ids)).toEqual([['s1', 's2']]);
  });

  test.each([
    ['B19', 'an unknown face is a visitor', { match: 'unknown' }, { as: 'none', because: 'visitor' }],
    ['B20', 'the review band is a question', { match: 'review' }, { as: 'uncertain' }],
    ['B22', 'a look-alike is a question', { lookAlike: true }, { as: 'uncertain' }],
    ['B23', 'what may be a photo or a screen is a question', { live: false }, { as: 'uncertain' }],
    [
      'B24',
      'without consent nobody is matched',
      { consented: false },
      { as: 'none', because: 'notConsented' },
    ],
    [
      'G81',
      'a withdrawn consent stops the face at once',
      { consented: false },
      { as: 'none', because: 'notConsented' },
    ],
    ['—', 'an ordinary face is a proof', {}, { as: 'certain' }],
  ] as const)('%s %s', (_id, _name, facts, expected) => {
    expect(admitSighting({ ...face, ...facts })).toEqual(expected);
  });

  test('B21 two doors 12 km apart within 5 minutes: both held for review', () => {
    const [near, far, later] = seen('in 06:55, in 07:00, out 11:31').map(({ id, at }, i) => {
      const doorId = i === 1 ? 'far' : 'near';
      return { id, doorId, firstAt: at, lastAt: at, by: 'recognition' as const };
    });
    const sightings = [near!, far!, later!];
    const held = (minutes: number) =>
      heldByWalking(sightings, () => ({ leastMs: minutes * 60_000, since: 0 }));
    expect([...held(15)].sort()).toEqual([near!.id, far!.id].sort());
    expect([...held(3)]).toEqual([]);
  });
});

describe('C: clocks and doors', () => {
  test('C30 a camera clock 7 minutes fast is corrected and loses confidence', () => {
    const time = correctTime({
      deviceAt: at('07:12'),
      receivedAt: at('07:05:03'),
      measuredOffsetMs: 7 * 60_000,
    });
    expect(time).toEqual({ verdict: 'doubtful', at: at('07:05'), offsetMs: 420_000 });
  });

  test.each([
    ['1970', 0],
    ['the future', at('09:00', '2026-03-13')],
  ])('C32 an event dated %s is kept aside', (_name, deviceAt) => {
    expect(correctTime({ deviceAt, receivedAt: at('07:00'), measuredOffsetMs: 0 }).verdict).toBe(
      'quarantined',
    );
  });

  test('C35 the miss rate of a door comes from people seen without their passage', () => {
    const counts = countMisses(seen('inside 08:10, out 11:31, in 13:20, in 14:00, out 17:00'), 2);
    expect(counts).toEqual({ in: { passages: 3, missed: 1 }, out: { passages: 3, missed: 1 } });
    expect(missRate([counts.in], 30)).toBeNull();
    expect(
      missRate(
        Array.from({ length: 10 }, () => counts.in),
        30,
      ),
    ).toBeCloseTo(1 / 3);
  });
});

describe('D: calendar', () => {
  test('D41 a version with a past date changes open days and lists them; closed months get a proposal', () => {
    const before = record({ seen: 'in 07:20, out 11:31, in 13:20, out 17:01' });
    const later = [
      { key: 'S', start: '07:30', end: '11:30' },
      { key: 'C', start: '13:30', end: '17:00' },
    ];
    const after = record({ seen: 'in 07:20, out 11:31, in 13:20, out 17:01', sessions: later });
    expect(compareRecords(before, after)).toMatchObject({
      added: [],
      removed: ['S late 20'],
      date: thursday,
    });
    expect(onLateInput(thursday, new Set(['2026-03']))).toEqual({
      action: 'proposeAdjustment',
      closedMonth: '2026-03',
    });
    expect(onLateInput(thursday, new Set(['2026-02']))).toEqual({ action: 'recompute' });
  });

  test('D47 an expected holiday blocks the closing of its month', () => {
    const inputs = { records: [], excusals: [], openReviewIds: [], openDisputeIds: [] };
    const calendar = vietnamHolidays(2027);
    expect(closeChecklist({ ...inputs, month: '2027-02', calendar }).blockers.map((b) => b.kind)).toContain(
      'unconfirmedHoliday',
    );
    expect(closeChecklist({ ...inputs, month: '2027-03', calendar }).blockers).toEqual([]);
  });

  test('D48 24/11 is never inferred', () => {
    expect(vietnamHolidays(2026).some((d) => d.date === '2026-11-24')).toBe(false);
  });

  test('D51 days of 23 and 25 hours: rules by civil time, durations by instants', () => {
    const night = [{ key: 'T', start: '22:00', end: '06:00', endsNextDay: true }];
    const hours = (date: string) => {
      const { from, to } = sessionInterval(night[0]!, date, 'Europe/Berlin');
      return (to - from) / 3_600_000;
    };
    expect(['2026-03-27', '2026-03-28', '2026-10-24'].map(hours)).toEqual([8, 7, 9]);
    expect(toInstant('2026-03-29', '02:30', 'Europe/Berlin', 'start')).toBe(
      Date.parse('2026-03-29T01:30:00Z'),
    );
    expect(toInstant('2026-10-25', '02:30', 'Europe/Berlin', 'start')).toBe(
      Date.parse('2026-10-25T01:30:00Z'),
    );
    expect(toInstant('2026-10-25', '02:30', 'Europe/Berlin', 'end')).toBe(Date.parse('2026-10-25T00:30:00Z'));
    expect(toInstant('2026-11-01', '01:30', 'America/St_Johns', 'start')).toBe(
      Date.parse('2026-11-01T05:00:00Z'),
    );
  });

  test('D52 the work date is the office’s civil date, also at 23:59 on 29/02 and at the year’s end', () => {
    expect(toLocal(at('23:59', '2028-02-29'), zone).date).toBe('2028-02-29');
    expect(toLocal(at('23:59:59', '2026-12-31'), zone).date).toBe('2026-12-31');
    expect(datesOfMonth('2028-02')).toHaveLength(29);
    expect(datesOfMonth('2026-12').at(-1)).toBe('2026-12-31');
  });
});

describe('F: people', () => {
  const posting = aPerson().postings[0]!;
  const moved = aPerson({
    postings: [
      { ...posting, id: 'p1', validTo: '2026-03-14' },
      { ...posting, id: 'p2', divisionId: 'division-b', validFrom: '2026-03-15' },
    ],
  });

  test('F64 each day belongs to the division of that date', () => {
    const expect_ = expectationsOf(aBook());
    expect(expect_(moved, '2026-03-14', none).belongsTo?.divisionId).toBe('division-a');
    expect(expect_(moved, '2026-03-15', none).belongsTo?.divisionId).toBe('division-b');
  });

  test('F67 people are told apart by code, names only by what is written', () => {
    const a = record({ seen: fullDay });
    const b = record({ seen: fullDay, person: { employeeId: 'lan-2' } });
    expect(a.inputsDigest).not.toBe(b.inputsDigest);
  });

  test('F68 a sighting of the wrong person is dismissed and the day follows', () => {
    const k = { id: 'k', by: 'Quản trị', decidedAt: 0, reason: 'đăng ký nhầm ảnh' };
    const r = record({ seen: 'in 06:55', corrections: [{ ...k, kind: 'dismissProof', proofId: 's1' }] });
    expect(outcomes(r)).toBe('S:absent C:absent');
  });

  const open: CaseState = {
    category: 'civilServant',
    detectedOn: '2026-03-12',
    complex: false,
    hold: null,
    requestedByPerson: false,
    heard: true,
  };

  test('F69 civil servants and contract workers have different time limits', () => {
    expect(regimes.civilServant.id).not.toBe(regimes.worker.id);
    expect(disciplineStep(open, '2026-07-01')).toEqual({ allowed: false, because: 'expired' });
    expect(disciplineStep({ ...open, category: 'worker' }, '2026-07-01')).toEqual({ allowed: true });
  });

  test.each(['pregnancy', 'maternityLeave', 'childUnder12Months', 'seriousIllness'] as const)(
    'F70 %s: the case is open, its discipline step is held',
    (hold) => {
      expect(disciplineStep({ ...open, hold }, '2026-04-01')).toEqual({ allowed: false, because: hold });
      const asked = disciplineStep({ ...open, hold, requestedByPerson: true }, '2026-04-01');
      expect(asked.allowed).toBe(hold !== 'seriousIllness');
    },
  );
});

describe('G: changes, closing, cases', () => {
  const month = ['2026-03-10', '2026-03-11', thursday].map((date) => record({ date, seen: fullDay }));
  const start = chainStart('office', '2026-03', null);

  test('G71 a late event after a provisional day: recomputed, told only if something asserted changed', () => {
    const flagged = record({ seen: 'in 07:20, out 11:31, in 13:20, out 17:01' });
    const cleared = record({ seen: 'in 06:58, in 07:20, out 11:31, in 13:20, out 17:01' });
    const extra = record({ seen: 'in 07:20, out 11:31, in 13:20, out 17:00, out 17:01' });
    expect(worthTelling(flagged, cleared)).toBe(true);
    expect(worthTelling(flagged, extra)).toBe(false);
    expect(worthTelling(null, record({ seen: 'in 07:20', until: at('08:00') }))).toBe(false);
  });

  test('G72 closed records are a chain: an altered, removed or moved row is named', () => {
    const seal = sealing(start);
    const sealed = month.map((it) => seal(it.employeeId, it.date, JSON.stringify(it)));
    const faultsOf = (rows: SealedRecord[], first = start) => {
      const check = chainCheck(first);
      return [...rows.flatMap((row) => check.row(row)), ...check.end(3).faults];
    };
    expect(faultsOf(sealed)).toEqual([]);
    const altered = sealed.map((row, i) =>
      i === 1 ? { ...row, text: row.text.replace('"lateMinutes":0', '"lateMinutes":5') } : row,
    );
    expect(faultsOf(altered)).toEqual([
      { kind: 'altered', position: 1, employeeId: 'lan', date: '2026-03-11' },
    ]);
    expect(faultsOf([sealed[0]!, sealed[2]!])).toContainEqual({ kind: 'missing', position: 1 });
    expect(faultsOf(sealed.slice(0, 2))).toEqual([{ kind: 'count', expected: 3, found: 2 }]);
    expect(faultsOf(sealed, chainStart('office', '2026-04', null))).toHaveLength(1);
  });

  test('G73 G74 the same rules and evidence give the same record and digest, whoever computes it', () => {
    expect(record({ seen: fullDay })).toEqual(record({ seen: fullDay }));
    const stricter = record({ seen: fullDay, rules: { arrivalGraceMinutes: 4 } });
    expect(stricter.inputsDigest).not.toBe(record({ seen: fullDay }).inputsDigest);
  });

  test('G76 a disputed candidate is left out of totals', () => {
    const r = record({ seen: 'in 07:20, out 11:31, in 13:20, out 17:01' });
    expect(totalsOf([r])).toMatchObject({ late: 1, lateMinutes: 20 });
    expect(addRecord(noTotals(), r, (kind) => kind === 'late')).toMatchObject({
      late: 0,
      lateMinutes: 0,
      onTime: 2,
    });
  });

  test('G77 a change after reporting is a line of what was and what is', () => {
    const was = record({ seen: '' });
    const is = record({ seen: '', excusals: [anExcusal({ kind: 'businessTrip' })] });
    expect(compareRecords(was, is)).toMatchObject({
      before: { outcome: 'absent' },
      after: { outcome: 'excused' },
      added: [],
    });
    expect(compareRecords(is, is)).toBeNull();
  });

  test('G78 nobody decides about themselves, nobody away decides', () => {
    const here = () => false;
    const line = [
      { employeeId: 'head', absentOn: here },
      { employeeId: 'deputy', absentOn: (date: string) => date === thursday },
      { employeeId: 'chief', absentOn: here },
    ];
    expect(approverFor('lan', line, thursday)).toBe('head');
    expect(approverFor('head', line, thursday)).toBe('chief');
    expect(approverFor('head', line, '2026-03-13')).toBe('deputy');
    expect(approverFor('chief', line.slice(2), thursday)).toBeNull();
  });

  test('G79 three upheld in a month suggest a meeting and nothing more', () => {
    expect([0, 1, 2, 3].map((n) => suggestionFor(n))).toEqual(['none', 'remind', 'remind', 'meet']);
  });

  test('G80 after the time limit a case is shown as expired', () => {
    expect(caseClock(regimes.civilServant, '2026-01-01', false, '2026-04-01')).toMatchObject({
      daysLeft: 0,
      expired: false,
    });
    expect(caseClock(regimes.civilServant, '2026-01-01', false, '2026-04-02').expired).toBe(true);
    expect(caseClock(regimes.civilServant, '2026-01-01', true, '2026-04-02').expired).toBe(false);
  });
});

describe('H: reports', () => {
  test.each([
    ['2026-02', 28],
    ['2028-02', 29],
    ['2026-04', 30],
    ['2026-03', 31],
  ])('H84 the grid of %s has %i days', (month, days) => {
    const row = timesheetRow(
      month,
      'lan',
      new Map([[`${month}-10`, record({ date: `${month}-10`, seen: '' })]]),
    );
    expect(row.cells).toHaveLength(31);
    expect(row.cells.filter((c) => c.date !== null)).toHaveLength(days);
    expect(row.cells.slice(days).every((c) => c.symbol === '' && c.shaded)).toBe(true);
  });

  test('H84 halves count as halves, holidays and unknown sessions count nowhere', () => {
    const leave = record({
      seen: 'in 13:25, out 17:01',
      excusals: [anExcusal({ kind: 'unpaidLeave', part: { kind: 'sessions', keys: ['S'] } })],
    });
    const row = timesheetRow(
      '2026-03',
      'lan',
      new Map([
        [thursday, leave],
        ['2026-03-13', record({ date: '2026-03-13', seen: 'in 06:55' })],
      ]),
    );
    expect(row.cells[11]?.symbol).toBe('No½/+½');
    expect(row.days).toEqual({ paid: 0.5, unpaid: 0.5, socialInsurance: 0, uncounted: 1 });
  });

  test('H85 the rate is over sessions with enough evidence; the others are shown apart', () => {
    const totals = totalsOf([
      record({ seen: 'in 07:20, out 11:31, in 13:20, out 17:01' }),
      record({ gaps: '00:00-23:59:59' }),
    ]);
    expect(totals).toMatchObject({ sessionsExpected: 4, sessionsJudged: 2, onTime: 1, insufficient: 2 });
    expect([onTimeRate(totals), coverageRate(totals), onTimeRate(noTotals())]).toEqual([0.5, 0.5, null]);
  });

  test('H86 a division of two is withheld, and one more so that it cannot be worked out', () => {
    const groups = [
      { id: 'a', people: 2, figures: 1 },
      { id: 'b', people: 5, figures: 2 },
      { id: 'c', people: 9, figures: 3 },
    ];
    expect(withheld(groups).map((g) => g.figures)).toEqual([null, null, 3]);
    expect(withheld(groups.slice(1)).map((g) => g.figures)).toEqual([2, 3]);
  });

  test('H87 a month without violations still has its totals', () => {
    expect(totalsOf([record({ seen: fullDay })])).toMatchObject({
      late: 0,
      early: 0,
      absent: 0,
      onTime: 2,
      sessionsJudged: 2,
    });
    expect(findings(record({ seen: fullDay }))).toBe('');
  });

  test('H88 names: NFC, given name first, in Vietnamese order', () => {
    const decomposed = 'Nguyễn Văn  Ân'.normalize('NFD');
    expect(normalName(decomposed)).toBe('Nguyễn Văn Ân');
    const names = ['Trần Thị Đào', 'Lê Văn Dũng', 'Nguyễn Văn Ân', 'Phạm Thị An', 'Bùi Văn An'];
    expect([...names].sort(compareNames)).toEqual([
      'Bùi Văn An',
      'Phạm Thị An',
      'Nguyễn Văn Ân',
      'Lê Văn Dũng',
      'Trần Thị Đào',
    ]);
  });
});
