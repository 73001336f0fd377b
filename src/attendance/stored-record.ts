import { evaluateDay } from '../domain/evaluate-day.ts';
import { admit } from '../domain/passages.ts';
import type { Proof } from '../domain/types/evidence.ts';
import type { DayInputs, DayRecord } from '../domain/types/record.ts';
import type { Instant } from '../domain/types/time.ts';

/**
 * The record as it is stored: the engine's, the instant up to which evidence was complete then, and what the day's
 * pages show at a glance.
 */
export type StoredRecord = DayRecord & {
  evaluatedUntil: Instant;
  lastProofAt: Instant | null;
  /** First certain coming in. */
  arrivalAt: Instant | null;
  /** Last certain going out, when nothing shows the person inside after it. */
  departureAt: Instant | null;
};

/** Judges a day: the one way from inputs to what is stored, for one day as for a month. */
export function recordOf(inputs: DayInputs): StoredRecord {
  const record = evaluateDay(inputs);
  const certain = admit(inputs.proofs, inputs.corrections).filter((proof) => proof.certainty === 'certain');
  const lastProofAt = certain.at(-1)?.at ?? null;
  return { ...record, evaluatedUntil: inputs.evaluatedUntil, lastProofAt, ...edges(certain) };
}

function edges(certain: Proof[]): Pick<StoredRecord, 'arrivalAt' | 'departureAt'> {
  const arrival = certain.find((proof) => proof.direction === 'in' || proof.direction === 'both');
  const last = certain.at(-1);
  return { arrivalAt: arrival?.at ?? null, departureAt: last?.direction === 'out' ? last.at : null };
}

/** What a record asserts, as text: its version grows when this changes. */
export function verdictOf(record: DayRecord): string {
  const candidates = record.candidates.map((it) => [
    it.kind,
    it.sessionKey,
    it.minutesCounted,
    it.withdrawnBy,
  ]);
  return JSON.stringify([record.outcome, record.sessions.map((it) => it.outcome), candidates]);
}
