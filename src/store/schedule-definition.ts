import { z } from 'zod';
import type { ScheduleDefinition } from '../http/contracts/attendance.ts';
import type { ComplianceRules, SessionRule } from '../domain/types/schedule.ts';
import { defaultRules } from '../domain/rules.ts';
import { weekdays } from '../domain/civil-time.ts';
import type { Weekday } from '../domain/types/time.ts';

/**
 * A schedule version as the domain reads it. It can say more than the form in the dashboard asks for (other hours on
 * Saturday, rounding, minimum presence); what the form does not ask for is kept when a version is changed by it.
 */
export type StoredSchedule = { week: Record<Weekday, SessionRule[]>; rules: ComplianceRules };

const storedSession = z
  .object({ key: z.string(), start: z.string(), end: z.string() })
  .loose() as unknown as z.ZodType<SessionRule>;
const storedSchedule = z.object({
  week: z.record(z.enum(weekdays as [Weekday, ...Weekday[]]), z.array(storedSession)),
  rules: z.object({}).loose(),
});

/** Reads a stored definition; rules it does not hold yet (an older version of the program wrote it) are the usual. */
export function parseStoredSchedule(json: unknown): StoredSchedule {
  const { week, rules } = storedSchedule.parse(json);
  return { week, rules: { ...defaultRules, ...rules } };
}

/** What the dashboard shows of a stored schedule: the hours of its first working day. */
export function definitionOf({ week, rules }: StoredSchedule): ScheduleDefinition {
  const working = weekdays.filter((day) => week[day].length > 0);
  const first = working[0];
  return {
    weekdays: working,
    sessions: (first === undefined ? [] : week[first]).map(({ key, start, end }) => ({ key, start, end })),
    arrivalGraceMinutes: rules.arrivalGraceMinutes,
    departureGraceMinutes: rules.departureGraceMinutes,
  };
}

/** What the domain reads, from what the dashboard sends and the version it replaces. */
export function scheduleFrom(definition: ScheduleDefinition, before: StoredSchedule | null): StoredSchedule {
  const everyDay = weekdays.flatMap((day) => before?.week[day] ?? []);
  const sessionsOn = (day: Weekday): SessionRule[] =>
    definition.sessions.map((session) => {
      const known = [...(before?.week[day] ?? []), ...everyDay].find((it) => it.key === session.key);
      return { ...known, ...session };
    });
  const week = Object.fromEntries(
    weekdays.map((day) => [day, definition.weekdays.includes(day) ? sessionsOn(day) : []]),
  ) as Record<Weekday, SessionRule[]>;
  const { arrivalGraceMinutes, departureGraceMinutes } = definition;
  return {
    week,
    rules: { ...defaultRules, ...before?.rules, arrivalGraceMinutes, departureGraceMinutes },
  };
}
