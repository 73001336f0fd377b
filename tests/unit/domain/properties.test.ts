import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { MINUTE, toInstant } from '../../../src/domain/civil-time.ts';
import { compileCoverage } from '../../../src/domain/coverage.ts';
import { evaluateDay } from '../../../src/domain/evaluate-day.ts';
import { expectationsOf } from '../../../src/domain/expect-day.ts';
import { addRecord, noTotals, totalsOf } from '../../../src/domain/month-totals.ts';
import { defaultRules } from '../../../src/domain/rules.ts';
import type { DoorLane, Proof } from '../../../src/domain/types/evidence.ts';
import type { DayInputs, DayRecord } from '../../../src/domain/types/record.ts';
import type { Allowance, ComplianceRules, Excusal } from '../../../src/domain/types/schedule.ts';
import type { Interval } from '../../../src/domain/types/time.ts';
import { aBook, anExcusal, aPerson, aVersion, twoSessions } from './builders.ts';

const runs = { numRuns: 1000 };
// A busy machine may take its time; nothing here depends on it.
vi.setConfig({ testTimeout: 120_000 });

/** Dates with a clock change among them: Berlin 29/03 and 25/10/2026, St John's 08/03 and 01/11/2026 (all Sundays). */
const places = fc.constantFrom(
  { zone: 'Asia/Ho_Chi_Minh', date: '2026-03-12' },
  { zone: 'Europe/Berlin', date: '2026-03-29' },
  { zone: 'Europe/Berlin', date: '2026-10-25' },
  { zone: 'America/St_Johns', date: '2026-03-08' },
  { zone: 'America/St_Johns', date: '2026-11-01' },
);

const directions = fc.constantFrom<Proof['direction'][]>('in', 'out', 'both', 'inside', 'in', 'out');
const minuteOfWindow = fc.integer({ min: 4 * 60, max: 20 * 60 });
const sighting = fc.record({
  minute: minuteOfWindow,
  second: fc.integer({ min: 0, max: 59 }),
  direction: directions,
  certain: fc.boolean(),
  camera: fc.constantFrom('a', 'b'),
});
const stretch = fc.tuple(
  minuteOfWindow,
  fc.integer({ min: 1, max: 240 }),
  fc.constantFrom('in', 'out', 'any'),
);

const excusalArb: fc.Arbitrary<Omit<Excusal, 'id' | 'firstDate' | 'lastDate'>> = fc
  .record({
    kind: fc.constantFrom<Excusal['kind'][]>('leave', 'businessTrip', 'meeting', 'incident'),
    start: fc.integer({ min: 300, max: 1000 }),
    length: fc.integer({ min: 5, max: 300 }),
    part: fc.constantFrom('day', 'S', 'C', 'times', 'times', 'times'),
    travelBufferMinutes: fc.constantFrom(0, 15, 30),
    doesNotReturn: fc.boolean(),
  })
  .map(({ start, length, part, ...rest }) => ({
    ...rest,
    employeeId: 'lan',
    state: 'approved' as const,
    part:
      part === 'day'
        ? { kind: 'day' as const }
        : part === 'times'
          ? { kind: 'times' as const, start: clock(start), end: clock(start + length) }
          : { kind: 'sessions' as const, keys: [part] },
  }));

const scenarioArb = fc.record({
  place: places,
  sightings: fc.array(sighting, { maxLength: 10 }),
  gaps: fc.array(stretch, { maxLength: 3 }),
  excusals: fc.array(excusalArb, { maxLength: 2 }),
  allowance: fc.constantFrom<(Allowance['placement'] | null)[]>(null, 'start', 'end', 'any'),
  untilMinute: fc.option(fc.integer({ min: 5 * 60, max: 21 * 60 }), { nil: null, freq: 3 }),
  flexible: fc.constantFrom(0, 0, 30),
  rules: fc.record({
    arrivalGraceMinutes: fc.integer({ min: 0, max: 20 }),
    departureGraceMinutes: fc.integer({ min: 0, max: 20 }),
    roundingMinutes: fc.constantFrom(1, 1, 5, 15),
    countLateFrom: fc.constantFrom<ComplianceRules['countLateFrom'][]>('start', 'grace'),
    bothCameras: fc.constantFrom<ComplianceRules['bothCameras'][]>('firstLast', 'presenceOnly'),
    minimumMinutes: fc.constantFrom(null, null, 240, 480),
    noiseMinutes: fc.constantFrom(0, 2, 5),
  }),
});
type Scenario = typeof scenarioArb extends fc.Arbitrary<infer T> ? T : never;

