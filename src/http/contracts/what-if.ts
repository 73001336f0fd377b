import { z } from 'zod';
import { scheduleVersionPut } from './attendance.ts';
import { id, isoDate, isoMonth } from './common.ts';
import { calendarDayBody, calendarSwap } from './rules.ts';
import { scheduleAssignmentBody, scheduleAssignmentEnd, scheduleOverrideBody } from './schedule-book.ts';

/** A change that is not made yet, with the body of the route that would make it. */
export const whatIfChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('scheduleVersion'), scheduleId: id, body: scheduleVersionPut }),
  z.object({ kind: z.literal('calendarDay'), body: calendarDayBody }),
  z.object({ kind: z.literal('calendarSwap'), body: calendarSwap }),
  z.object({ kind: z.literal('calendarRemove'), id }),
  z.object({ kind: z.literal('scheduleOverride'), body: scheduleOverrideBody }),
  z.object({ kind: z.literal('scheduleAssign'), body: scheduleAssignmentBody }),
  z.object({ kind: z.literal('scheduleUnassign'), id, body: scheduleAssignmentEnd }),
]);
export type WhatIfChange = z.input<typeof whatIfChange>;

const verdict = {
  outcome: z.string(),
  symbol: z.string(),
  lateMinutes: z.number(),
  earlyMinutes: z.number(),
};
const daySide = z.object(verdict);
/** `start` and `end` are times of day of the office. */
const sessionSide = z.object({ start: z.string(), end: z.string(), ...verdict });

/** A day that would be another one. Null sides: there is none. */
export const whatIfDay = z.object({
  employee: z.object({ id, code: z.string(), fullName: z.string() }),
  date: isoDate,
  /** True where the month is closed: the record stays, the change becomes a proposal. */
  closed: z.boolean(),
  /** True when more changes than the hours: what is said about the person. */
  verdictChanged: z.boolean(),
  before: daySide.nullable(),
  after: daySide.nullable(),
  /** The sessions that would be others. */
  sessions: z.array(
    z.object({ key: z.string(), before: sessionSide.nullable(), after: sessionSide.nullable() }),
  ),
  /** Candidates that would appear or vanish, as `S late 6`. */
  added: z.array(z.string()),
  removed: z.array(z.string()),
});
export type WhatIfDay = z.infer<typeof whatIfDay>;

export const whatIfAnswer = z.object({
  /** Every day that would be another one, by date and person. */
  items: z.array(whatIfDay),
  totals: z.object({
    /** Records that were looked at: those of the dates and people the change touches, up to today. */
    examined: z.int(),
    days: z.int(),
    people: z.int(),
    verdicts: z.int(),
    candidatesAdded: z.int(),
    candidatesRemoved: z.int(),
    /** Days of closed months: they would only become proposals. */
    proposals: z.int(),
  }),
  closedPeriods: z.array(isoMonth),
});
export type WhatIfAnswer = z.infer<typeof whatIfAnswer>;
