import type { Embedding } from './types.ts';

/** Faces nearer to each other than this are nearly always of one person. */
export const samePersonDistance = 0.45;

/**
 * Groups faces by likeness: a face joins the group whose members are on average nearest, if they are near enough.
 * Only proposes what to look at together; a person decides. Largest group first.
 */
export function groupFaces<T extends { embedding: Embedding }>(
  faces: readonly T[],
  within = samePersonDistance,
): T[][] {
  const groups: T[][] = [];
  for (const face of faces) {
    let best: { group: T[]; distance: number } | null = null;
    for (const group of groups) {
      const distance =
        group.reduce((sum, it) => sum + distanceOf(it.embedding, face.embedding), 0) / group.length;
      if (distance <= within && (best === null || distance < best.distance)) best = { group, distance };
    }
    if (best === null) groups.push([face]);
    else best.group.push(face);
  }
  return groups.sort((a, b) => b.length - a.length);
}

function distanceOf(a: Embedding, b: Embedding): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return Math.sqrt(sum);
}
