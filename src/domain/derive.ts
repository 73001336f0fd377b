import type { ArrivalEvidence } from './arrival.ts';
import type { DepartureEvidence } from './departure.ts';
import type { Timeline } from './timeline.ts';
import type { Proof } from './types/evidence.ts';
import type { DayExpectation, DerivationStep } from './types/record.ts';
import { ruleVersions, type RuleName } from './rule-versions.ts';
import type { SessionJudgement } from './judge-session.ts';

/** Builds the "why?" of a record step by step. Facts stay data; words are made when someone reads them. */

type Facts = DerivationStep['facts'];
const noRefs: string[] = [];

export function step(
  rule: RuleName,
  sessionKey: string | null,
  facts: Facts,
  refs: string[] = noRefs,
): DerivationStep {
  return { rule, version: ruleVersions[rule], sessionKey, facts, refs };
}

/** What was expected and why: the day's kind with the versions it rests on. */
export function expectationStep(expectation: DayExpectation): DerivationStep {
  const { scheduleVersionId, overrideId, calendarDayId, allowanceIds } = expectation;
  const refs = [scheduleVersionId, overrideId, calendarDayId, ...allowanceIds].filter((id) => id !== null);
  return step(
    'day.kind',
    null,
    { kind: expectation.kind, unconfirmed: expectation.calendarUnconfirmed },
    refs,
  );
}

/** All steps of one session, in the order a person would check them. */
export function sessionSteps(
  j: SessionJudgement,
  timeline: Timeline,
  graceMinutes: Grace,
  out: DerivationStep[],
): void {
  const { session } = j;
  const key = session.key;
  out.push(step('session.expected', key, { startAt: session.scheduled.from, endAt: session.scheduled.to }));
  for (const part of session.excused) {
    out.push(
      step('session.excusedPart', key, { fromAt: part.from, toAt: part.to, kind: part.kind }, [
        part.excusalId,
      ]),
    );
  }
  if (session.required === null) {
    out.push(step('session.excused', key, {}));
    return;
  }
  out.push(
    step('session.window', key, {
      requiredFromAt: session.required.from,
      requiredToAt: session.required.to,
      fromAt: session.window.from,
      toAt: session.window.to,
    }),
  );
  byRuleSteps(j, timeline, out);
  if (j.arrivalVerdict === 'none' || (j.arrival.basis === 'nobody' && !j.arrivalCorrection))
    absenceSteps(j, out);
  else {
    arrivalSteps(j, graceMinutes, out);
    departureSteps(j, graceMinutes, out);
    toldSteps(j, timeline, out);
  }
}

/** Where a passage that the session rests on was not given by a camera alone: who told the face, or where it is written. */
function toldSteps(j: SessionJudgement, timeline: Timeline, out: DerivationStep[]): void {
  if (timeline.told.size === 0) return;
  const ids = [...(j.arrival.passage?.ids ?? noRefs), ...(j.departure.passage?.ids ?? noRefs)];
  for (const id of new Set(ids)) {
    const proof = timeline.told.get(id);
    if (proof !== undefined) out.push(...toldStep(j.session.key, proof));
  }
}

const originRule = {
  file: 'evidence.punched',
  signIn: 'evidence.signedIn',
  badge: 'evidence.badge',
  deviceFace: 'evidence.deviceFace',
} as const;

function toldStep(key: string, proof: Proof): DerivationStep[] {
  const { id, at: seenAt, direction, review, origin } = proof;
  if (review !== undefined)
    return [step('evidence.reviewed', key, { seenAt, direction, by: review.by }, [id, review.decisionId])];
  if (origin === undefined) return [];
  const { kind, ...facts } = origin;
  return [step(originRule[kind], key, { seenAt, direction, ...facts }, [id])];
}

export type Grace = { arrival: number; departure: number };

