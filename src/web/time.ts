import type { Language } from './i18n.ts';

/** Formats for people: every instant is shown in the office's own time zone, never the browser's. */
const locales: Record<Language, string> = { vi: 'vi-VN', en: 'en-GB' };
const formats = new Map<string, Intl.DateTimeFormat>();

function formatter(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locales[language], options);
    formats.set(key, format);
  }
  return format;
}

/** 07:05 */
export function clock(instant: string | number | Date, timeZone: string): string {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
  return formatter('en', options).format(new Date(instant));
}

/** 07:05:09 */
export function clockWithSeconds(instant: string | number | Date, timeZone: string): string {
  const options = {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone,
  } as const;
  return formatter('en', options).format(new Date(instant));
}

/** The office's calendar day of an instant, YYYY-MM-DD. */
export function dayOf(instant: string | number | Date, timeZone: string): string {
  const options = { year: 'numeric', month: '2-digit', day: '2-digit', timeZone } as const;
  const parts = Object.fromEntries(
    formatter('en', options)
      .formatToParts(new Date(instant))
      .map((part) => [part.type, part.value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/** "Thứ Hai, 23 tháng 11, 2026" for a day YYYY-MM-DD. */
export function longDay(day: string, language: Language): string {
  const options = {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  } as const;
  const text = formatter(language, options).format(new Date(`${day}T00:00:00Z`));
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** 23/11/2026 */
export function shortDay(day: string): string {
  const [year, month, date] = day.split('-');
  return `${date}/${month}/${year}`;
}

/** "Tháng 11 năm 2026" for a month YYYY-MM. */
export function longMonth(period: string, language: Language): string {
  const options = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  const text = formatter(language, options).format(new Date(`${period}-01T00:00:00Z`));
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** T2 … CN, or Mo … Su. */
export function weekdayLetter(day: string, language: Language): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (language === 'vi') return ['CN', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7'][date.getUTCDay()] ?? '';
  return formatter('en', { weekday: 'short', timeZone: 'UTC' }).format(date).slice(0, 2);
}

/** 07:05 on the day itself, "23/11 07:05" on another. */
export function dayAndClock(instant: string, timeZone: string, today: string): string {
  const day = dayOf(instant, timeZone);
  return day === today
    ? clock(instant, timeZone)
    : `${shortDay(day).slice(0, 5)} ${clock(instant, timeZone)}`;
}

/** The instant (ISO, UTC) at which a clock time HH:MM of a day is read in a time zone. */
export function instantAt(day: string, time: string, timeZone: string): string {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  // Twice: the first guess may lie on the other side of a change of the clocks.
  let at = wanted;
  for (let i = 0; i < 2; i++) at += wanted - Date.parse(`${dayOf(at, timeZone)}T${clock(at, timeZone)}:00Z`);
  return new Date(at).toISOString();
}

export function shiftDay(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

export function shiftMonth(period: string, months: number): string {
  const date = new Date(`${period}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 7);
}
