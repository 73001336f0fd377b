import { CalendarVietnamese } from 'date-chinese';
import { addDays, dayNumber } from './civil-time.ts';
import type { LocalDate } from './types/time.ts';

/** A date of the Vietnamese lunar calendar, whose months begin by new moons at UTC+7 (UTC+8 before 1968). */
export type LunarDate = { year: number; month: number; day: number; leapMonth: boolean };

const calendar = new CalendarVietnamese();
const CYCLE_YEARS = 60;
/** Year 1 of cycle 1 in the library's count is 2636 BC. */
const FIRST_YEAR = -2636;

/** The lunar date of a civil date. */
export function toLunar(date: LocalDate): LunarDate {
  const day = new Date((dayNumber(date) ?? NaN) * 86_400_000);
  calendar.fromGregorian(day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate());
  const [cycle = 0, yearOfCycle = 0, month = 0, leap, dayOfMonth = 0] = calendar.get();
  const year = FIRST_YEAR + (cycle - 1) * CYCLE_YEARS + (yearOfCycle - 1);
  return { year, month, day: dayOfMonth, leapMonth: Boolean(leap) };
}

/** The civil date of a day of an ordinary (not leap) lunar month of the lunar year that begins in `year`. */
export function fromLunar(year: number, month: number, day: number): LocalDate {
  const elapsed = year - FIRST_YEAR;
  calendar.set(Math.floor(elapsed / CYCLE_YEARS) + 1, (elapsed % CYCLE_YEARS) + 1, month, 0, day);
  const { year: y, month: m, day: d } = calendar.toGregorian(year);
  return new Date(Date.UTC(y, m - 1, Math.floor(d))).toISOString().slice(0, 10);
}

/** A lunar month by its first civil day; the second of a leap pair has `leapMonth`. */
export type LunarMonth = Omit<LunarDate, 'day'> & { firstDate: LocalDate };

/** The lunar months that have a day in a civil year, in order; the first mostly begins in the year before. */
export function lunarMonthsOf(year: number): LunarMonth[] {
  const months: LunarMonth[] = [];
  for (let date = `${year}-01-01`; ;) {
    const { day, ...month } = toLunar(date);
    const firstDate = addDays(date, 1 - day);
    if (firstDate > `${year}-12-31`) return months;
    months.push({ ...month, firstDate });
    // A month has 29 or 30 days: this is the first or second day of the next.
    date = addDays(firstDate, 30);
  }
}

/** First day of the lunar year (mùng 1 Tết) that begins in a civil year. */
export function newYearOf(year: number): LocalDate {
  return fromLunar(year, 1, 1);
}
