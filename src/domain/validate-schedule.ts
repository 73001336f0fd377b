import { addDays, isLocalDate, isLocalTime, minuteOfDay, weekdays } from './civil-time.ts';
import type { ComplianceRules, DatedOverride, SessionRule, WorkScheduleVersion } from './types/schedule.ts';
import type { Validity } from './types/time.ts';
import { issue, type ValidationIssue } from './validation-issue.ts';

const DAY_MINUTES = 1440;

/** Everything wrong with one version of a schedule. An empty list means it can be used. */
export function validateVersion(version: WorkScheduleVersion): ValidationIssue[] {
  const sessions = weekdays.flatMap((weekday) => validateSessions(version.week[weekday], `week.${weekday}`));
  const overnight = sessions.length === 0 ? validateNights(version.week) : [];
  return [
    ...validateValidity(version, ''),
    ...sessions,
    ...overnight,
    ...validateRules(version.rules, version.week),
  ];
}

/** A session that runs past midnight must end before the next day's first one starts. */
function validateNights(week: WorkScheduleVersion['week']): ValidationIssue[] {
  return weekdays.flatMap((weekday, i) => {
    const next = weekdays[(i + 1) % weekdays.length] ?? 'mon';
    const starts = week[next].map((s) => minuteOfDay(s.start));
    return week[weekday].flatMap((session, k) => {
      const crosses = session.endsNextDay === true && minuteOfDay(session.end) > Math.min(...starts);
      return crosses
        ? [
            issue(`week.${weekday}.${k}`, 'sessionsOverlap', {
              key: session.key,
              other: week[next][0]?.key ?? '',
            }),
          ]
        : [];
    });
  });
}

export function validateOverride(override: DatedOverride): ValidationIssue[] {
  const date = isLocalDate(override.date) ? [] : [issue('date', 'dateInvalid', { value: override.date })];
  return [...date, ...validateSessions(override.sessions, 'sessions')];
}

/** The sessions of one day: real times, forward in time, apart from each other, told apart by key. */
export function validateSessions(sessions: readonly SessionRule[], path: string): ValidationIssue[] {
  const issues: ValidationIssue[] = [];
  const spans: { from: number; to: number; index: number }[] = [];
  sessions.forEach((session, index) => {
    const here = `${path}.${index}`;
    const wrong = validateSession(session, here);
    issues.push(...wrong);
    if (sessions.findIndex((other) => other.key === session.key) < index) {
      issues.push(issue(`${here}.key`, 'sessionKeyRepeated', { key: session.key }));
    }
    if (wrong.length === 0) spans.push({ ...minutesOf(session), index });
  });
  spans.sort((a, b) => a.from - b.from || a.index - b.index);
  spans.forEach((span, i) => {
    const before = spans[i - 1];
    if (!before || before.to <= span.from) return;
    const details = { key: sessions[span.index]?.key ?? '', other: sessions[before.index]?.key ?? '' };
    issues.push(issue(`${path}.${span.index}`, 'sessionsOverlap', details));
  });
  return issues;
}

function validateSession(session: SessionRule, path: string): ValidationIssue[] {
  const issues: ValidationIssue[] = [];
  if (!/^[\p{L}\p{N}]{1,8}$/u.test(session.key))
    issues.push(issue(`${path}.key`, 'sessionKeyInvalid', { key: session.key }));
  for (const edge of ['start', 'end'] as const) {
    if (!isLocalTime(session[edge]))
      issues.push(issue(`${path}.${edge}`, 'timeInvalid', { value: session[edge] }));
  }
  if (issues.some((i) => i.code === 'timeInvalid')) return issues;
  const { from, to } = minutesOf(session);
  if (to === from)
    issues.push(issue(`${path}.end`, 'sessionEmpty', { start: session.start, end: session.end }));
  if (to < from)
    issues.push(issue(`${path}.end`, 'sessionEndsBeforeStart', { start: session.start, end: session.end }));
  if (to - from >= DAY_MINUTES)
    issues.push(issue(`${path}.end`, 'sessionTooLong', { start: session.start, end: session.end }));
  const flexible = session.flexibleMinutes ?? 0;
  if (!isMinutes(flexible))
    issues.push(issue(`${path}.flexibleMinutes`, 'minutesInvalid', { value: flexible }));
  else if (flexible >= to - from && to > from) {
    issues.push(
      issue(`${path}.flexibleMinutes`, 'flexibleTooLong', { minutes: flexible, session: to - from }),
    );
  }
  return issues;
}

