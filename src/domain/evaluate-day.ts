import { MINUTE } from './civil-time.ts';
import { canonicalJson } from './digest.ts';
import { compareCorrections, inOrder, proofKey } from './passages.ts';
import { timelineOf, type Timeline } from './timeline.ts';
import { fingerprint } from './fingerprint.ts';
import type { Correction } from './types/evidence.ts';
import type {
  Candidate,
  DayInputs,
  DayKind,
  DayOutcome,
  DayRecord,
  DerivationStep,
  Outcome,
  SessionRecord,
} from './types/record.ts';
import { candidatesOf } from './candidates.ts';
import { expectationStep, sessionSteps, step } from './derive.ts';
import { judgeSession, type SessionJudgement } from './judge-session.ts';
import { ENGINE_VERSION } from './rule-versions.ts';
import { daySymbol, defaultSymbols, sessionCode } from './symbols.ts';

/**
 * The record of one person on one date: a pure function of its inputs, the same for every order, repetition and delay
 * of the evidence. Nothing adverse is asserted that the evidence does not force; see `docs/decisions/100` to `106` for the rules in words.
 */
export function evaluateDay(inputs: DayInputs): DayRecord {
  const { expectation } = inputs;
  const timeline = timelineOf(inputs);
  const derivation: DerivationStep[] = [expectationStep(expectation)];
  const grace = {
    arrival: expectation.rules.arrivalGraceMinutes,
    departure: expectation.rules.departureGraceMinutes,
  };
  const lastIndex = lastJudged(inputs);
  const judgements = expectation.sessions.map((session, i) => {
    const edges = editedEdges(inputs.corrections, session.key);
    const judgement = judgeSession(session, timeline, expectation.rules, edges, i === lastIndex);
    sessionSteps(judgement, timeline, grace, derivation);
    return judgement;
  });
  const candidates = candidatesOf(judgements, expectation, inputs.corrections, derivation);
  const sessions = judgements.map((j) => sessionRecord(j, candidates, expectation.kind));
  const provisional = sessions.length > 0 && inputs.evaluatedUntil < timeline.dayEnd;
  if (provisional) derivation.push(step('day.provisional', null, { untilAt: inputs.evaluatedUntil }));
  const conflicts = inputs.corrections.length === 0 ? [] : conflictsOf(judgements, timeline, derivation);
  return {
    engineVersion: ENGINE_VERSION,
    employeeId: inputs.employeeId,
    date: expectation.date,
    zone: expectation.zone,
    kind: expectation.kind,
    outcome: dayOutcome(sessions),
    sessions,
    candidates,
    conflicts,
    excusedAs: expectation.excusedAs,
    symbol: daySymbol(expectation.kind, expectation.excusedAs, sessions),
    provisional,
    presentUnexpected: sessions.length === 0 && timeline.passages.length > 0,
    lateMinutes: countedMinutes(candidates, 'late'),
    earlyMinutes: countedMinutes(candidates, 'early'),
    expectedMinutes: sum(sessions, (s) => Math.round((s.scheduled.to - s.scheduled.from) / MINUTE)),
    provedMinutes: sum(sessions, (s) => s.presence.provedMinutes),
    excusedMinutes: sum(sessions, (s) => s.excusedMinutes),
    belongsTo: expectation.belongsTo,
    calendarUnconfirmed: expectation.calendarUnconfirmed,
    derivation,
    inputsDigest: digestOfInputs(inputs),
  };
}

/** Open stays become questions at the last session that is expected of the person at all. */
function lastJudged(inputs: DayInputs): number {
  const { sessions } = inputs.expectation;
  for (let i = sessions.length - 1; i >= 0; i--) if (sessions[i]?.required) return i;
  return -1;
}

function editedEdges(corrections: readonly Correction[], key: string) {
  const edges: { arrival: Correction | null; departure: Correction | null } = {
    arrival: null,
    departure: null,
  };
  if (corrections.length === 0) return edges;
  for (const c of [...corrections].sort(compareCorrections)) {
    if (c.kind === 'setArrival' && c.sessionKey === key) edges.arrival = c;
    if (c.kind === 'setDeparture' && c.sessionKey === key) edges.departure = c;
  }
  return edges;
}

function sessionRecord(j: SessionJudgement, candidates: readonly Candidate[], kind: DayKind): SessionRecord {
  const { session, arrival, departure } = j;
  const outcome = sessionOutcome(j, candidates);
  const excusedAs = session.excused[0]?.kind ?? null;
  const code = sessionCode(outcome, outcome === 'excused' ? excusedAs : null, kind);
  return {
    key: session.key,
    scheduled: session.scheduled,
    required: session.required,
    window: session.window,
    arrival: { earliest: arrival.earliest, latest: arrival.latest },
    departure: { earliest: departure.earliest, latest: departure.latest },
    arrivalVerdict: j.arrivalVerdict,
    departureVerdict: j.departureVerdict,
    presence: { provedMinutes: j.proved, possibleMinutes: j.possible },
    excusedMinutes: sum(session.excused, (part) => Math.ceil((part.to - part.from) / MINUTE)),
    excusedAs,
    outcome,
    open: session.required !== null && (j.arrivalVerdict === 'pending' || j.departureVerdict === 'pending'),
    missing: session.required === null ? [] : missingOf(j),
    symbol: defaultSymbols[code].symbol,
  };
}

