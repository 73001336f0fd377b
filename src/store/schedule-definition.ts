import { z } from 'zod';
import { scheduleRules, scheduleSession, type ScheduleDefinition } from '../http/contracts/attendance.ts';
import { canonicalJson } from '../domain/digest.ts';
import type { ComplianceRules, SessionRule } from '../domain/types/schedule.ts';
import { defaultRules } from '../domain/rules.ts';
import { weekdays } from '../domain/civil-time.ts';
import type { Weekday } from '../domain/types/time.ts';
import { given } from './given.ts';

/** A schedule version as the domain reads it. What is not sent is kept when a version is changed. */
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

/** What the API tells of a stored schedule: the hours of its first working day, and days that differ from it. */
export function definitionOf({ week, rules }: StoredSchedule): ScheduleDefinition {
  const working = weekdays.filter((day) => week[day].length > 0);
  const first = working[0];
  const sessions = first === undefined ? [] : week[first];
  const others = working.filter((day) => canonicalJson(week[day]) !== canonicalJson(sessions));
  const { arrivalGraceMinutes, departureGraceMinutes, ...further } = rules;
  return {
    weekdays: working,
    sessions: sessions.map((session) => scheduleSession.parse(session)),
    arrivalGraceMinutes,
    departureGraceMinutes,
    ...(others.length > 0 && {
      otherDays: Object.fromEntries(
        others.map((day) => [day, week[day].map((session) => scheduleSession.parse(session))]),
      ),
    }),
    rules: scheduleRules.parse(further),
  };
}

/** What the domain reads, from what was sent and the version it replaces. */
export function scheduleFrom(definition: ScheduleDefinition, before: StoredSchedule | null): StoredSchedule {
  const everyDay = weekdays.flatMap((day) => before?.week[day] ?? []);
  const sessionsOn = (day: Weekday): SessionRule[] =>
    (definition.otherDays?.[day] ?? definition.sessions).map((session) => {
      const known = [...(before?.week[day] ?? []), ...everyDay].find((it) => it.key === session.key);
      const { key, start, end, ...further } = session;
      return { ...known, key, start, end, ...given(further) };
    });
  const week = Object.fromEntries(
    weekdays.map((day) => [day, definition.weekdays.includes(day) ? sessionsOn(day) : []]),
  ) as Record<Weekday, SessionRule[]>;
  const { arrivalGraceMinutes, departureGraceMinutes } = definition;
  return {
    week,
    rules: {
      ...defaultRules,
      ...before?.rules,
      ...given(definition.rules ?? {}),
      arrivalGraceMinutes,
      departureGraceMinutes,
    },
  };
}
