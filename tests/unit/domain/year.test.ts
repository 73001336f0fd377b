import { describe, expect, test, vi } from 'vitest';
import { addDays, MINUTE } from '../../../src/domain/civil-time.ts';
import { compileCoverage } from '../../../src/domain/coverage.ts';
import { evaluateDay } from '../../../src/domain/evaluate-day.ts';
import type { DayExpectation, DayRecord } from '../../../src/domain/types/record.ts';
import { anOffice, isFalse, live, randomFrom, truth, year, type LivedDay } from './office-year.ts';

vi.setConfig({ testTimeout: 120_000 });

type Judged = { day: LivedDay; expectation: DayExpectation; record: DayRecord; withoutExcusals: DayRecord };

/** Lives the year of a seed and judges every day of it, events shuffled and some delivered twice. */
function* judgedYear(seed: number): Generator<Judged> {
  const random = randomFrom(seed);
  const office = anOffice(random);
  for (let date = `${year}-01-01`; date <= `${year}-12-31`; date = addDays(date, 1)) {
    for (const person of office.people) {
      const expectation = office.expectDay(person, date, office);
      const day = live(random, office, person, date, expectation);
      const proofs = random.shuffled([...day.proofs, ...day.proofs.slice(0, 1)]);
      const judge = (expected: DayExpectation) =>
        evaluateDay({
          employeeId: person.employeeId,
          expectation: expected,
          proofs,
          coverage: compileCoverage(office.lanesOf(date, expected.span), expected.span, 0.2),
          corrections: [],
          evaluatedUntil: expected.span.to,
        });
      const plain =
        expectation.excusalIds.length === 0
          ? expectation
          : office.expectDay(person, date, { ...office, excusals: [] });
      const record = judge(expectation);
      yield { day, expectation, record, withoutExcusals: plain === expectation ? record : judge(plain) };
    }
  }
}

describe.each([1, 20_260_316])('a year of office life, seed %i', (seed) => {
  test('nobody is accused falsely, and every late arrival on covered doors is found', () => {
    const counts = {
      days: 0,
      sessions: 0,
      late: 0,
      early: 0,
      absent: 0,
      insufficient: 0,
      foundLate: 0,
      withdrawn: 0,
    };
    const falseOnes: unknown[] = [];
    const notFound: unknown[] = [];
    for (const { day, expectation, record, withoutExcusals } of judgedYear(seed)) {
      counts.days += 1;
      const wrong = record.candidates.filter((c) => isFalse(c, expectation, day.stays));
      if (wrong.length > 0)
        falseOnes.push({
          date: day.date,
          who: day.person.employeeId,
          wrong,
          stays: day.stays,
          proofs: day.proofs,
        });
      for (const s of record.sessions) {
        counts.sessions += 1;
        if (s.outcome === 'insufficientEvidence') counts.insufficient += 1;
        if (s.outcome === 'absent') counts.absent += 1;
      }
      counts.late += record.candidates.filter((c) => c.kind === 'late').length;
      counts.early += record.candidates.filter((c) => c.kind === 'early').length;
      if (withoutExcusals.candidates.length > record.candidates.length) counts.withdrawn += 1;
      expect(record.provisional).toBe(false);
      if (!day.clean) continue;
      for (const session of expectation.sessions) {
        const really = session.required === null ? null : truth(session, day.stays);
        if (!really || really.late <= expectation.rules.arrivalGraceMinutes + expectation.freeMinutes)
          continue;
        const found = record.candidates.find((c) => c.kind === 'late' && c.sessionKey === session.key);
        const due = Math.min(
          really.late,
          ((session.required?.to ?? 0) - (session.required?.from ?? 0)) / MINUTE,
        );
        if (found && found.minutesCounted >= due - expectation.freeMinutes) counts.foundLate += 1;
        else
          notFound.push({
            date: day.date,
            who: day.person.employeeId,
            really,
            record: record.candidates,
            stays: day.stays,
          });
      }
    }
    expect(falseOnes.slice(0, 3)).toEqual([]);
    expect(notFound.slice(0, 3)).toEqual([]);
    expect(counts.days).toBe(50 * 365);
    // The year was eventful enough for the two claims to mean something.
    expect(counts.foundLate).toBeGreaterThan(800);
    expect(counts.early).toBeGreaterThan(300);
    expect(counts.absent).toBeGreaterThan(100);
    expect(counts.insufficient).toBeGreaterThan(300);
    expect(counts.withdrawn).toBeGreaterThan(50);
    expect(counts.insufficient / counts.sessions).toBeLessThan(0.2);
  });
});
