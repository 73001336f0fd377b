import { isLocalDate } from '../domain/civil-time.ts';

/** A civil date and time as people and terminals write them, understood or refused; never guessed. */
export type Understood<T> = { ok: true; value: T } | { ok: false };

const refused = { ok: false } as const;

/** `2026-03-12`, `2026/03/12`, `12/03/2026`, `12-3-2026`, `12.03.2026`: day first unless the year is. Impossible dates are refused. */
export function readDate(text: string): Understood<string> {
  const trimmed = text.trim();
  const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(trimmed);
  const dayFirst = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(trimmed);
  const [year, month, day] = yearFirst
    ? [yearFirst[1], yearFirst[2], yearFirst[3]]
    : dayFirst
      ? [dayFirst[3], dayFirst[2], dayFirst[1]]
      : [];
  if (!year || !month || !day) return refused;
  const value = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isLocalDate(value) ? { ok: true, value } : refused;
}

/** `07:05`, `7:05:30`, `7h05`, `7h`, `7 giờ 05`, `07:05 SA`, `1:20 CH`, `1:20 PM` as `HH:MM:SS`. */
export function readTime(text: string): Understood<string> {
  const match =
    /^(\d{1,2})\s*(?::|h|giờ|g)\s*(?:(\d{1,2})(?:\s*(?::|phút|p|m)\s*(\d{1,2})?s?)?)?\s*(sa|ch|am|pm)?$/iu.exec(
      text.trim(),
    );
  if (!match) return refused;
  const [, hourText = '', minuteText, secondText, half] = match;
  // `7:` or `7:5` is a slip of the pen; `7h` and `7h5` are how hours are written.
  if (text.includes(':') && minuteText?.length !== 2) return refused;
  let hour = Number(hourText);
  const minute = Number(minuteText ?? 0);
  const second = Number(secondText ?? 0);
  if (half) {
    if (hour < 1 || hour > 12) return refused;
    const afternoon = /ch|pm/i.test(half);
    hour = (hour % 12) + (afternoon ? 12 : 0);
  }
  if (hour > 23 || minute > 59 || second > 59) return refused;
  return { ok: true, value: [hour, minute, second].map((n) => String(n).padStart(2, '0')).join(':') };
}

/** Date and time in one cell, separated by blanks or `T`. */
export function readDateTime(text: string): Understood<{ date: string; time: string }> {
  const match = /^(\S+?)(?:\s+|T)(.+)$/.exec(text.trim());
  if (!match) return refused;
  const date = readDate(match[1] ?? '');
  const time = readTime((match[2] ?? '').replace(/\.\d+$/, ''));
  return date.ok && time.ok ? { ok: true, value: { date: date.value, time: time.value } } : refused;
}
