import type { Interval } from './types/time.ts';

/** Set operations on half-open intervals. Results are sorted and disjoint; empty intervals vanish. */

export function unite<T extends Interval>(intervals: readonly T[]): Interval[] {
  const sorted = intervals.filter((i) => i.to > i.from).sort((a, b) => a.from - b.from);
  const result: Interval[] = [];
  for (const { from, to } of sorted) {
    const last = result.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}

export function clip(intervals: readonly Interval[], within: Interval): Interval[] {
  return intervals
    .map((i) => ({ from: Math.max(i.from, within.from), to: Math.min(i.to, within.to) }))
    .filter((i) => i.to > i.from);
}

/** What of `whole` is outside all `holes` (which must be sorted and disjoint). */
export function subtract(whole: Interval, holes: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  let from = whole.from;
  for (const hole of holes) {
    if (hole.to <= from) continue;
    if (hole.from >= whole.to) break;
    if (hole.from > from) result.push({ from, to: hole.from });
    from = hole.to;
  }
  if (from < whole.to) result.push({ from, to: whole.to });
  return result;
}