function byRuleSteps(j: SessionJudgement, timeline: Timeline, out: DerivationStep[]): void {
  for (const p of timeline.passages) {
    if (!p.byRule || (p !== j.arrival.passage && p !== j.departure.passage)) continue;
    out.push(step('passage.byRule', j.session.key, { passedAt: p.first, direction: p.direction }, p.ids));
  }
}

function evidenceSteps(
  key: string,
  evidence: ArrivalEvidence | DepartureEvidence,
  direction: 'in' | 'out',
  out: DerivationStep[],
): void {
  for (const gap of evidence.gaps) {
    if (gap.reason === 'notYet') continue;
    out.push(
      step(
        'evidence.gap',
        key,
        { fromAt: gap.from, toAt: gap.to, reason: gap.reason, direction },
        gap.doorIds,
      ),
    );
  }
  for (const u of evidence.reviews) {
    out.push(step('evidence.uncertain', key, { seenAt: u.at, direction: u.direction }, [u.id]));
  }
}

function absenceSteps(j: SessionJudgement, out: DerivationStep[]): void {
  const key = j.session.key;
  evidenceSteps(key, j.arrival, 'in', out);
  const rule =
    j.arrivalVerdict === 'none'
      ? 'absence.certain'
      : j.arrivalVerdict === 'pending'
        ? 'absence.pending'
        : 'absence.undecided';
  out.push(step(rule, key, { fromAt: j.session.window.from, toAt: j.session.scheduled.to }));
}

function arrivalSteps(j: SessionJudgement, grace: Grace, out: DerivationStep[]): void {
  const { arrival, session } = j;
  const key = session.key;
  const ids = arrival.passage?.ids ?? noRefs;
  const { earliest: earliestAt, latest: latestAt } = arrival;
  if (j.arrivalCorrection) {
    out.push(
      step(
        'arrival.corrected',
        key,
        { seenAt: arrival.earliest, by: j.arrivalCorrection.by, reason: j.arrivalCorrection.reason },
        [j.arrivalCorrection.id],
      ),
    );
  } else {
    const seenAt = arrival.passage?.first ?? null;
    out.push(step(`arrival.${arrival.basis}`, key, { earliestAt, latestAt, seenAt }, ids));
    evidenceSteps(key, arrival, 'in', out);
  }
  if (j.arrivalVerdict === 'notJudged' || j.arrivalVerdict === 'none') return;
  const limitAt = (session.required ?? session.scheduled).from;
  const facts = {
    earliestAt,
    latestAt,
    limitAt,
    flexibleMinutes: session.flexibleMinutes,
    graceMinutes: grace.arrival,
    bestMinutes: j.late.best,
    worstMinutes: j.late.worst,
  };
  out.push(step(`arrival.${j.arrivalVerdict}`, key, facts, ids));
}

function departureSteps(j: SessionJudgement, grace: Grace, out: DerivationStep[]): void {
  const { departure, session } = j;
  const key = session.key;
  const ids = departure.passage?.ids ?? noRefs;
  const { earliest: earliestAt, latest: latestAt } = departure;
  if (j.departureCorrection) {
    out.push(
      step(
        'departure.corrected',
        key,
        { seenAt: departure.earliest, by: j.departureCorrection.by, reason: j.departureCorrection.reason },
        [j.departureCorrection.id],
      ),
    );
  } else if (departure.basis !== 'nobody') {
    out.push(
      step(
        `departure.${departure.basis}`,
        key,
        { earliestAt, latestAt, seenAt: departure.passage?.last ?? null },
        ids,
      ),
    );
    evidenceSteps(key, departure, 'out', out);
  }
  if (j.departureVerdict === 'notJudged' || j.departureVerdict === 'none') return;
  const limitAt = (session.required ?? session.scheduled).to;
  const facts = {
    earliestAt,
    latestAt,
    limitAt,
    graceMinutes: grace.departure,
    bestMinutes: j.early.best,
    worstMinutes: j.early.worst,
  };
  out.push(step(`departure.${j.departureVerdict}`, key, facts, ids));
}
