import { middle } from './geometry.ts';
import type { Point } from './types.ts';

/** How the landmarks of one face differ between two views of it. */
export type ViewChange = {
  /**
   * How much more the views are stretched one way than the other, as a natural logarithm: 0 when the second is the first
   * moved, turned in the picture or nearer, about 0.12 when a picture is turned away by 35°, 0.2 by 45°.
   */
  turn: number;
  /** What no stretching explains: mean distance of the landmarks from where it puts them, in parts of the face's size. */
  parallax: number;
};

/** A view in which the stretch against another one is at least this was seen from another side. */
const turned = 0.12;

/**
 * Up to here the landmarks moved as one plane. Measured over pairs of views that are turned against each other so much:
 * of photographed pictures 0.045 in the middle, of real heads 0.066 at least and 0.24 in the middle, because the nose
 * moves against the eyes.
 */
const largestNoise = 0.06;

/** One view may be measured badly. */
const pairsNeeded = 2;

/** The points around their middle, at mean distance 1 from it (root mean square). */
function normalised(points: readonly Point[]): Point[] {
  const centre = middle(points);
  const square = points.reduce((sum, p) => sum + (p.x - centre.x) ** 2 + (p.y - centre.y) ** 2, 0);
  const size = Math.max(1e-9, Math.sqrt(square / Math.max(1, points.length)));
  return points.map((p) => ({ x: (p.x - centre.x) / size, y: (p.y - centre.y) / size }));
}

/** The linear map that takes `from` nearest to `to` (both around 0): its stretch, and what it leaves. */
function fitStretch(from: readonly Point[], to: readonly Point[]): ViewChange {
  let [xx, xy, yy, ux, uy, vx, vy] = [0, 0, 0, 0, 0, 0, 0];
  from.forEach((p, i) => {
    const q = to[i] ?? p;
    xx += p.x * p.x;
    xy += p.x * p.y;
    yy += p.y * p.y;
    ux += q.x * p.x;
    uy += q.x * p.y;
    vx += q.y * p.x;
    vy += q.y * p.y;
  });
  const determinant = Math.max(1e-9, xx * yy - xy * xy);
  const [a, b] = [(ux * yy - uy * xy) / determinant, (uy * xx - ux * xy) / determinant];
  const [c, d] = [(vx * yy - vy * xy) / determinant, (vy * xx - vx * xy) / determinant];
  // The singular values of [a b; c d] are (sum ± difference) / 2.
  const sum = Math.hypot(a + d, c - b);
  const difference = Math.hypot(a - d, c + b);
  const left = from.reduce((all, p, i) => {
    const q = to[i] ?? p;
    return all + (q.x - a * p.x - b * p.y) ** 2 + (q.y - c * p.x - d * p.y) ** 2;
  }, 0);
  return {
    turn: Math.log((sum + difference) / Math.max(1e-9, Math.abs(sum - difference))),
    parallax: Math.sqrt(left / Math.max(1, from.length)),
  };
}

/** Compares two views of one face by their landmarks; the same whichever comes first. */
export function compareViews(one: readonly Point[], other: readonly Point[]): ViewChange {
  const [a, b] = [normalised(one), normalised(other)];
  const [there, back] = [fitStretch(a, b), fitStretch(b, a)];
  return { turn: Math.min(there.turn, back.turn), parallax: Math.max(there.parallax, back.parallax) };
}

function pairsOf<T>(all: readonly T[]): [T, T][] {
  return all.flatMap((a, i) => all.slice(i + 1).map((b): [T, T] => [a, b]));
}

/**
 * Whether a face was seen from clearly different sides and still moved as one plane, as a picture or a screen does that
 * somebody holds. A head shows its depth when it turns; one that only comes nearer, or rests, tells nothing, and then
 * nothing is suspected.
 *
 * @param views landmarks of one face in several frames, the same points in each, in any order
 */
export function movesAsOnePlane(views: readonly (readonly Point[])[]): boolean {
  const changes = pairsOf(views)
    .map(([a, b]) => compareViews(a, b))
    .filter((change) => change.turn >= turned);
  const parallax = changes.reduce((sum, change) => sum + change.parallax, 0) / changes.length;
  return changes.length >= pairsNeeded && parallax <= largestNoise;
}
