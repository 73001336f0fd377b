import type { CoverageStretch } from './types.ts';

/** A time in which a camera was not watched, and why; epoch milliseconds. */
export type CoverageGap = { from: number; to: number; cause: string | null };

const ms = (instant: string) => new Date(instant).getTime();

/** What lies between a camera's stretches from one instant to another; the cause is why the stretch before it ended. */
export function gapsOf(stretches: CoverageStretch[], from: number, to: number): CoverageGap[] {
  const gaps: CoverageGap[] = [];
  let gap: CoverageGap = { from, to: from, cause: null };
  const push = (until: number) => {
    if (until > gap.from) gaps.push({ ...gap, to: until });
  };
  for (const part of [...stretches].sort((a, b) => ms(a.from) - ms(b.from))) {
    if (ms(part.from) >= to) break;
    push(ms(part.from));
    const end = ms(part.to);
    if (end >= gap.from) gap = { from: end, to: end, cause: part.endCause };
    else if (end < from) gap.cause = part.endCause;
  }
  push(to);
  return gaps;
}
