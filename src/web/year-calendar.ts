import type { LunarMonthView } from '../http/contracts/rules.ts';
import { shiftDay, shiftMonth } from './time.ts';

export type LunarDay = { day: number; month: number; leapMonth: boolean };
/** A month as a calendar on a wall: weeks from Monday to Sunday, null where another month's days would be. */
export type MonthSheetOfYear = { period: string; weeks: (string | null)[][] };

/** The twelve months of a year. */
export function monthsOfYear(year: number): MonthSheetOfYear[] {
  return Array.from({ length: 12 }, (_, month) => {
    const period = `${year}-${String(month + 1).padStart(2, '0')}`;
    const cells: (string | null)[] = [];
    const first = `${period}-01`;
    const before = (new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7;
    for (let empty = 0; empty < before; empty++) cells.push(null);
    for (let day = first; day.startsWith(period); day = shiftDay(day, 1)) cells.push(day);
    while (cells.length % 7 !== 0) cells.push(null);
    const weeks = Array.from({ length: cells.length / 7 }, (_unused, at) => cells.slice(at * 7, at * 7 + 7));
    return { period, weeks };
  });
}

/** The lunar date of a day, by the lunar months of its year; null while these are not read yet. */
export function lunarOn(months: readonly LunarMonthView[], date: string): LunarDay | null {
  const month = months.findLast(({ firstDate }) => firstDate <= date);
  if (month === undefined) return null;
  const days = (Date.parse(date) - Date.parse(month.firstDate)) / 86_400_000;
  return { day: days + 1, month: month.month, leapMonth: month.leapMonth };
}

/** The day that a key leads to from a day, null for keys that lead nowhere. */
export function dayByKey(key: string, date: string): string | null {
  switch (key) {
    case 'ArrowLeft':
      return shiftDay(date, -1);
    case 'ArrowRight':
      return shiftDay(date, 1);
    case 'ArrowUp':
      return shiftDay(date, -7);
    case 'ArrowDown':
      return shiftDay(date, 7);
    case 'PageUp':
      return inMonth(shiftMonth(date.slice(0, 7), -1), date);
    case 'PageDown':
      return inMonth(shiftMonth(date.slice(0, 7), 1), date);
    case 'Home':
      return `${date.slice(0, 7)}-01`;
    case 'End':
      return inMonth(date.slice(0, 7), '31');
    default:
      return null;
  }
}

/** The same day of another month, or its last one where it is shorter. */
function inMonth(period: string, date: string): string {
  const last = shiftDay(`${shiftMonth(period, 1)}-01`, -1);
  const same = `${period}-${date.slice(-2)}`;
  return same > last ? last : same;
}
