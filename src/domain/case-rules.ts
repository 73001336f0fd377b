import { addDays, daysBetween } from './civil-time.ts';
import type { StaffCategory } from './types/schedule.ts';
import type { LocalDate } from './types/time.ts';

/** Rules around a finding once people deal with it. Limits rest on law that changes, so they are data with a source. */

/** Who may decide about a person's own excusal, explanation or correction: never themselves, never someone away. */
export type Approver = { employeeId: string; absentOn: (date: LocalDate) => boolean };

/** The first of `line` (head, deputy, next level …) who may decide, or null when a higher level must be named. */
export function approverFor(subjectId: string, line: readonly Approver[], date: LocalDate): string | null {
  return line.find((a) => a.employeeId !== subjectId && !a.absentOn(date))?.employeeId ?? null;
}

/** What repeated upheld findings suggest. A suggestion to people; no penalty, no pay cut follows by itself. */
export type Suggestion = 'none' | 'remind' | 'meet';

export function suggestionFor(upheldThisMonth: number, thresholds = { remind: 1, meet: 3 }): Suggestion {
  if (upheldThisMonth >= thresholds.meet) return 'meet';
  return upheldThisMonth >= thresholds.remind ? 'remind' : 'none';
}

/** A discipline regime: its ground, and how long after detection a case may still be handled. */
export type Regime = { id: string; source: string; handleWithinDays: number; complexWithinDays: number };

/** Regimes by category, to be confirmed by the office's legal staff: limits of handling, counted from detection. */
export const regimes: Record<StaffCategory, Regime> = {
  civilServant: {
    id: 'civilServant',
    source: 'Nghị định 172/2025/NĐ-CP',
    handleWithinDays: 90,
    complexWithinDays: 150,
  },
  publicEmployee: {
    id: 'publicEmployee',
    source: 'quy định về viên chức',
    handleWithinDays: 90,
    complexWithinDays: 150,
  },
  worker: {
    id: 'worker',
    source: 'Bộ luật Lao động, Điều 123',
    handleWithinDays: 183,
    complexWithinDays: 365,
  },
};

export type CaseClock = { lastDay: LocalDate; daysLeft: number; expired: boolean };

/** Until when a case may be concluded. An expired case is shown as such and cannot be finalised. */
export function caseClock(
  regime: Regime,
  detectedOn: LocalDate,
  complex: boolean,
  today: LocalDate,
): CaseClock {
  const lastDay = addDays(detectedOn, complex ? regime.complexWithinDays : regime.handleWithinDays);
  const daysLeft = daysBetween(today, lastDay);
  return { lastDay, daysLeft, expired: daysLeft < 0 };
}

/** Circumstances in which discipline of a person is not considered yet. */
export type Hold = 'seriousIllness' | 'pregnancy' | 'maternityLeave' | 'childUnder12Months' | 'detention';

export type CaseState = {
  category: StaffCategory;
  detectedOn: LocalDate;
  complex: boolean;
  hold: Hold | null;
  /** The person asked for the case to go on in spite of a hold on their behalf. */
  requestedByPerson: boolean;
  /** The person has explained, or the deadline to do so has passed. */
  heard: boolean;
};

/** Whether a case may go to its discipline step today, and if not, why. A held case stays open. */
export function disciplineStep(
  state: CaseState,
  today: LocalDate,
): { allowed: true } | { allowed: false; because: Hold | 'expired' | 'notHeard' } {
  if (caseClock(regimes[state.category], state.detectedOn, state.complex, today).expired) {
    return { allowed: false, because: 'expired' };
  }
  const canWaive = state.hold !== 'seriousIllness' && state.hold !== 'detention';
  if (state.hold !== null && !(canWaive && state.requestedByPerson))
    return { allowed: false, because: state.hold };
  return state.heard ? { allowed: true } : { allowed: false, because: 'notHeard' };
}
