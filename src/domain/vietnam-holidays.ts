import { addDays, weekdayOf } from './civil-time.ts';
import { fromLunar, newYearOf } from './lunar.ts';
import type { CalendarDay } from './types/schedule.ts';
import type { LocalDate } from './types/time.ts';

const labourCode = 'Bộ luật Lao động 2019, Điều 112';

/**
 * The public holidays of a civil year as far as law and moon give them. Days fixed by law are announced; lunar ones,
 * the day adjacent to 2/9 and days off for holidays on a weekly rest are only expected until their yearly notice, and a
 * month with expected days cannot close. Days whose legal status is open (24/11) are never inferred.
 */
export function vietnamHolidays(year: number): CalendarDay[] {
  const fixed = (monthDay: string, name: string) => day(`${year}-${monthDay}`, name, labourCode);
  const newYear = newYearOf(year);
  const tet = [-1, 0, 1, 2, 3].map((offset) => day(addDays(newYear, offset), 'Tết Nguyên đán', null));
  const holidays = [
    fixed('01-01', 'Tết Dương lịch'),
    ...tet,
    day(fromLunar(year, 3, 10), 'Giỗ Tổ Hùng Vương', null),
    fixed('04-30', 'Ngày Chiến thắng'),
    fixed('05-01', 'Ngày Quốc tế lao động'),
    fixed('09-02', 'Quốc khánh'),
    day(`${year}-09-01`, 'Quốc khánh (ngày liền kề)', null),
  ];
  return withCompensation(holidays).sort((a, b) =>
    a.date < b.date ? -1 : a.date > b.date ? 1 : a.id < b.id ? -1 : 1,
  );
}

function day(date: LocalDate, name: string, source: string | null): CalendarDay {
  const state = source === null ? 'expected' : 'announced';
  return { id: `holiday-${date}`, date, kind: 'holiday', state, name, source, officeIds: null };
}

/** A holiday on a weekly rest gives the next working day off; two on one date give two days off. */
function withCompensation(holidays: readonly CalendarDay[]): CalendarDay[] {
  const result = new Map<LocalDate, CalendarDay>();
  const owed: CalendarDay[] = [];
  for (const holiday of holidays) {
    if (result.has(holiday.date)) owed.push(holiday);
    else {
      result.set(holiday.date, holiday);
      if (isWeeklyRest(holiday.date)) owed.push(holiday);
    }
  }
  for (const holiday of owed) {
    let date = addDays(holiday.date, 1);
    while (isWeeklyRest(date) || result.has(date)) date = addDays(date, 1);
    result.set(date, {
      id: `compensation-${date}`,
      date,
      kind: 'compensation',
      state: 'expected',
      name: `Nghỉ bù ${holiday.name}`,
      source: null,
      swappedWith: holiday.date,
      officeIds: null,
    });
  }
  return [...result.values()];
}

function isWeeklyRest(date: LocalDate): boolean {
  const weekday = weekdayOf(date);
  return weekday === 'sat' || weekday === 'sun';
}

/** The two calendar entries of a working day exchanged with a rest day by notice. */
export function swapDays(
  off: LocalDate,
  work: LocalDate,
  source: string,
  officeIds: string[] | null,
): [CalendarDay, CalendarDay] {
  const told = (date: LocalDate) => date.split('-').toReversed().join('/');
  const name = `Hoán đổi ngày làm việc ${told(off)} và ${told(work)}`;
  const common = { state: 'announced' as const, name, source, officeIds };
  return [
    { ...common, id: `swap-off-${off}`, date: off, kind: 'swapOff', swappedWith: work },
    { ...common, id: `swap-work-${work}`, date: work, kind: 'swapWork', swappedWith: off },
  ];
}
