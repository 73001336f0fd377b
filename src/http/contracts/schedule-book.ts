import { z } from 'zod';
import { timeOfDay } from './attendance.ts';
import { id, instant, isoDate } from './common.ts';

/** Whom hours are for: everyone in the office, a division, or one person. */
export const scheduleTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('office') }),
  z.object({ kind: z.literal('division'), id }),
  z.object({ kind: z.literal('employee'), id }),
]);
export type ScheduleTargetBody = z.infer<typeof scheduleTarget>;

/** A session with everything that can be said about it. */
export const sessionRule = z.object({
  key: z.string().min(1).max(8),
  start: timeOfDay,
  end: timeOfDay,
  /** True when it ends on the next day. */
  endsNextDay: z.boolean().optional(),
  /** Who starts up to this many minutes later stays as much longer. */
  flexibleMinutes: z.int().min(0).max(720).optional(),
  judgeArrival: z.boolean().optional(),
  judgeDeparture: z.boolean().optional(),
});

export const scheduleOverrideBody = z.object({
  date: isoDate,
  target: scheduleTarget,
  /** `duty` is work on a day off by roster; `hours` only changes the hours. */
  kind: z.enum(['hours', 'duty']),
  /** None: nobody of them works on that date. */
  sessions: z.array(sessionRule).max(6),
  reason: z.string().trim().min(1).max(500),
});
export type ScheduleOverrideBody = z.infer<typeof scheduleOverrideBody>;

const named = z.object({
  kind: z.enum(['office', 'division', 'employee']),
  /** Null for the whole office. */
  id: id.nullable(),
  /** Of the division or the person; '' for the whole office. */
  name: z.string(),
});
export const scheduleOverride = scheduleOverrideBody.extend({
  id,
  target: named,
  createdBy: z.string(),
  createdAt: instant,
});
export type ScheduleOverrideView = z.infer<typeof scheduleOverride>;

/** Who keeps a schedule from a date on, until its end or the next assignment of the same people. */
export const scheduleAssignmentBody = z.object({
  scheduleId: id,
  target: scheduleTarget,
  validFrom: isoDate,
  /** The last day; null until further notice. */
  validTo: isoDate.nullable().default(null),
});
export type ScheduleAssignmentBody = z.output<typeof scheduleAssignmentBody>;
export const scheduleAssignmentEnd = z.object({ validTo: isoDate });
export const scheduleAssignment = scheduleAssignmentBody.extend({
  id,
  scheduleName: z.string(),
  target: named,
  validTo: isoDate.nullable(),
  createdBy: z.string(),
  createdAt: instant,
});
export type ScheduleAssignmentView = z.infer<typeof scheduleAssignment>;
