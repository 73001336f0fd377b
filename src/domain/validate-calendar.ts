import { isLocalDate } from './civil-time.ts';
import type { CalendarDay } from './types/schedule.ts';
import { issue, type ValidationIssue } from './validation-issue.ts';

/** Everything wrong with a set of calendar days; paths start with the index of the day. */
export function validateCalendar(days: readonly CalendarDay[]): ValidationIssue[] {
  return days.flatMap((day, index) => [
    ...validateDay(day).map((i) => ({ ...i, path: `${index}.${i.path}` })),
    ...validateAmong(day, index, days),
  ]);
}

function validateDay(day: CalendarDay): ValidationIssue[] {
  const issues: ValidationIssue[] = [];
  if (!isLocalDate(day.date)) issues.push(issue('date', 'dateInvalid', { value: day.date }));
  if (day.swappedWith !== undefined && !isLocalDate(day.swappedWith)) {
    issues.push(issue('swappedWith', 'dateInvalid', { value: day.swappedWith }));
  }
  const swap = day.kind === 'swapOff' || day.kind === 'swapWork';
  if (swap && day.swappedWith === undefined)
    issues.push(issue('swappedWith', 'swapPartnerMissing', { date: day.date }));
  if (swap && day.swappedWith === day.date)
    issues.push(issue('swappedWith', 'swapWithItself', { date: day.date }));
  if (day.state === 'announced' && !day.source?.trim())
    issues.push(issue('source', 'sourceMissing', { date: day.date }));
  if (day.kind === 'halfHoliday' && !day.sessionsOff?.length) {
    issues.push(issue('sessionsOff', 'halfHolidaySessionsMissing', { date: day.date }));
  }
  return issues;
}

/** One kind a day and office; the two halves of a swap name each other. */
function validateAmong(day: CalendarDay, index: number, days: readonly CalendarDay[]): ValidationIssue[] {
  const issues: ValidationIssue[] = [];
  const scope = (d: CalendarDay) => (d.officeIds === null ? '*' : [...d.officeIds].sort().join(','));
  const first = days.findIndex((other) => other.date === day.date && scope(other) === scope(day));
  if (first < index) issues.push(issue(`${index}.date`, 'calendarDayRepeated', { date: day.date }));
  if ((day.kind === 'swapOff' || day.kind === 'swapWork') && day.swappedWith !== day.date) {
    const partner = days.find((other) => other.date === day.swappedWith && other.kind.startsWith('swap'));
    if (partner && (partner.swappedWith !== day.date || partner.kind === day.kind)) {
      issues.push(
        issue(`${index}.swappedWith`, 'swapPartnerDisagrees', { date: day.date, other: partner.date }),
      );
    }
  }
  return issues;
}
