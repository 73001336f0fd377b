import { addDays } from './civil-time.ts';
import type { CalendarDay, DatedOverride, Excusal } from './types/schedule.ts';
import type { LocalDate, Validity } from './types/time.ts';

/** A stretch of dates, both inclusive; `last` null means "to the last date that has records". */
export type TouchedDates = { first: LocalDate; last: LocalDate | null };

/**
 * The dates whose records may change when an input does. Sessions that run past midnight let a date reach into the day
 * before (its duty ends here) and the day after (rest after it), so one more date on each side is recomputed; a record whose
 * inputs turn out equal is not written again.
 */
export function datesTouchedBy(change: InputChange): TouchedDates[] {
  switch (change.kind) {
    case 'validity':
      return validityChanges(change.before, change.after);
    case 'calendar':
    case 'override':
      return [change.before, change.after]
        .filter((day) => day !== null)
        .map((day) => around(day.date, day.date));
    case 'excusal':
      return [change.before, change.after]
        .filter((excusal) => excusal?.state === 'approved')
        .map((excusal) => around(excusal?.firstDate ?? '', excusal?.lastDate ?? ''));
    case 'sighting':
      return change.dates.map((date) => around(date, date));
  }
}

/** A change of an input: what it was and what it is; null where it did not exist before or does not any more. */
export type InputChange =
  /** Versions, assignments, postings, allowances, exemptions, group memberships. */
  | { kind: 'validity'; before: Validity | null; after: Validity | null }
  | { kind: 'calendar'; before: CalendarDay | null; after: CalendarDay | null }
  | { kind: 'override'; before: DatedOverride | null; after: DatedOverride | null }
  | { kind: 'excusal'; before: Excusal | null; after: Excusal | null }
  /** The civil dates of a sighting's old and new time. */
  | { kind: 'sighting'; dates: LocalDate[] };

function validityChanges(before: Validity | null, after: Validity | null): TouchedDates[] {
  return [before, after]
    .filter((validity) => validity !== null)
    .map(({ validFrom, validTo }) => around(validFrom, validTo));
}

function around(first: LocalDate, last: LocalDate | null): TouchedDates {
  return { first: addDays(first, -1), last: last === null ? null : addDays(last, 1) };
}
