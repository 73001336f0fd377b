import { collapse, compareProofs } from './passages.ts';
import { placeAfter, placeBefore } from './timeline.ts';
import type { Proof } from './types/evidence.ts';

/** How often a direction failed to see people who must have passed. */
export type MissCount = { passages: number; missed: number };

/**
 * Counts, from one person's certain sightings of one day, entries and exits that must have happened, and how many of
 * them nobody saw: a person seen inside or going out without having come in, or coming in without having gone out.
 * Add the counts of many people and days, then take `missRate`.
 */
export function countMisses(
  proofs: readonly Proof[],
  noiseMinutes: number,
): { in: MissCount; out: MissCount } {
  const { passages } = collapse([...proofs].sort(compareProofs), noiseMinutes);
  const counts = { in: { passages: 0, missed: 0 }, out: { passages: 0, missed: 0 } };
  let place: 'inside' | 'outside' | null = 'outside';
  for (const passage of passages) {
    const before = placeBefore(passage);
    if (place !== null && before !== null && before !== place) {
      const lane = before === 'inside' ? counts.in : counts.out;
      lane.passages += 1;
      lane.missed += 1;
    }
    if (passage.direction === 'in') counts.in.passages += 1;
    if (passage.direction === 'out') counts.out.passages += 1;
    place = placeAfter(passage);
  }
  return counts;
}

/** Share of missed passages, null while there are too few to say (`atLeast` passages). */
export function missRate(counts: readonly MissCount[], atLeast = 30): number | null {
  const passages = counts.reduce((sum, c) => sum + c.passages, 0);
  const missed = counts.reduce((sum, c) => sum + c.missed, 0);
  return passages < atLeast ? null : missed / passages;
}
