import { describe, expect, it } from 'vitest';
import { lunarMonthsOf, toLunar } from '../../../src/domain/lunar.ts';
import { dayByKey, lunarOn, monthsOfYear } from '../../../src/web/year-calendar.ts';

describe('the picture of a year', () => {
  it.each([2024, 2025, 2026, 2100])('%i has every day once, on its weekday', (year) => {
    const months = monthsOfYear(year);
    expect(months).toHaveLength(12);
    const days = months.flatMap(({ weeks }) => weeks.flat()).filter((day) => day !== null);
    expect(days).toHaveLength(year === 2024 ? 366 : 365);
    expect(days).toEqual([...new Set(days)].toSorted());
    for (const { weeks } of months) {
      for (const week of weeks) {
        expect(week).toHaveLength(7);
        week.forEach((day, at) => {
          if (day !== null) expect((new Date(day).getUTCDay() + 6) % 7, day).toBe(at);
        });
      }
    }
  });

  it('tells lunar dates as the domain does, a leap month too', () => {
    const months = lunarMonthsOf(2025);
    for (const date of ['2025-01-01', '2025-01-28', '2025-01-29', '2025-07-25', '2025-12-31']) {
      const { year: _, ...lunar } = toLunar(date);
      expect(lunarOn(months, date)).toEqual(lunar);
    }
    expect(lunarOn([], '2025-01-01')).toBeNull();
  });

  it.each([
    ['ArrowLeft', '2026-01-01', '2025-12-31'],
    ['ArrowRight', '2026-02-28', '2026-03-01'],
    ['ArrowUp', '2026-03-03', '2026-02-24'],
    ['ArrowDown', '2026-12-30', '2027-01-06'],
    ['PageUp', '2026-03-31', '2026-02-28'],
    ['PageDown', '2026-01-31', '2026-02-28'],
    ['Home', '2026-05-17', '2026-05-01'],
    ['End', '2024-02-03', '2024-02-29'],
    ['Enter', '2026-05-17', null],
  ])('%s leads from %s to %s', (key, from, to) => {
    expect(dayByKey(key, from)).toBe(to);
  });
});
