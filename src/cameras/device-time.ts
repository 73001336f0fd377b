/** Times as devices write them: tolerant reading of xs:dateTime, xs:duration and GetSystemDateAndTime. */
import { child, descend, type XmlElement } from './xml.ts';

const dateTimePattern =
  /^(\d{4})-(\d{1,2})-(\d{1,2})[T\s](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d+))?)?\s*(Z|[+-]\d{1,2}:?\d{0,2})?$/i;

/**
 * Instant (epoch ms) of a device's xs:dateTime. The specification demands `Z`; offsets are honoured, a time
 * without zone is taken as UTC (what such devices mean), a space for `T` and a comma for the point are read.
 * Null for what is no existing instant.
 */
export function parseDeviceTime(text: string | undefined): number | null {
  const match = dateTimePattern.exec((text ?? '').trim());
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const fraction = Number(`0.${match[7] ?? '0'}`);
  const instant = utcInstant({
    year: year ?? 0,
    month: month ?? 0,
    day: day ?? 0,
    hour: hour ?? 0,
    minute: minute ?? 0,
    second: second ?? 0,
  });
  return instant === null ? null : instant + Math.round(fraction * 1000) - offsetMs(match[8]);
}

type Civil = { year: number; month: number; day: number; hour: number; minute: number; second: number };

function utcInstant({ year, month, day, hour, minute, second }: Civil): number | null {
  const plausible = month >= 1 && month <= 12 && day >= 1 && day <= 31 && minute < 60 && second <= 60;
  if (!plausible || hour > 24) return null;
  const instant = Date.UTC(year, month - 1, day, hour, minute, second);
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day ? instant : null;
}

function offsetMs(zone: string | undefined): number {
  if (!zone || zone.toUpperCase() === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(3, '0');
  const hours = Number(digits.length <= 3 ? zone.slice(1, 3).replace(':', '') : digits.slice(0, 2));
  const minutes = digits.length >= 4 ? Number(digits.slice(2, 4)) : 0;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

const durationPattern =
  /^(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of an xs:duration (a month counts 30 days, a year 365); null when it is none. */
export function parseDuration(text: string | undefined): number | null {
  const match = durationPattern.exec((text ?? '').trim());
  if (!match || /^-?P?T?$/.test((text ?? '').trim())) return null;
  const [years, months, days, hours, minutes, seconds] = match.slice(2).map((part) => Number(part ?? 0));
  const totalDays = (years ?? 0) * 365 + (months ?? 0) * 30 + (days ?? 0);
  const totalSeconds = ((totalDays * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
  return (match[1] ? -1 : 1) * totalSeconds * 1000;
}

/** The device's clock out of a GetSystemDateAndTimeResponse (epoch ms); null when it holds no date. */
export function readSystemDateAndTime(body: XmlElement): number | null {
  const stated = descend(body, 'GetSystemDateAndTimeResponse', 'SystemDateAndTime');
  const civil = child(stated, 'UTCDateTime') ?? child(stated, 'LocalDateTime');
  const part = (group: string, name: string): number => Number(descend(civil, group, name)?.text || NaN);
  const instant = utcInstant({
    year: part('Date', 'Year'),
    month: part('Date', 'Month'),
    day: part('Date', 'Day'),
    hour: part('Time', 'Hour'),
    minute: part('Time', 'Minute'),
    second: part('Time', 'Second'),
  });
  return instant === null || Number.isNaN(instant) ? null : instant;
}
