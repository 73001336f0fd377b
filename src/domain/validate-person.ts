import { isLocalDate, isLocalTime, minuteOfDay } from './civil-time.ts';
import type { Allowance, Excusal, Person } from './types/schedule.ts';
import { validateSuccession, validateValidity } from './validate-schedule.ts';
import { issue, type ValidationIssue } from './validation-issue.ts';

/** Everything wrong with an excusal. `sessionKeys`: the keys that exist in the person's schedule. */
export function validateExcusal(excusal: Excusal, sessionKeys: readonly string[]): ValidationIssue[] {
  const issues: ValidationIssue[] = [];
  const { firstDate, lastDate, part } = excusal;
  for (const edge of ['firstDate', 'lastDate'] as const) {
    if (!isLocalDate(excusal[edge])) issues.push(issue(edge, 'dateInvalid', { value: excusal[edge] }));
  }
  if (issues.length === 0 && lastDate < firstDate) {
    issues.push(issue('lastDate', 'excusalUpsideDown', { from: firstDate, to: lastDate }));
  }
  const buffer = excusal.travelBufferMinutes;
  if (!Number.isInteger(buffer) || buffer < 0 || buffer > 720) {
    issues.push(issue('travelBufferMinutes', 'minutesInvalid', { value: buffer }));
  }
  if (part.kind === 'sessions') {
    if (part.keys.length === 0) issues.push(issue('part.keys', 'excusalNoSessions'));
    for (const key of part.keys)
      if (!sessionKeys.includes(key)) issues.push(issue('part.keys', 'sessionKeyUnknown', { key }));
  }
  if (part.kind === 'times') {
    const bad = (['start', 'end'] as const).filter((edge) => !isLocalTime(part[edge]));
    for (const edge of bad) issues.push(issue(`part.${edge}`, 'timeInvalid', { value: part[edge] }));
    if (bad.length === 0 && minuteOfDay(part.end) <= minuteOfDay(part.start)) {
      issues.push(issue('part.end', 'excusalTimesUpsideDown', { from: part.start, to: part.end }));
    }
  }
  return issues;
}

export function validateAllowance(allowance: Allowance): ValidationIssue[] {
  const issues = validateValidity(allowance, '');
  const { minutesPerDay } = allowance;
  if (!Number.isInteger(minutesPerDay) || minutesPerDay < 1)
    issues.push(issue('minutesPerDay', 'minutesInvalid', { value: minutesPerDay }));
  else if (minutesPerDay > 240)
    issues.push(issue('minutesPerDay', 'allowanceTooLong', { minutes: minutesPerDay, most: 240 }));
  return issues;
}

/** Employment, postings, groups and exemptions of a person. */
export function validatePerson(person: Person): ValidationIssue[] {
  const issues: ValidationIssue[] = [];
  const { joinedOn, leftOn } = person;
  if (!isLocalDate(joinedOn)) issues.push(issue('joinedOn', 'dateInvalid', { value: joinedOn }));
  if (leftOn !== null && !isLocalDate(leftOn)) issues.push(issue('leftOn', 'dateInvalid', { value: leftOn }));
  if (issues.length === 0 && leftOn !== null && leftOn < joinedOn) {
    issues.push(issue('leftOn', 'leftBeforeJoined', { joined: joinedOn, left: leftOn }));
  }
  const dated = { postings: person.postings, groups: person.groups, exemptions: person.exemptions };
  for (const [name, entries] of Object.entries(dated)) {
    issues.push(...entries.flatMap((entry, i) => validateValidity(entry, `${name}.${i}`)));
  }
  if (issues.length > 0) return issues;
  const succession = validateSuccession(person.postings, { overlap: 'postingsOverlap', gap: 'postingsGap' });
  return succession.map((i) => ({ ...i, path: `postings.${i.path}` }));
}
