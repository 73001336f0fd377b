import { performance } from 'node:perf_hooks';
import { datesOfMonth, toInstant } from '../src/domain/civil-time.ts';
import { compileCoverage } from '../src/domain/coverage.ts';
import { evaluateDay } from '../src/domain/evaluate-day.ts';
import { expectationsOf, type OfficeBook } from '../src/domain/expect-day.ts';
import { defaultRules } from '../src/domain/rules.ts';
import type { Coverage, Direction, Proof } from '../src/domain/types/evidence.ts';
import type { Person } from '../src/domain/types/schedule.ts';

/**
 * How many employee-days the pure engine judges in a second on one core, expectation, evidence, derivation and digest
 * included: a month of an office whose people each have four sightings a day and whose door was blind for ten minutes.
 */
const zone = 'Asia/Ho_Chi_Minh';
const month = '2026-03';
const nobody = { excusals: [], allowances: [] };

/** Measured as the best of several rounds, because the first ones warm up the compiler. */
export function measureEngine(people = 500, rounds = 6): { employeeDaysPerSecond: number; findings: number } {
  const expectDay = expectationsOf(anOfficeBook());
  const staff = Array.from({ length: people }, (_, i) => aPerson(i));
  const dates = datesOfMonth(month);
  const days = dates.map((date) => ({
    date,
    proofs: proofsOf(date),
    coverage: coverageOf(date, expectDay(staff[0] ?? aPerson(0), date, nobody).span),
  }));
  let best = 0;
  let findings = 0;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    findings = 0;
    staff.forEach((person, i) => {
      for (const { date, proofs, coverage } of days) {
        const expectation = expectDay(person, date, nobody);
        const mine = proofs[i % proofs.length] ?? [];
        const { employeeId } = person;
        findings += evaluateDay({
          employeeId,
          expectation,
          proofs: mine,
          coverage,
          corrections: [],
          evaluatedUntil: expectation.span.to,
        }).candidates.length;
      }
    });
    best = Math.max(best, (staff.length * dates.length) / ((performance.now() - start) / 1000));
  }
  return { employeeDaysPerSecond: Math.round(best), findings };
}

function anOfficeBook(): OfficeBook {
  const work = [
    { key: 'S', start: '07:00', end: '11:30' },
    { key: 'C', start: '13:30', end: '17:00' },
  ];
  const week = { mon: work, tue: work, wed: work, thu: work, fri: work, sat: [], sun: [] };
  const always = { validFrom: '2020-01-01', validTo: null };
  return {
    zone,
    versions: [{ id: 'hours-1', scheduleId: 'hours', week, rules: defaultRules, ...always }],
    assignments: [{ id: 'all', scheduleId: 'hours', target: { kind: 'office', id: 'office' }, ...always }],
    overrides: [],
    calendar: [],
  };
}

function aPerson(i: number): Person {
  return {
    employeeId: `01890a5d-ac96-774b-bcce-b302099a${String(i).padStart(4, '0')}`,
    joinedOn: '2020-01-01',
    leftOn: null,
    postings: [
      {
        id: 'p',
        officeId: 'office',
        divisionId: 'a',
        category: 'civilServant',
        position: '',
        validFrom: '2020-01-01',
        validTo: null,
      },
    ],
    groups: [],
    exemptions: [],
  };
}

/** Days on time, late after a gap, back late at noon and away early: every path is taken. */
function proofsOf(date: string): Proof[][] {
  const times = [
    ['06:55', '11:31', '13:20', '17:02'],
    ['07:25', '11:31', '13:20', '17:02'],
    ['06:51', '11:32', '13:41', '17:02'],
    ['06:58', '11:31', '13:25', '16:40'],
  ];
  const directions: Direction[] = ['in', 'out', 'in', 'out'];
  return times.map((day, variant) =>
    day.map((time, i): Proof => ({
      id: `01890a5d-ac96-774b-bcce-${date.replaceAll('-', '')}${variant}${i}00`,
      at: toInstant(date, time, zone, 'start') + i * 7000,
      doorId: '01890a5d-ac96-774b-bcce-000000000001',
      cameraId: '01890a5d-ac96-774b-bcce-000000000002',
      direction: directions[i] ?? 'both',
      certainty: 'certain',
      source: 'camera',
    })),
  );
}

function coverageOf(date: string, span: Coverage['span']): Coverage {
  const blind = {
    from: toInstant(date, '07:10', zone, 'start'),
    to: toInstant(date, '07:20', zone, 'start'),
  };
  const watched = [
    { from: span.from, to: blind.from },
    { from: blind.to, to: span.to },
  ];
  return compileCoverage(
    [
      { doorId: 'gate', direction: 'in', watched },
      { doorId: 'gate', direction: 'out', watched },
    ],
    span,
    0.2,
  );
}

if (import.meta.url === `file://${process.argv[1]}`) {
  process.stdout.write(`${JSON.stringify({ name: 'engine-pure', figures: measureEngine() })}\n`);
}
