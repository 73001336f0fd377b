import type { DayOutcome, TodayCard } from './contracts/attendance.ts';
import type { Direction } from './contracts/cameras.ts';

type Presence = TodayCard['presence'];

/**
 * Where a person stands now, for the Today page. What the day's record says of them comes first where it is about
 * them being late or about evidence that is missing; otherwise the last certain sighting says where they are.
 *
 * @param outcome of the day's record; null while there is none.
 * @param lastDirection of the day's last certain sighting; null when there is none. A camera that sees both directions
 *   or looks inside proves that the person was here.
 */
export function presenceOf(outcome: DayOutcome | null, lastDirection: Direction | null): Presence {
  const seen = lastDirection === null ? null : lastDirection === 'out' ? 'out' : 'in';
  switch (outcome) {
    case 'late':
    case 'lateAndEarly':
      return 'late';
    case 'insufficientEvidence':
      return 'insufficientEvidence';
    case 'absent':
      return seen === 'in' ? 'in' : 'absent';
    case 'excused':
      return seen === 'in' ? 'in' : 'excused';
    case 'notExpected':
      return seen === 'in' ? 'in' : 'off';
    case 'onTime':
    case 'early':
    case 'pending':
    case null:
      return seen ?? 'notYet';
  }
}
