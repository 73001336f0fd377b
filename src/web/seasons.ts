import type { Schedule } from '../http/contracts/attendance.ts';

export type Version = Schedule['versions'][number];
type Span = { version: Version; left: number; width: number };

/** The versions that hold in a year, each with its share of it in percent: summer and winter beside each other. */
export function spansOfYear(versions: readonly Version[], year: number): Span[] {
  const [first, end] = [Date.parse(`${year}-01-01`), Date.parse(`${year + 1}-01-01`)];
  const share = (instant: number) =>
    ((Math.min(Math.max(instant, first), end) - first) / (end - first)) * 100;
  const ordered = versions.toSorted((a, b) => a.validFrom.localeCompare(b.validFrom));
  return ordered
    .map((version, at) => {
      const left = share(Date.parse(version.validFrom));
      const next = ordered[at + 1];
      return { version, left, width: share(next ? Date.parse(next.validFrom) : end) - left };
    })
    .filter(({ width }) => width > 0);
}
