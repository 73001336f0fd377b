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

/** Missing minutes when even the most that is possible stays under the day's minimum; null when not, or not yet known. */
function shortHours(judgements: readonly SessionJudgement[], expectation: DayExpectation): Minutes | null {
  const minimum = expectation.rules.minimumMinutes;
  if (minimum === null || judgements.length === 0) return null;
  if (judgements.some((j) => j.arrivalVerdict === 'pending' || j.departureVerdict === 'pending')) return null;
  // A session nobody was seen in is its own finding.
  if (judgements.some((j) => j.arrivalVerdict === 'none')) return null;
  const possible = judgements.reduce((sum, j) => sum + j.possible, expectation.freeMinutes);
  const proved = judgements.reduce((sum, j) => sum + j.proved, expectation.freeMinutes);
  if (possible >= minimum) return null;
  return {
    best: minimum - possible,
    exact: minimum - possible,
    worst: Math.max(minimum - proved, minimum - possible),
  };
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