function minutesOf(session: SessionRule): { from: number; to: number } {
  const to = minuteOfDay(session.end) + (session.endsNextDay ? DAY_MINUTES : 0);
  return { from: minuteOfDay(session.start), to };
}

function isMinutes(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

function validateRules(rules: ComplianceRules, week: WorkScheduleVersion['week']): ValidationIssue[] {
  const issues: ValidationIssue[] = [];
  const bad = (name: string, value: number) =>
    issues.push(issue(`rules.${name}`, 'minutesInvalid', { value }));
  const { arrivalGraceMinutes, departureGraceMinutes, leadMinutes, lagMinutes, noiseMinutes } = rules;
  const minutes = { arrivalGraceMinutes, departureGraceMinutes, leadMinutes, lagMinutes, noiseMinutes };
  for (const [name, value] of Object.entries(minutes))
    if (!isMinutes(value) || value > 12 * 60) bad(name, value);
  if (!Number.isInteger(rules.roundingMinutes) || rules.roundingMinutes < 1 || rules.roundingMinutes > 60) {
    bad('roundingMinutes', rules.roundingMinutes);
  }
  const rest = rules.restAfterDutyMinutes ?? 0;
  if (!isMinutes(rest)) bad('restAfterDutyMinutes', rest);
  if (!(rules.missRateLimit >= 0 && rules.missRateLimit <= 1)) {
    issues.push(issue('rules.missRateLimit', 'rateInvalid', { value: rules.missRateLimit }));
  }
  return [...issues, ...validateAgainstWeek(rules, week)];
}

/** A grace must end before its session does, and a minimum must be reachable. */
function validateAgainstWeek(rules: ComplianceRules, week: WorkScheduleVersion['week']): ValidationIssue[] {
  const issues: ValidationIssue[] = [];
  const lengths = Object.values(week).map((sessions) =>
    sessions
      .filter((s) => isLocalTime(s.start) && isLocalTime(s.end))
      .map((s) => minutesOf(s).to - minutesOf(s).from),
  );
  const shortest = Math.min(...lengths.flat().filter((length) => length > 0));
  for (const name of ['arrivalGraceMinutes', 'departureGraceMinutes'] as const) {
    if (rules[name] >= shortest)
      issues.push(issue(`rules.${name}`, 'graceTooLong', { minutes: rules[name], session: shortest }));
  }
  const longestDay = Math.max(0, ...lengths.map((day) => day.reduce((sum, length) => sum + length, 0)));
  const minimum = rules.minimumMinutes;
  if (minimum !== null && !isMinutes(minimum))
    issues.push(issue('rules.minimumMinutes', 'minutesInvalid', { value: minimum }));
  else if (minimum !== null && minimum > longestDay) {
    issues.push(issue('rules.minimumMinutes', 'minimumTooLong', { minutes: minimum, day: longestDay }));
  }
  return issues;
}

export function validateValidity(validity: Validity, path: string): ValidationIssue[] {
  const prefix = path === '' ? '' : `${path}.`;
  const issues: ValidationIssue[] = [];
  for (const edge of ['validFrom', 'validTo'] as const) {
    const value = validity[edge];
    if (value !== null && !isLocalDate(value))
      issues.push(issue(`${prefix}${edge}`, 'dateInvalid', { value }));
  }
  if (issues.length === 0 && validity.validTo !== null && validity.validTo < validity.validFrom) {
    issues.push(
      issue(`${prefix}validTo`, 'validityUpsideDown', { from: validity.validFrom, to: validity.validTo }),
    );
  }
  return issues;
}

/** Versions of one schedule must follow each other day by day: no date with two of them, none without between them. */
export function validateSuccession(
  versions: readonly Validity[],
  codes: { overlap: 'versionsOverlap' | 'postingsOverlap'; gap: 'versionsGap' | 'postingsGap' } = {
    overlap: 'versionsOverlap',
    gap: 'versionsGap',
  },
): ValidationIssue[] {
  const sorted = versions
    .map((v, index) => ({ ...v, index }))
    .sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  const issues: ValidationIssue[] = [];
  for (let i = 1; i < sorted.length; i++) {
    const before = sorted[i - 1];
    const after = sorted[i];
    if (!before || !after) continue;
    const path = `${after.index}.validFrom`;
    if (before.validTo === null || before.validTo >= after.validFrom) {
      issues.push(issue(path, codes.overlap, { from: after.validFrom, until: before.validTo ?? '…' }));
    } else if (addDays(before.validTo, 1) !== after.validFrom) {
      issues.push(
        issue(path, codes.gap, { from: addDays(before.validTo, 1), to: addDays(after.validFrom, -1) }),
      );
    }
  }
  return issues;
}