/** Only what leaves a verdict open is missing; gaps that decide nothing are not worth anyone's time. */
function missingOf(j: SessionJudgement): SessionRecord['missing'] {
  const arrival = j.arrivalVerdict === 'unknown' || j.arrivalVerdict === 'pending' ? j.arrival.missing : [];
  const open =
    j.departureVerdict === 'unknown' || j.departureVerdict === 'pending' || j.departureVerdict === 'missing';
  return open ? [...arrival, ...j.departure.missing] : arrival;
}

function sessionOutcome(j: SessionJudgement, candidates: readonly Candidate[]): Outcome {
  if (j.session.required === null) return 'excused';
  const asserted = (kind: Candidate['kind']) =>
    candidates.some((c) => c.kind === kind && c.sessionKey === j.session.key && c.withdrawnBy === null);
  if (j.arrivalVerdict === 'none') return asserted('absent') ? 'absent' : 'excused';
  const late = j.arrivalVerdict === 'late';
  const early = j.departureVerdict === 'early';
  const lateStands = late && asserted('late');
  const earlyStands = early && asserted('early');
  if (lateStands) return earlyStands ? 'lateAndEarly' : 'late';
  if (earlyStands) return 'early';
  if (j.arrivalVerdict === 'pending') return 'pending';
  if (j.arrivalVerdict === 'unknown' || j.departureVerdict === 'unknown') return 'insufficientEvidence';
  if (j.departureVerdict === 'missing' && asserted('missingDeparture')) return 'insufficientEvidence';
  if (late || early) return 'excused';
  return 'onTime';
}

/** Headline of a day: the gravest of its sessions; the sessions themselves keep the detail. */
function dayOutcome(sessions: readonly SessionRecord[]): DayOutcome {
  if (sessions.length === 0) return 'notExpected';
  const has = (outcome: Outcome) => sessions.some((s) => s.outcome === outcome);
  if (has('absent')) return 'absent';
  const late = has('late');
  const early = has('early');
  if (has('lateAndEarly') || (late && early)) return 'lateAndEarly';
  if (late) return 'late';
  if (early) return 'early';
  if (has('insufficientEvidence')) return 'insufficientEvidence';
  if (has('onTime')) return 'onTime';
  return has('pending') ? 'pending' : 'excused';
}

/** A time set by hand stands; certain sightings that speak against it are shown beside it. */
function conflictsOf(
  judgements: readonly SessionJudgement[],
  timeline: Timeline,
  out: DerivationStep[],
): DayRecord['conflicts'] {
  const conflicts: DayRecord['conflicts'] = [];
  const add = (correction: Correction, sessionKey: string, proofIds: string[]) => {
    if (proofIds.length === 0) return;
    conflicts.push({ correctionId: correction.id, proofIds });
    out.push(
      step('correction.conflict', sessionKey, { count: proofIds.length }, [correction.id, ...proofIds]),
    );
  };
  for (const j of judgements) {
    const { window, scheduled, key } = j.session;
    const seen = (from: number, to: number) =>
      timeline.passages
        .filter((p) => p.last > from && p.first < to)
        .flatMap((p) => p.ids)
        .filter((id) => !id.startsWith('correction:'));
    if (j.arrivalCorrection?.kind === 'setArrival')
      add(j.arrivalCorrection, key, seen(window.from, j.arrivalCorrection.at));
    if (j.departureCorrection?.kind === 'setDeparture') {
      add(
        j.departureCorrection,
        key,
        seen(j.departureCorrection.at, Math.min(window.to, Math.max(scheduled.to, j.departureCorrection.at))),
      );
    }
  }
  return conflicts;
}

function countedMinutes(candidates: readonly Candidate[], kind: Candidate['kind']): number {
  let minutes = 0;
  for (const c of candidates) if (c.kind === kind && c.withdrawnBy === null) minutes += c.minutesCounted;
  return minutes;
}

function sum<T>(items: readonly T[], minutesOf: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += minutesOf(item);
  return total;
}

/** Digest of everything the record rests on, except how late and how often it was delivered. */
function digestOfInputs(inputs: DayInputs): string {
  const { expectation, coverage, corrections } = inputs;
  const until = Math.min(inputs.evaluatedUntil, expectation.span.to);
  let text = `${ENGINE_VERSION} ${inputs.employeeId} ${expectation.digest} ${coverage.digest} ${until}`;
  let previous = '';
  for (const proof of inOrder(inputs.proofs)) {
    const key = proofKey(proof);
    if (key !== previous) text += `\n${key}`;
    previous = key;
  }
  if (corrections.length > 0) text += canonicalJson([...corrections].sort(compareCorrections));
  return fingerprint(text);
}
