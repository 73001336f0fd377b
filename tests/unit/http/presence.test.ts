import { describe, expect, it } from 'vitest';
import { dayOutcome, type DayOutcome, type TodayCard } from '../../../src/http/contracts/attendance.ts';
import { presenceOf } from '../../../src/http/presence.ts';

type Presence = TodayCard['presence'];
/** Outcome of the record, then where the person stands when not seen, seen coming in (or inside), seen going out. */
const table: [DayOutcome | null, Presence, Presence, Presence][] = [
  [null, 'notYet', 'in', 'out'],
  ['pending', 'notYet', 'in', 'out'],
  ['onTime', 'notYet', 'in', 'out'],
  ['early', 'notYet', 'in', 'out'],
  ['late', 'late', 'late', 'late'],
  ['lateAndEarly', 'late', 'late', 'late'],
  ['insufficientEvidence', 'insufficientEvidence', 'insufficientEvidence', 'insufficientEvidence'],
  ['absent', 'absent', 'in', 'absent'],
  ['excused', 'excused', 'in', 'excused'],
  ['notExpected', 'off', 'in', 'off'],
];

describe('where a person stands', () => {
  it.each(table)('with the record %s: %s, in: %s, out: %s', (outcome, unseen, seenIn, seenOut) => {
    expect(presenceOf(outcome, null)).toBe(unseen);
    for (const direction of ['in', 'both', 'inside'] as const)
      expect(presenceOf(outcome, direction)).toBe(seenIn);
    expect(presenceOf(outcome, 'out')).toBe(seenOut);
  });

  it('is decided for every outcome', () => {
    expect(
      table
        .map(([outcome]) => outcome)
        .filter((it) => it !== null)
        .sort(),
    ).toEqual([...dayOutcome.options].sort());
  });
});
