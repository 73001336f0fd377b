import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { pictureArea } from '../../../src/captures/camera-settings.ts';
import type { PictureArea } from '../../../src/domain/picture-area.ts';
import {
  addCorner,
  firstMask,
  firstZone,
  middleAfter,
  mostCorners,
  mostMasks,
  moveCorner,
  removeCorner,
  stepOfKey,
} from '../../../src/web/areas.ts';

describe('an area drawn on a picture', () => {
  it('begins as one that the server takes', () => {
    expect(pictureArea.safeParse(firstZone()).success).toBe(true);
    for (let i = 0; i < mostMasks; i++) expect(pictureArea.safeParse(firstMask(i)).success).toBe(true);
  });

  it('gets a corner in the middle of a side, the last side too, up to what the server takes', () => {
    const zone = firstZone();
    expect(addCorner(zone, 0)[1]).toEqual({ x: 0.5, y: 0.1 });
    expect(addCorner(zone, 3).at(-1)).toEqual(middleAfter(zone, 3));
    let many: PictureArea = zone;
    for (let i = 0; i < 40; i++) many = addCorner(many, i % many.length);
    expect(many).toHaveLength(mostCorners);
  });

  it('loses corners down to a triangle', () => {
    const zone = firstZone();
    expect(removeCorner(zone, 1)).toEqual([zone[0], zone[2], zone[3]]);
    expect(removeCorner(removeCorner(zone, 1), 0)).toHaveLength(3);
  });

  it('never leaves the picture, wherever a corner is dragged', () => {
    const anywhere = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(anywhere, anywhere, fc.nat(3), (x, y, corner) => {
        const moved = moveCorner(firstZone(), corner, { x, y });
        for (const point of moved) {
          expect(point.x).toBeGreaterThanOrEqual(0);
          expect(point.x).toBeLessThanOrEqual(1);
          expect(point.y).toBeGreaterThanOrEqual(0);
          expect(point.y).toBeLessThanOrEqual(1);
        }
        expect(moved.filter((_, i) => i !== corner)).toEqual(firstZone().filter((_, i) => i !== corner));
      }),
    );
  });

  test.each([
    ['ArrowLeft', false, { x: -0.01, y: 0 }],
    ['ArrowDown', true, { x: 0, y: 0.05 }],
    ['Tab', false, null],
  ])('the key %s (Shift: %s) moves a corner by %o', (key, shift, by) => {
    expect(stepOfKey(key, shift)).toEqual(by);
  });
});