function clock(minute: number): string {
  const m = Math.min(minute, 1439);
  return `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
}

function inputsOf(s: Scenario, changed: Partial<Scenario> = {}): DayInputs {
  const { place, sightings, gaps, excusals, allowance, untilMinute, flexible, rules } = { ...s, ...changed };
  const { zone, date } = place;
  const work = twoSessions.map((session) => ({ ...session, flexibleMinutes: flexible }));
  const week = { mon: work, tue: work, wed: work, thu: work, fri: work, sat: work, sun: work };
  const book = aBook({ zone, versions: [{ ...aVersion({ rules: { ...defaultRules, ...rules } }), week }] });
  const expectation = expectationsOf(book)(aPerson(), date, {
    excusals: excusals.map((e, i) => anExcusal({ ...e, id: `x${i}`, firstDate: date, lastDate: date })),
    allowances: allowance
      ? [
          {
            id: 'al',
            employeeId: 'lan',
            minutesPerDay: 60,
            placement: allowance,
            ground: '',
            validFrom: date,
            validTo: date,
          },
        ]
      : [],
  });
  const midnight = toInstant(date, '03:30', zone, 'start');
  const instant = (minute: number) => midnight + (minute - 210) * MINUTE;
  const proofs = sightings.map((x, i): Proof => ({
    id: `s${i}`,
    at: instant(x.minute) + x.second * 1000,
    doorId: 'gate',
    cameraId: x.camera,
    direction: x.direction,
    certainty: x.certain ? 'certain' : 'uncertain',
    source: 'camera',
  }));
  const lanes = lanesOf(
    gaps.map(([from, length, lane]) => ({ from: instant(from), to: instant(from) + length * MINUTE, lane })),
    expectation.span,
  );
  return {
    employeeId: 'lan',
    expectation,
    proofs,
    coverage: compileCoverage(lanes, expectation.span, 1),
    corrections: [],
    evaluatedUntil: untilMinute === null ? expectation.span.to : instant(untilMinute),
  };
}

function lanesOf(gaps: (Interval & { lane: string })[], span: Interval): DoorLane[] {
  return (['in', 'out'] as const).map((direction) => {
    let watched: Interval[] = [span];
    for (const gap of gaps.filter((g) => g.lane === 'any' || g.lane === direction)) {
      watched = watched.flatMap((w) => [
        { from: w.from, to: Math.min(w.to, gap.from) },
        { from: Math.max(w.from, gap.to), to: w.to },
      ]);
    }
    return { doorId: 'gate', direction, watched: watched.filter((w) => w.to > w.from) };
  });
}

/** Minutes of a kind of finding in a session; null when there is none. */
function minutesOf(r: DayRecord, kind: string, key: string | null): number | null {
  return r.candidates.find((c) => c.kind === kind && c.sessionKey === key)?.minutesCounted ?? null;
}

/** The accusations of `after` must be among those of `before`, with no more minutes. Questions are not accusations. */
function expectNoWorse(after: DayRecord, before: DayRecord): void {
  for (const c of after.candidates) {
    if (c.kind === 'missingDeparture') continue;
    const least = minutesOf(before, c.kind, c.sessionKey);
    const absent = c.kind === 'shortHours' ? null : minutesOf(before, 'absent', c.sessionKey);
    const had = Math.max(least ?? -1, absent ?? -1);
    expect(had, `${c.sessionKey} ${c.kind} appeared`).toBeGreaterThanOrEqual(c.minutesCounted);
  }
}

const text = (value: unknown) => JSON.stringify(value);

describe('a day record', () => {
  test('does not depend on order or repetition of its inputs', () => {
    fc.assert(
      fc.property(scenarioArb, fc.array(fc.nat(), { minLength: 20, maxLength: 20 }), (s, order) => {
        const inputs = inputsOf(s);
        const shuffled = [...inputs.proofs, ...inputs.proofs]
          .map((proof, i) => ({ proof, key: order[i] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map((x) => x.proof);
        expect(text(evaluateDay({ ...inputs, proofs: shuffled }))).toBe(text(evaluateDay(inputs)));
      }),
      runs,
    );
  });

  test('is the same whether evidence came at once or late', () => {
    fc.assert(
      fc.property(scenarioArb, fc.nat({ max: 10 }), (s, cut) => {
        const inputs = inputsOf(s);
        evaluateDay({ ...inputs, proofs: inputs.proofs.slice(0, cut) });
        const late = { ...inputs, proofs: [...inputs.proofs.slice(cut), ...inputs.proofs.slice(0, cut)] };
        expect(text(evaluateDay(late))).toBe(text(evaluateDay(inputs)));
      }),
      runs,
    );
  });

  test('removing coverage never makes anyone worse', () => {
    fc.assert(
      fc.property(scenarioArb, stretch, (s, gap) => {
        const before = evaluateDay(inputsOf(s));
        expectNoWorse(evaluateDay(inputsOf(s, { gaps: [...s.gaps, gap] })), before);
      }),
      runs,
    );
  });

  test('knowing less of the day never accuses more', () => {
    fc.assert(
      fc.property(scenarioArb, fc.integer({ min: 0, max: 1439 }), (s, untilMinute) => {
        const whole = evaluateDay(inputsOf(s, { untilMinute: null }));
        expectNoWorse(evaluateDay(inputsOf(s, { untilMinute })), whole);
      }),
      runs,
    );
  });

  test('an uncertain sighting never adds an accusation', () => {
    fc.assert(
      fc.property(scenarioArb, sighting, (s, extra) => {
        const before = evaluateDay(inputsOf(s));
        const after = evaluateDay(inputsOf(s, { sightings: [...s.sightings, { ...extra, certain: false }] }));
        expectNoWorse(after, before);
      }),
      runs,
    );
  });

  test('an excusal never adds a candidate', () => {
    fc.assert(
      fc.property(scenarioArb, excusalArb, (s, extra) => {
        const before = evaluateDay(inputsOf(s));
        expectNoWorse(evaluateDay(inputsOf(s, { excusals: [...s.excusals, extra] })), before);
      }),
      runs,
    );
  });

  test('a longer grace never adds lateness', () => {
    fc.assert(
      fc.property(scenarioArb, fc.integer({ min: 1, max: 60 }), (s, more) => {
        const rules = { ...s.rules, arrivalGraceMinutes: s.rules.arrivalGraceMinutes + more };
        expectNoWorse(evaluateDay(inputsOf(s, { rules })), evaluateDay(inputsOf(s)));
        const longer = { ...s.rules, departureGraceMinutes: s.rules.departureGraceMinutes + more };
        expectNoWorse(evaluateDay(inputsOf(s, { rules: longer })), evaluateDay(inputsOf(s)));
      }),
      runs,
    );
  });

  test('a true sighting of coming in or being inside, earlier than the others, never increases lateness', () => {
    fc.assert(
      fc.property(scenarioArb, sighting, (s, extra) => {
        const first = Math.min(1440, ...s.sightings.filter((x) => x.certain).map((x) => x.minute));
        fc.pre(extra.minute < first && (extra.direction === 'in' || extra.direction === 'inside'));
        const before = evaluateDay(inputsOf(s));
        const after = evaluateDay(inputsOf(s, { sightings: [...s.sightings, { ...extra, certain: true }] }));
        before.sessions.forEach((was, i) => {
          const is = after.sessions[i];
          if (was.arrivalVerdict === 'onTime') expect(is?.arrivalVerdict).not.toBe('late');
          if (was.arrivalVerdict === 'late') {
            expect(minutesOf(after, 'late', was.key) ?? 0).toBeLessThanOrEqual(
              minutesOf(before, 'late', was.key) ?? 0,
            );
          }
          const directed = s.sightings.every((x) => x.direction !== 'both');
          if (directed && was.arrival.latest !== null)
            expect(is?.arrival.latest ?? Infinity).toBeLessThanOrEqual(was.arrival.latest);
        });
      }),
      runs,
    );
  });

  test('keeps its minutes within bounds and its ranges the right way round', () => {
    fc.assert(
      fc.property(scenarioArb, (s) => {
        const r = evaluateDay(inputsOf(s));
        for (const c of r.candidates) {
          const session = r.sessions.find((x) => x.key === c.sessionKey);
          const length = session ? (session.scheduled.to - session.scheduled.from) / MINUTE : Infinity;
          expect(c.minutesCounted).toBeGreaterThanOrEqual(0);
          expect(c.minutesCounted).toBeLessThanOrEqual(length);
          expect(Number.isInteger(c.minutesCounted)).toBe(true);
          if (c.range.to !== null) expect(c.range.to).toBeGreaterThanOrEqual(c.range.from);
        }
        for (const x of r.sessions) {
          const length = (x.scheduled.to - x.scheduled.from) / MINUTE;
          expect(x.presence.provedMinutes).toBeLessThanOrEqual(x.presence.possibleMinutes);
          expect(x.presence.possibleMinutes).toBeLessThanOrEqual(length);
          expect(x.presence.provedMinutes).toBeGreaterThanOrEqual(0);
          const { earliest, latest } = x.arrival;
          if (earliest !== null && latest !== null) expect(latest).toBeGreaterThanOrEqual(earliest);
          const end = x.departure;
          if (end.earliest !== null && end.latest !== null)
            expect(end.latest).toBeGreaterThanOrEqual(end.earliest);
        }
      }),
      runs,
    );
  });

  test('survives storage as JSON unchanged', () => {
    fc.assert(
      fc.property(scenarioArb, (s) => {
        const r = evaluateDay(inputsOf(s));
        const stored: unknown = JSON.parse(text(r));
        expect(text(stored)).toBe(text(r));
        expect(text(r)).not.toMatch(/null,null,null,null|NaN/);
      }),
      runs,
    );
  });
});

test('totals of a month are the sum of its days, in any grouping', () => {
  fc.assert(
    fc.property(fc.array(scenarioArb, { maxLength: 4 }), fc.nat({ max: 4 }), (scenarios, cut) => {
      const records = scenarios.map((s) => evaluateDay(inputsOf(s)));
      const whole = totalsOf(records);
      const parts = [records.slice(0, cut), records.slice(cut)].map(totalsOf);
      for (const key of [
        'lateMinutes',
        'earlyMinutes',
        'onTime',
        'late',
        'absent',
        'insufficient',
        'provedMinutes',
        'sessionsExpected',
      ] as const) {
        expect(whole[key]).toBe(parts.reduce((sum, p) => sum + p[key], 0));
      }
      expect(whole.lateMinutes).toBe(records.reduce((sum, r) => sum + r.lateMinutes, 0));
      expect(records.reduceRight((t, r) => addRecord(t, r), noTotals())).toEqual(whole);
    }),
    runs,
  );
});

test('an evaluation changes none of its inputs', () => {
  fc.assert(
    fc.property(scenarioArb, (s) => {
      const inputs = inputsOf(s);
      const copy = structuredClone(inputs);
      const first = evaluateDay(inputs);
      expect(text(inputs)).toBe(text(copy));
      expect(text(evaluateDay(copy))).toBe(text(first));
    }),
    runs,
  );
});
