import { canonicalJson, sha256 } from './digest.ts';
import type { DayRecord } from './types/record.ts';
import type { CalendarDay, Excusal } from './types/schedule.ts';
import type { LocalDate } from './types/time.ts';

/** What stands in the way of closing a month, and what the person who closes it must have seen. */
export type CloseChecklist = {
  /** Each of these blocks the closing. */
  blockers: CloseBlocker[];
  /** Sessions without enough evidence: listed, acknowledged, not blocking. */
  uncoveredSessions: { employeeId: string; date: LocalDate; sessionKey: string }[];
};

export type CloseBlocker =
  | { kind: 'openReview'; proofId: string }
  | { kind: 'unconfirmedHoliday'; date: LocalDate; name: string }
  | { kind: 'pendingExcusal'; excusalId: string; employeeId: string }
  | { kind: 'provisionalDay'; employeeId: string; date: LocalDate }
  | { kind: 'openDispute'; candidateId: string };

export type CloseInputs = {
  month: string;
  records: Iterable<DayRecord>;
  calendar: readonly CalendarDay[];
  excusals: readonly Excusal[];
  openReviewIds: readonly string[];
  openDisputeIds: readonly string[];
};

/** A month may close when `blockers` is empty. */
export function closeChecklist(inputs: CloseInputs): CloseChecklist {
  const { month } = inputs;
  const blockers: CloseBlocker[] = inputs.openReviewIds.map((proofId) => ({ kind: 'openReview', proofId }));
  for (const candidateId of inputs.openDisputeIds) blockers.push({ kind: 'openDispute', candidateId });
  for (const day of inputs.calendar) {
    if (day.date.startsWith(month) && day.state === 'expected') {
      blockers.push({ kind: 'unconfirmedHoliday', date: day.date, name: day.name });
    }
  }
  for (const e of inputs.excusals) {
    const touches = e.firstDate.slice(0, 7) <= month && e.lastDate.slice(0, 7) >= month;
    if (touches && e.state === 'requested')
      blockers.push({ kind: 'pendingExcusal', excusalId: e.id, employeeId: e.employeeId });
  }
  const uncoveredSessions: CloseChecklist['uncoveredSessions'] = [];
  for (const { employeeId, date, provisional, sessions } of inputs.records) {
    if (provisional) blockers.push({ kind: 'provisionalDay', employeeId, date });
    for (const s of sessions) {
      if (s.outcome === 'insufficientEvidence')
        uncoveredSessions.push({ employeeId, date, sessionKey: s.key });
    }
  }
  return { blockers, uncoveredSessions };
}

/** A digest of a text; whoever has a faster SHA-256 at hand gives it. */
export type Hash = (text: string) => string;

/** One closed record in its chain: the text that is kept of it; each seal covers it and the seal before. */
export type SealedRecord = {
  position: number;
  employeeId: string;
  date: LocalDate;
  text: string;
  seal: string;
};

/** The seal before the first: names what the chain is about, so that chains cannot be exchanged. */
export function chainStart(officeId: string, month: string, previousSeal: string | null): string {
  return sha256(canonicalJson({ officeId, month, previousSeal }));
}

function sealOf(previous: string, position: number, text: string, hash: Hash): string {
  return hash(`${previous} ${position} ${text}`);
}

/** Order of records in a chain: by person, then date. */
export function compareForChain(
  a: { employeeId: string; date: LocalDate },
  b: { employeeId: string; date: LocalDate },
): number {
  if (a.employeeId !== b.employeeId) return a.employeeId < b.employeeId ? -1 : 1;
  return a.date < b.date ? -1 : a.date > b.date ? 1 : 0;
}

/** Chains records, each as the text that is kept of it, as they come by in `compareForChain` order. */
export function sealing(start: string, hash: Hash = sha256) {
  let previous = start;
  let position = 0;
  return (employeeId: string, date: LocalDate, text: string): SealedRecord => {
    previous = sealOf(previous, position, text, hash);
    return { position: position++, employeeId, date, text, seal: previous };
  };
}

export type ChainFault =
  | { kind: 'altered'; position: number; employeeId: string; date: LocalDate }
  | { kind: 'missing'; position: number }
  | { kind: 'count'; expected: number; found: number };

/**
 * Finds the faults of a stored chain as its rows come by; none means nothing was altered, removed, added or moved since
 * it was closed. Each row is checked against the stored seal before it, so that one altered row is named alone.
 */
export function chainCheck(start: string, hash: Hash = sha256) {
  let previous = start;
  let next = 0;
  return {
    row(row: SealedRecord): ChainFault[] {
      const { position, employeeId, date, text, seal } = row;
      const faults: ChainFault[] = [];
      if (position !== next) faults.push({ kind: 'missing', position: next });
      else if (sealOf(previous, position, text, hash) !== seal)
        faults.push({ kind: 'altered', position, employeeId, date });
      previous = seal;
      next = position + 1;
      return faults;
    },
    /** The last seal found, and whether the chain is as long as it was. */
    end(expectedCount: number): { lastSeal: string; faults: ChainFault[] } {
      const short: ChainFault = { kind: 'count', expected: expectedCount, found: next };
      return { lastSeal: previous, faults: next === expectedCount ? [] : [short] };
    },
  };
}

/** What becomes of evidence or inputs that arrive for a date. */
export type LateArrival =
  | { action: 'recompute' }
  /** The month is closed: nothing changes there; a proposal with a link goes to the open month. */
  | { action: 'proposeAdjustment'; closedMonth: string };

export function onLateInput(date: LocalDate, closedMonths: ReadonlySet<string>): LateArrival {
  const month = date.slice(0, 7);
  return closedMonths.has(month)
    ? { action: 'proposeAdjustment', closedMonth: month }
    : { action: 'recompute' };
}
