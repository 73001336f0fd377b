/** What can be done with an area that is drawn on a picture. Points are shares of its width and height. */
import type { PictureArea, PicturePoint } from '../domain/picture-area.ts';

/** More corners than this nobody can handle; the server takes no more either. */
export const mostCorners = 24;
const fewestCorners = 3;
export const mostMasks = 8;

/** Ten thousandths are finer than any pixel. */
const rounded = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000;
const within = ({ x, y }: PicturePoint): PicturePoint => ({ x: rounded(x), y: rounded(y) });

const box = (left: number, top: number, right: number, bottom: number): PictureArea => [
  { x: left, y: top },
  { x: right, y: top },
  { x: right, y: bottom },
  { x: left, y: bottom },
];

/** Where drawing a zone begins: nearly the whole picture, to be drawn in. */
export const firstZone = (): PictureArea => box(0.1, 0.1, 0.9, 0.95);

/** Where drawing a mask begins: a small area, each new one beside the last. */
export function firstMask(before: number): PictureArea {
  const left = 0.05 + 0.1 * (before % mostMasks);
  return box(left, 0.05, left + 0.15, 0.3);
}

/** The area with one corner elsewhere; nothing leaves the picture. */
export function moveCorner(area: PictureArea, corner: number, to: PicturePoint): PictureArea {
  return area.map((point, i) => (i === corner ? within(to) : point));
}

/** The middle of the side that begins at a corner. */
export function middleAfter(area: PictureArea, corner: number): PicturePoint {
  const [from, to] = [area[corner]!, area[(corner + 1) % area.length]!];
  return within({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
}

/** The area with one more corner, in the middle of the side that begins at `corner`. */
export function addCorner(area: PictureArea, corner: number): PictureArea {
  if (area.length >= mostCorners) return area;
  return [...area.slice(0, corner + 1), middleAfter(area, corner), ...area.slice(corner + 1)];
}

/** The area without a corner; a triangle stays one. */
export function removeCorner(area: PictureArea, corner: number): PictureArea {
  return area.length <= fewestCorners ? area : area.filter((_, i) => i !== corner);
}

/** How far a key moves a corner: a hundredth of the picture, five with Shift. Null for any other key. */
export function stepOfKey(key: string, shift: boolean): PicturePoint | null {
  const by = shift ? 0.05 : 0.01;
  const steps: Record<string, PicturePoint> = {
    ArrowLeft: { x: -by, y: 0 },
    ArrowRight: { x: by, y: 0 },
    ArrowUp: { x: 0, y: -by },
    ArrowDown: { x: 0, y: by },
  };
  return steps[key] ?? null;
}
