import type { Gap, Proof } from './types/evidence.ts';
import type { DayInputs } from './types/record.ts';
import type { ExpectedSession } from './types/record.ts';
import type { Instant } from './types/time.ts';
import { gapsKnownAt } from './coverage.ts';
import { admit, collapse, compareCorrections, type Passage } from './passages.ts';

/** Everything known about where a person was on a day, in order of time. */
export type Timeline = {
  passages: Passage[];
  uncertain: Proof[];
  /** Proofs that the camera alone did not give, by id: a person decided who it is, or it comes from elsewhere. */
  told: Map<string, Proof>;
  inGaps: Gap[];
  outGaps: Gap[];
  until: Instant;
  /** Start of the day's first window: what was not seen before it is not looked for. */
  dayStart: Instant;
  /** End of the day's last window: nothing about the day is open after it. */
  dayEnd: Instant;
};

/** Where a passage leaves the person, and where it found them; null where the camera cannot tell. */
export const placeAfter = (p: Passage) =>
  p.direction === 'out' ? 'outside' : p.direction === 'both' ? null : 'inside';
export const placeBefore = (p: Passage) =>
  p.direction === 'in' ? 'outside' : p.direction === 'both' ? null : 'inside';

/** Builds the timeline of a day from its inputs. */
export function timelineOf(inputs: DayInputs): Timeline {
  const { expectation, coverage, evaluatedUntil: until } = inputs;
  const { span, rules, sessions } = expectation;
  const corrections = inputs.corrections;
  const proofs = corrections.length === 0 ? inputs.proofs : [...inputs.proofs, ...correctedTimes(inputs)];
  const { passages, uncertain } = collapse(admit(proofs, corrections), rules.noiseMinutes);
  const timeline: Timeline = {
    passages,
    uncertain,
    told: toldOf(inputs.proofs),
    inGaps: gapsKnownAt(coverage, 'in', span, until),
    outGaps: gapsKnownAt(coverage, 'out', span, until),
    until,
    dayStart: sessions[0]?.window.from ?? span.from,
    dayEnd: sessions.at(-1)?.window.to ?? span.to,
  };
  if (passages.some((p) => p.direction === 'both')) {
    if (rules.bothCameras === 'firstLast') applyFirstLast(timeline, sessions);
    settleBetween(timeline);
  }
  return timeline;
}

const nothingTold = new Map<string, Proof>();

function toldOf(proofs: readonly Proof[]): Map<string, Proof> {
  const told = proofs.filter((proof) => proof.review !== undefined || proof.origin !== undefined);
  return told.length === 0 ? nothingTold : new Map(told.map((proof) => [proof.id, proof]));
}

/** A time a person set by hand stands as a proof, so that the other sessions of the day see it too. */
function correctedTimes(inputs: DayInputs): Proof[] {
  const latest = new Map<string, Proof>();
  for (const c of [...inputs.corrections].sort(compareCorrections)) {
    if (c.kind !== 'setArrival' && c.kind !== 'setDeparture') continue;
    const direction = c.kind === 'setArrival' ? 'in' : 'out';
    latest.set(`${c.kind} ${c.sessionKey}`, {
      id: `correction:${c.id}`,
      at: c.at,
      doorId: null,
      cameraId: null,
      direction,
      certainty: 'certain',
      source: 'manual',
    });
  }
  return [...latest.values()];
}

/** The office's rule for cameras that see both directions (see `ComplianceRules.bothCameras`). */
function applyFirstLast(timeline: Timeline, sessions: readonly ExpectedSession[]): void {
  const { passages } = timeline;
  for (let k = 1; k < sessions.length; k++) {
    const from = sessions[k - 1]?.scheduled.to ?? 0;
    const to = sessions[k]?.scheduled.from ?? 0;
    const inBreak = passages.filter((p) => p.first >= from && p.last <= to);
    if (inBreak.length < 2 || inBreak.some((p) => p.direction !== 'both')) continue;
    take(inBreak[0], 'out');
    take(inBreak.at(-1), 'in');
  }
  const first = passages[0];
  const last = passages.at(-1);
  if (first?.direction === 'both') take(first, 'in');
  if (last !== first && last?.direction === 'both' && timeline.until >= timeline.dayEnd) take(last, 'out');
}

function take(passage: Passage | undefined, direction: 'in' | 'out'): void {
  if (!passage) return;
  passage.direction = direction;
  passage.byRule = true;
}

/** A passage of unknown direction after which the person is known inside, nobody having come in since: inside it was. */
function settleBetween(timeline: Timeline): void {
  const { passages } = timeline;
  for (let i = passages.length - 2; i >= 0; i--) {
    const passage = passages[i];
    const next = passages[i + 1];
    if (passage?.direction !== 'both' || !next || placeBefore(next) !== 'inside') continue;
    if (entryPossible(timeline, passage.last, next.first)) continue;
    passage.direction = 'inside';
    passage.byRule = true;
  }
}

function entryPossible(timeline: Timeline, from: Instant, to: Instant): boolean {
  const unseen = timeline.inGaps.some((g) => g.from < to && g.to > from);
  return unseen || timeline.uncertain.some((u) => u.at > from && u.at < to);
}
