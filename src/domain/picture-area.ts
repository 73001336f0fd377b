/** Geometry of areas drawn on a picture. Points are shares of its width and height, from the upper left corner. */

export type PicturePoint = { readonly x: number; readonly y: number };
/** Corner after corner; the last is joined to the first. Where it crosses itself, the even-odd rule says what is inside. */
export type PictureArea = readonly PicturePoint[];
export type PictureRectangle = { x: number; y: number; width: number; height: number };

type Edge = readonly [PicturePoint, PicturePoint];

/** How far off an edge still counts as on it: less than a hundredth of a pixel. */
const onEdge = 1e-6;

const edgesOf = (area: PictureArea): Edge[] =>
  area.map((corner, i) => [corner, area[(i + 1) % area.length] ?? corner]);

/** Whether a point lies in an area. Its border belongs to it. */
export function liesIn(area: PictureArea, { x, y }: PicturePoint): boolean {
  let inside = false;
  for (const [a, b] of edgesOf(area)) {
    if (distanceTo([a, b], { x, y }) <= onEdge) return true;
    if (a.y > y !== b.y > y && x < xAt([a, b], y)) inside = !inside;
  }
  return inside;
}

/** Share of the picture, 0 to 1; parts drawn in the other sense count against the rest, so a bow is nearly nothing. */
export function shareOf(area: PictureArea): number {
  return Math.abs(edgesOf(area).reduce((sum, [a, b]) => sum + (a.x * b.y - b.x * a.y) / 2, 0));
}

/**
 * Upright rectangles that together cover the area wholly and reach beyond it by at most `tolerance` (a share of the
 * width) to either side. An upright rectangle is one.
 */
export function coveringRectangles(area: PictureArea, tolerance = 0.01): PictureRectangle[] {
  const edges = edgesOf(area).filter(([a, b]) => a.y !== b.y);
  const levels = [...new Set(area.map(({ y }) => y))].sort((a, b) => a - b);
  return levels.slice(1).flatMap((bottom, i) => {
    const top = levels[i]!;
    const crossing = edges.filter(([a, b]) => Math.min(a.y, b.y) <= top && Math.max(a.y, b.y) >= bottom);
    const slant = Math.max(0, ...crossing.map((edge) => Math.abs(xAt(edge, top) - xAt(edge, bottom))));
    const strips = Math.max(1, Math.ceil(slant / tolerance - 1e-9));
    const height = (bottom - top) / strips;
    return Array.from({ length: strips }, (_, k) =>
      stripOf(crossing, top + k * height, k === strips - 1 ? bottom : top + (k + 1) * height),
    ).flat();
  });
}

/** The area between two levels with no corner between them: a rectangle around each piece from edge to edge. */
function stripOf(crossing: readonly Edge[], top: number, bottom: number): PictureRectangle[] {
  const half = (top + bottom) / 2;
  const sorted = [...crossing].sort((a, b) => xAt(a, half) - xAt(b, half));
  const pieces: PictureRectangle[] = [];
  for (let i = 0; i + 1 < sorted.length; i += 2) {
    const xs = [sorted[i]!, sorted[i + 1]!].flatMap((edge) => [xAt(edge, top), xAt(edge, bottom)]);
    const x = Math.min(...xs);
    pieces.push({ x, y: top, width: Math.max(...xs) - x, height: bottom - top });
  }
  return pieces;
}

/** Where the edge, prolonged if need be, is at a height. */
function xAt([a, b]: Edge, y: number): number {
  return a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x);
}

function distanceTo([a, b]: Edge, { x, y }: PicturePoint): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / length));
  return Math.hypot(x - a.x - along * dx, y - a.y - along * dy);
}
