import type { Box, Point } from './types.ts';

export const area = (box: Box) => box.width * box.height;

export const centreOf = (box: Box): Point => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });

/** Shared area of two boxes, pixels². */
export function intersection(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Shared area over united area: 0 apart, 1 the same box. */
export function overlap(a: Box, b: Box): number {
  const shared = intersection(a, b);
  return shared === 0 ? 0 : shared / (area(a) + area(b) - shared);
}

/**
 * The best-scored boxes, without those that show the same face as a better one: overlapping by more than `limit`, or
 * lying mostly inside it.
 */
export function withoutRepeats<T extends Box & { score: number }>(boxes: readonly T[], limit = 0.35): T[] {
  const kept: T[] = [];
  for (const box of [...boxes].sort((a, b) => b.score - a.score)) {
    const repeats = kept.some(
      (other) =>
        overlap(box, other) > limit || intersection(box, other) > 0.65 * Math.min(area(box), area(other)),
    );
    if (!repeats) kept.push(box);
  }
  return kept;
}

/** The middle of some points. */
export function middle(points: readonly Point[]): Point {
  const count = Math.max(1, points.length);
  return {
    x: points.reduce((sum, p) => sum + p.x, 0) / count,
    y: points.reduce((sum, p) => sum + p.y, 0) / count,
  };
}

/** The smallest upright box around the points. */
export function boxAround(points: readonly Point[]): Box {
  const xs = points.map((p) => p.x);
  const ys = points.map((p) => p.y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
