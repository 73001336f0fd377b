import { MINUTE } from './civil-time.ts';
import { arrivalFor, type ArrivalEvidence } from './arrival.ts';
import { departureFor, type DepartureEvidence } from './departure.ts';
import { presenceIn } from './presence.ts';
import type { Timeline } from './timeline.ts';
import type { Correction } from './types/evidence.ts';
import type { ArrivalVerdict, DepartureVerdict, ExpectedSession } from './types/record.ts';
import type { ComplianceRules } from './types/schedule.ts';
import type { Instant } from './types/time.ts';

/** What the evidence says about one session, before findings, allowances and symbols. */
export type SessionJudgement = {
  session: ExpectedSession;
  arrival: ArrivalEvidence;
  departure: DepartureEvidence;
  arrivalVerdict: ArrivalVerdict;
  departureVerdict: DepartureVerdict;
  /** Minutes late / early in the best and the worst case; `worst` null when open. 0 when within the limits. */
  late: Minutes;
  early: Minutes;
  arrivalCorrection: Correction | null;
  departureCorrection: Correction | null;
  proved: number;
  possible: number;
};

export type Minutes = { best: number; exact: number; worst: number | null };
const noMinutes: Minutes = { best: 0, exact: 0, worst: 0 };

type Edges = { arrival: Correction | null; departure: Correction | null };

/** Judges one session of a day. `isLast`: the day's last session, where open stays become questions. */
export function judgeSession(
  session: ExpectedSession,
  timeline: Timeline,
  rules: ComplianceRules,
  corrected: Edges,
  isLast: boolean,
): SessionJudgement {
  const arrival = withArrival(arrivalFor(session, timeline), corrected.arrival);
  const departure = withDeparture(departureFor(session, timeline), corrected.departure);
  const presence = presenceIn(session, timeline);
  const judgement: SessionJudgement = {
    session,
    arrival,
    departure,
    arrivalVerdict: 'notJudged',
    departureVerdict: 'notJudged',
    late: noMinutes,
    early: noMinutes,
    arrivalCorrection: corrected.arrival,
    departureCorrection: corrected.departure,
    ...presence,
  };
  if (session.required === null) return judgement;
  judgeArrival(judgement, rules);
  judgeDeparture(judgement, rules, isLast);
  return judgement;
}

function withArrival(evidence: ArrivalEvidence, correction: Correction | null): ArrivalEvidence {
  if (correction?.kind !== 'setArrival') return evidence;
  const at = correction.at;
  return {
    ...evidence,
    basis: 'seen',
    earliest: at,
    latest: at,
    gaps: [],
    reviews: [],
    missing: [],
    waiting: false,
  };
}

function withDeparture(evidence: DepartureEvidence, correction: Correction | null): DepartureEvidence {
  if (correction?.kind !== 'setDeparture') return evidence;
  const at = correction.at;
  return {
    ...evidence,
    basis: 'seen',
    earliest: at,
    latest: at,
    gaps: [],
    reviews: [],
    missing: [],
    waiting: false,
  };
}

function judgeArrival(j: SessionJudgement, rules: ComplianceRules): void {
  const { arrival, session } = j;
  const required = session.required ?? session.scheduled;
  if (arrival.earliest === null) {
    j.arrivalVerdict = arrival.waiting ? 'pending' : 'none';
    return;
  }
  const limit = required.from + session.flexibleMinutes * MINUTE;
  const length = (required.to - required.from) / MINUTE;
  const best = Math.min(minutesAfter(limit, arrival.earliest, rules.roundingMinutes), length);
  const worst = arrival.latest === null ? null : minutesAfter(limit, arrival.latest, rules.roundingMinutes);
  const seen = arrival.basis !== 'nobody';
  if (!session.judgeArrival && seen) return;
  if (best > rules.arrivalGraceMinutes && seen) {
    j.arrivalVerdict = 'late';
    const grace = rules.countLateFrom === 'grace' ? rules.arrivalGraceMinutes : 0;
    const cap = (minutes: number) => Math.min(minutes, length) - grace;
    const exact = hundredths(Math.min((arrival.earliest - limit) / MINUTE, length) - grace);
    j.late = { best: cap(best), exact, worst: worst === null ? null : cap(worst) };
  } else if (worst !== null && worst <= rules.arrivalGraceMinutes) j.arrivalVerdict = 'onTime';
  else j.arrivalVerdict = arrival.waiting ? 'pending' : 'unknown';
}

function judgeDeparture(j: SessionJudgement, rules: ComplianceRules, isLast: boolean): void {
  const { arrival, departure, session } = j;
  const required = session.required ?? session.scheduled;
  if (arrival.earliest === null) {
    j.departureVerdict = j.arrivalVerdict === 'pending' ? 'pending' : 'none';
    return;
  }
  if (!session.judgeDeparture) return;
  if (departure.earliest === null) {
    j.departureVerdict = departure.waiting || arrival.waiting ? 'pending' : 'unknown';
    return;
  }
  const bestEnd = required.to + slide(j, arrival.earliest);
  const worstEnd = required.to + slide(j, arrival.latest ?? Infinity);
  const length = (required.to - required.from) / MINUTE;
  const best = departure.latest === null ? 0 : minutesAfter(departure.latest, bestEnd, rules.roundingMinutes);
  const worst = minutesAfter(departure.earliest, worstEnd, rules.roundingMinutes);
  if (best > rules.departureGraceMinutes) {
    j.departureVerdict = 'early';
    const exact = hundredths(Math.min((bestEnd - (departure.latest ?? bestEnd)) / MINUTE, length));
    j.early = { best: Math.min(best, length), exact, worst: Math.min(worst, length) };
  } else if (worst <= rules.departureGraceMinutes) j.departureVerdict = 'full';
  else j.departureVerdict = undecidedDeparture(departure, isLast);
}

function undecidedDeparture(departure: DepartureEvidence, isLast: boolean): DepartureVerdict {
  if (departure.waiting) return 'pending';
  const asks =
    departure.basis === 'unseenExit' ||
    (isLast && (departure.basis === 'open' || departure.basis === 'ambiguous'));
  return asks ? 'missing' : 'unknown';
}

/** How much later the session ends because the person used the flexible start. */
function slide(j: SessionJudgement, arrival: Instant): number {
  const { flexibleMinutes, required, scheduled } = j.session;
  if (flexibleMinutes === 0) return 0;
  return Math.min(Math.max(arrival - (required ?? scheduled).from, 0), flexibleMinutes * MINUTE);
}

/** Minutes from `limit` to `at`, cut down to the rounding step; 0 when not after it. */
function minutesAfter(limit: Instant, at: Instant, step: number): number {
  return at <= limit ? 0 : Math.floor((at - limit) / (step * MINUTE)) * step;
}

function hundredths(minutes: number): number {
  return Math.round(minutes * 100) / 100;
}
