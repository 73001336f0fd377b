import { addDays, MINUTE, toInstant, weekdayOf } from './civil-time.ts';
import { canonicalJson } from './digest.ts';
import { fingerprint } from './fingerprint.ts';
import { defaultRules } from './rules.ts';
import type { DayExpectation, DayKind, ExpectedSession } from './types/record.ts';
import type { CalendarDay, DatedOverride, SessionRule, WorkScheduleVersion } from './types/schedule.ts';
import type { Instant, Interval, LocalDate } from './types/time.ts';

/** What decides a date for everybody who shares it; nothing personal. */
export type DaySources = {
  date: LocalDate;
  zone: string;
  version: WorkScheduleVersion | null;
  override: DatedOverride | null;
  calendarDay: CalendarDay | null;
  /** The session of the day before that runs into this date (overnight duty), as instants. */
  carriedSession: Interval | null;
  /** Where everyone it is for belongs on that date. */
  belongsTo: DayExpectation['belongsTo'];
};

/** What a date expects of everyone with the same sources. Resolve once, share, then add what is personal. */
export function planDay(sources: DaySources): DayExpectation {
  const { date, zone, version, override, calendarDay, carriedSession } = sources;
  const rules = version?.rules ?? defaultRules;
  const chosen = chooseSessions(sources);
  const resting =
    carriedSession && rules.restAfterDutyMinutes
      ? carriedSession.to + rules.restAfterDutyMinutes * MINUTE
      : -Infinity;
  const timed = chosen.sessions.map((rule) => ({ rule, ...sessionInterval(rule, date, zone) }));
  const kept = timed.filter(
    (s) => override?.kind === 'duty' || s.from >= resting || rules.restAfterDutyMinutes === 0,
  );
  kept.sort((a, b) => a.from - b.from);
  const kind: DayKind = kept.length === 0 && timed.length > 0 ? 'restAfterDuty' : chosen.kind;
  const earliest = carriedSession?.to ?? -Infinity;
  const sessions = kept.map((s, i): ExpectedSession => {
    const scheduled = { from: s.from, to: s.to };
    const flexibleMinutes = s.rule.flexibleMinutes ?? 0;
    const from = kept[i - 1]?.to ?? Math.min(Math.max(s.from - rules.leadMinutes * MINUTE, earliest), s.from);
    const to = kept[i + 1]?.from ?? s.to + (rules.lagMinutes + flexibleMinutes) * MINUTE;
    return {
      key: s.rule.key,
      scheduled,
      required: scheduled,
      window: { from, to },
      flexibleMinutes,
      judgeArrival: s.rule.judgeArrival ?? true,
      judgeDeparture: s.rule.judgeDeparture ?? true,
      excused: [],
    };
  });
  return sealed({
    date,
    zone,
    kind,
    sessions,
    span: spanOf(date, zone, sessions, carriedSession, rules.leadMinutes),
    rules,
    freeMinutes: 0,
    scheduleVersionId: version?.id ?? null,
    overrideId: override?.id ?? null,
    calendarDayId: calendarDay?.id ?? null,
    calendarUnconfirmed: calendarDay?.state === 'expected',
    allowanceIds: [],
    excusalIds: [],
    excusedAs: null,
    belongsTo: sources.belongsTo,
  });
}

/** Adds the digest that stands for an expectation among the inputs of a record. */
export function sealed(expectation: Omit<DayExpectation, 'digest'>): DayExpectation {
  return { ...expectation, digest: fingerprint(canonicalJson(expectation)) };
}

function chooseSessions({ date, version, override, calendarDay }: DaySources): {
  kind: DayKind;
  sessions: SessionRule[];
} {
  if (override) return { kind: override.kind === 'duty' ? 'duty' : 'workday', sessions: override.sessions };
  if (!version) return { kind: 'noSchedule', sessions: [] };
  const usual = version.week[weekdayOf(date)];
  switch (calendarDay?.kind) {
    case 'holiday':
    case 'compensation':
    case 'swapOff':
      return { kind: calendarDay.kind, sessions: [] };
    case 'swapWork': {
      // The day works as the day it is exchanged with would have.
      const exchanged = calendarDay.swappedWith ? version.week[weekdayOf(calendarDay.swappedWith)] : usual;
      return { kind: 'swapWork', sessions: exchanged.length > 0 ? exchanged : usual };
    }
    case 'halfHoliday': {
      const off = calendarDay.sessionsOff ?? [];
      const sessions = usual.filter((s) => !off.includes(s.key));
      return { kind: sessions.length === 0 ? 'holiday' : 'workday', sessions };
    }
    case undefined:
      return { kind: usual.length === 0 ? 'restDay' : 'workday', sessions: usual };
  }
}

/** A session's edges as instants of its date. */
export function sessionInterval(rule: SessionRule, date: LocalDate, zone: string): Interval {
  const endDate = rule.endsNextDay ? addDays(date, 1) : date;
  const from = toInstant(date, rule.start, zone, 'start');
  const to = toInstant(endDate, rule.end, zone, 'end');
  // Both edges inside an hour that is repeated: read them both in its second pass.
  return { from, to: to > from ? to : toInstant(endDate, rule.end, zone, 'start') };
}

function spanOf(
  date: LocalDate,
  zone: string,
  sessions: readonly ExpectedSession[],
  carried: Interval | null,
  leadMinutes: number,
): Interval {
  const midnight: Instant = toInstant(date, '00:00', zone, 'start');
  const windowEnd = sessions.at(-1)?.window.to ?? midnight;
  // To the end of the last day the sessions reach into: who leaves long after them is still seen leaving.
  let end: Instant = toInstant(addDays(date, 1), '00:00', zone, 'start');
  if (windowEnd > end) end = Math.max(windowEnd, toInstant(addDays(date, 2), '00:00', zone, 'start'));
  const first = sessions[0]?.window.from ?? midnight;
  const dutyStart = carried ? carried.from - leadMinutes * MINUTE : midnight;
  return {
    from: Math.min(midnight, first, dutyStart),
    to: end,
  };
}
