import type { CandidateKind, Correction } from './types/evidence.ts';
import type { Candidate, DayExpectation, DerivationStep } from './types/record.ts';
import { MINUTE } from './civil-time.ts';
import { compareCorrections } from './passages.ts';
import { step } from './derive.ts';
import type { Minutes, SessionJudgement } from './judge-session.ts';

/**
 * The adverse findings the evidence forces, after personal allowances and people's withdrawals.
 * Verdicts of findings that an allowance covers are turned to the good ones in `judgements`.
 */
export function candidatesOf(
  judgements: SessionJudgement[],
  expectation: DayExpectation,
  corrections: readonly Correction[],
  out: DerivationStep[],
): Candidate[] {
  const { rules } = expectation;
  const candidates: Candidate[] = [];
  let free = expectation.freeMinutes;
  const covered = (j: SessionJudgement, kind: 'late' | 'early', grace: number): boolean => {
    const minutes = j[kind];
    const used = Math.min(free, minutes.best);
    if (used === 0) return false;
    free -= used;
    out.push(step('allowance.free', j.session.key, { kind, usedMinutes: used }, expectation.allowanceIds));
    j[kind] = less(minutes, used);
    return j[kind].best <= grace;
  };
  for (const j of judgements) {
    const key = j.session.key;
    if (j.arrivalVerdict === 'none' && j.session.required !== null) {
      const minutes = (j.session.required.to - j.session.required.from) / MINUTE;
      candidates.push(candidate('absent', key, { best: minutes, exact: minutes, worst: minutes }));
      continue;
    }
    if (j.arrivalVerdict === 'late') {
      // Late minutes counted from the end of the grace have it taken off already.
      const grace = rules.countLateFrom === 'grace' ? 0 : rules.arrivalGraceMinutes;
      if (covered(j, 'late', grace)) j.arrivalVerdict = 'onTime';
      else candidates.push(candidate('late', key, j.late));
    }
    if (j.departureVerdict === 'early') {
      if (covered(j, 'early', rules.departureGraceMinutes)) j.departureVerdict = 'full';
      else candidates.push(candidate('early', key, j.early));
    }
    if (j.departureVerdict === 'missing')
      candidates.push(candidate('missingDeparture', key, { best: 0, exact: 0, worst: null }));
  }
  const short = shortHours(judgements, expectation);
  if (short) {
    candidates.push(candidate('shortHours', null, short));
    out.push(step('hours.short', null, { minimumMinutes: rules.minimumMinutes, bestMinutes: short.best }));
  }
  return corrections.length === 0 ? candidates : candidates.map((c) => withdrawn(c, corrections, out));
}

function less(minutes: Minutes, used: number): Minutes {
  const worst = minutes.worst === null ? null : minutes.worst - used;
  return { best: minutes.best - used, exact: Math.max(0, minutes.exact - used), worst };
}

function candidate(kind: CandidateKind, sessionKey: string | null, minutes: Minutes): Candidate {
  return {
    kind,
    sessionKey,
    minutesCounted: minutes.best,
    minutesExact: minutes.exact,
    range: { from: minutes.best, to: minutes.worst },
    withdrawnBy: null,
  };
}

/**
 * Minutes short of the day's minimum even in the best case; null when not short. Only sessions whose stay has
 * both ends can fall short: absences are findings of their own, and what is open counts as kept.
 */
function shortHours(judgements: readonly SessionJudgement[], expectation: DayExpectation): Minutes | null {
  const minimum = expectation.rules.minimumMinutes;
  if (minimum === null || judgements.length === 0) return null;
  let possible = expectation.freeMinutes;
  let proved = expectation.freeMinutes;
  for (const j of judgements) {
    const length = Math.round((j.session.scheduled.to - j.session.scheduled.from) / MINUTE);
    const closed = isClosed(j);
    possible += closed ? j.possible : length;
    proved += closed ? Math.min(j.proved, j.possible) : length;
  }
  const best = minimum - possible;
  return best <= 0 ? null : { best, exact: best, worst: Math.max(minimum - proved, best) };
}

function isClosed({ session, arrival, departure }: SessionJudgement): boolean {
  if (session.required === null || arrival.waiting || departure.waiting) return false;
  const came = arrival.basis === 'seen' || arrival.basis === 'hereAlready';
  const went =
    departure.basis === 'seen' || departure.basis === 'stayed' || departure.basis === 'seenAfterEnd';
  return came && went;
}

function withdrawn(c: Candidate, corrections: readonly Correction[], out: DerivationStep[]): Candidate {
  const decision = corrections
    .filter((k) => k.kind === 'withdrawCandidate' && k.candidate === c.kind && k.sessionKey === c.sessionKey)
    .sort(compareCorrections)
    .at(-1);
  if (!decision) return c;
  out.push(
    step('candidate.withdrawn', c.sessionKey, { kind: c.kind, by: decision.by, reason: decision.reason }, [
      decision.id,
    ]),
  );
  return { ...c, withdrawnBy: decision.id };
}
