import { Temporal } from 'temporal-polyfill';
import type { Instant, LocalDate, LocalTime, Validity, Weekday } from './types/time.ts';

/** Civil dates and their conversion to instants. Only this file knows about time zones. */

export const MINUTE = 60_000;
const DAY = 86_400_000;

export const weekdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const timePattern = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Days since 1970-01-01, or null for text that is not a real date (2026-02-31, 2026-2-1). */
export function dayNumber(date: LocalDate): number | null {
  const match = datePattern.exec(date);
  if (!match) return null;
  const ms = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return new Date(ms).toISOString().startsWith(date) ? ms / DAY : null;
}

export function isLocalDate(text: string): boolean {
  return dayNumber(text) !== null;
}

export function isLocalTime(text: string): boolean {
  return timePattern.test(text);
}

/** Minutes since midnight of an `HH:MM` time. */
export function minuteOfDay(time: LocalTime): number {
  const match = timePattern.exec(time);
  if (!match) throw new RangeError(`not a time of day: ${time}`);
  return Number(match[1]) * 60 + Number(match[2]);
}

function requireDay(date: LocalDate): number {
  const day = dayNumber(date);
  if (day === null) throw new RangeError(`not a date: ${date}`);
  return day;
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date((requireDay(date) + days) * DAY).toISOString().slice(0, 10);
}

/** Whole days from `a` to `b`; negative when `b` is earlier. */
export function daysBetween(a: LocalDate, b: LocalDate): number {
  return requireDay(b) - requireDay(a);
}

export function weekdayOf(date: LocalDate): Weekday {
  // 1970-01-01 was a Thursday; index 0 is Monday.
  return weekdays[(((requireDay(date) + 3) % 7) + 7) % 7] ?? 'mon';
}

/** Every date of a month given as `YYYY-MM`. */
export function datesOfMonth(month: string): LocalDate[] {
  const dates: LocalDate[] = [];
  for (let date = `${month}-01`; date.startsWith(month); date = addDays(date, 1)) dates.push(date);
  return dates;
}

export function isValidOn(validity: Validity, date: LocalDate): boolean {
  return validity.validFrom <= date && (validity.validTo === null || date <= validity.validTo);
}

/**
 * The instant of a civil time. A time skipped by a clock change moves forward; of a repeated hour `edge`
 * chooses the reading that favours the person: the later one for a start, the earlier one for an end.
 */
export function toInstant(date: LocalDate, time: LocalTime, zone: string, edge: 'start' | 'end'): Instant {
  const offset = steadyOffset(date, zone);
  if (offset !== null) return requireDay(date) * DAY + minuteOfDay(time) * MINUTE - offset;
  const civil = Temporal.PlainDateTime.from(`${date}T${time}`);
  const zoned = civil.toZonedDateTime(zone, { disambiguation: edge === 'start' ? 'later' : 'compatible' });
  return zoned.epochMilliseconds;
}

const steadyOffsets = new Map<string, number | null>();

/** The zone's offset in milliseconds if it is the same from noon before to noon after the date; null around clock changes. */
function steadyOffset(date: LocalDate, zone: string): number | null {
  const key = `${zone} ${date}`;
  let offset = steadyOffsets.get(key);
  if (offset === undefined) {
    const midnight = requireDay(date) * DAY;
    const around = [-12, 0, 12, 24, 36].map((hours) => offsetAt(midnight + hours * 60 * MINUTE, zone));
    offset = around.every((o) => o === around[0]) ? (around[0] ?? null) : null;
    if (steadyOffsets.size > 20_000) steadyOffsets.clear();
    steadyOffsets.set(key, offset);
  }
  return offset;
}

function offsetAt(instant: Instant, zone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
}

/** Civil date and time (`HH:MM:SS`) of an instant in a zone. */
export function toLocal(instant: Instant, zone: string): { date: LocalDate; time: string } {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  return {
    date: zoned.toPlainDate().toString(),
    time: zoned.toPlainTime().toString({ smallestUnit: 'second' }),
  };
}
