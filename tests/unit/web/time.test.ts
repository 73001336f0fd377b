import { describe, expect, it } from 'vitest';
import {
  clock,
  clockWithSeconds,
  dayAndClock,
  dayOf,
  instantAt,
  longDay,
  longMonth,
  shiftDay,
  shiftMonth,
  shortDay,
  weekdayLetter,
} from '../../../src/web/time.ts';

const zone = 'Asia/Ho_Chi_Minh';

describe('times of the office', () => {
  it('are shown on the office’s clock, not the reader’s', () => {
    expect(clock('2026-11-23T00:05:09.000Z', zone)).toBe('07:05');
    expect(clockWithSeconds('2026-11-23T00:05:09.000Z', zone)).toBe('07:05:09');
    expect(clock('2026-11-22T17:00:00.000Z', zone)).toBe('00:00');
  });

  it('are understood on the office’s clock, on days with and without a change of the clocks', () => {
    expect(instantAt('2026-03-02', '06:58', zone)).toBe('2026-03-01T23:58:00.000Z');
    expect(instantAt('2026-03-29', '08:00', 'Europe/Berlin')).toBe('2026-03-29T06:00:00.000Z');
    expect(instantAt('2026-03-28', '08:00', 'Europe/Berlin')).toBe('2026-03-28T07:00:00.000Z');
    expect(instantAt('2026-11-01', '00:30', 'America/St_Johns')).toBe('2026-11-01T03:00:00.000Z');
  });

  it('belong to the office’s day', () => {
    expect(dayOf('2026-11-22T16:59:59.999Z', zone)).toBe('2026-11-22');
    expect(dayOf('2026-11-22T17:00:00.000Z', zone)).toBe('2026-11-23');
    expect(dayOf('2026-11-22T17:00:00.000Z', 'America/St_Johns')).toBe('2026-11-22');
  });

  it('name their day when it is another', () => {
    expect(dayAndClock('2026-11-23T00:05:00Z', zone, '2026-11-23')).toBe('07:05');
    expect(dayAndClock('2026-11-20T00:05:00Z', zone, '2026-11-23')).toBe('20/11 07:05');
  });
});

describe('days and months', () => {
  it('are written out in both languages', () => {
    expect(longDay('2026-11-23', 'en')).toBe('Monday, 23 November 2026');
    expect(longDay('2026-11-23', 'vi')).toMatch(/^Thứ Hai.*23.*11.*2026$/);
    expect(longMonth('2026-11', 'en')).toBe('November 2026');
    expect(shortDay('2026-02-08')).toBe('08/02/2026');
  });

  it.each([
    ['2026-11-22', 'CN'],
    ['2026-11-23', 'T2'],
    ['2026-11-28', 'T7'],
  ])('%s is %s', (day, letter) => {
    expect(weekdayLetter(day, 'vi')).toBe(letter);
  });

  it('step over ends of months and years', () => {
    expect(shiftDay('2028-02-28', 1)).toBe('2028-02-29');
    expect(shiftDay('2027-01-01', -1)).toBe('2026-12-31');
    expect(shiftMonth('2026-12', 1)).toBe('2027-01');
    expect(shiftMonth('2027-01', -1)).toBe('2026-12');
  });
});
