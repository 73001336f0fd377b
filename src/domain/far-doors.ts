import type { Instant } from './types/time.ts';

/** One person seen at one door. */
export type SeenAtDoor = {
  id: string;
  doorId: string;
  /** First and last picture. */
  firstAt: Instant;
  lastAt: Instant;
  /** Who said that it is this person: recognition may be wrong, what a reviewer has said stands. */
  by: 'recognition' | 'reviewer';
};

/** The least time from one door to another, in either direction, ms; `since` when the office knows it. */
export type Walk = { leastMs: number; since: Instant };

/** Two cameras know the time of a picture to half a second each. */
const clockToleranceMs = 1000;

/** Whether nobody can have been at both: less time between them than the walk takes. */
function contradict(a: SeenAtDoor, b: SeenAtDoor, walk: Walk | null): boolean {
  if (walk === null || Math.min(a.firstAt, b.firstAt) < walk.since) return false;
  const between = Math.max(a.firstAt, b.firstAt) - Math.min(a.lastAt, b.lastAt);
  return between + clockToleranceMs < walk.leastMs;
}

/**
 * The sightings of one person that cannot all be true: of two at doors farther apart than the time between them allows,
 * both are held as questions, because nothing says which is wrong. One that a reviewer confirmed is never held and holds
 * the other. Doors whose distance nobody told prove nothing. Does not depend on the order.
 *
 * @param walkBetween null when the time between two doors is not known
 * @returns ids
 */
export function heldByWalking(
  seen: readonly SeenAtDoor[],
  walkBetween: (oneDoor: string, otherDoor: string) => Walk | null,
): Set<string> {
  const held = new Set<string>();
  for (const [i, a] of seen.entries())
    for (const b of seen.slice(i + 1)) {
      if (a.doorId === b.doorId || !contradict(a, b, walkBetween(a.doorId, b.doorId))) continue;
      for (const it of [a, b]) if (it.by === 'recognition') held.add(it.id);
    }
  return held;
}
