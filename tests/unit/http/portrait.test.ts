import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { portraitOf } from '../../../src/http/portrait.ts';

/** A blue picture with one red square where the face is. */
async function photoWith(face: { x: number; y: number; width: number; height: number }): Promise<Buffer> {
  const red = await sharp({
    create: { width: face.width, height: face.height, channels: 3, background: '#f00' },
  })
    .png()
    .toBuffer();
  return sharp({ create: { width: 640, height: 480, channels: 3, background: '#00f' } })
    .composite([{ input: red, left: face.x, top: face.y }])
    .jpeg()
    .toBuffer();
}

describe('portrait', () => {
  test.each([
    ['in the middle', { x: 280, y: 200, width: 80, height: 90 }],
    ['in a corner', { x: 0, y: 0, width: 80, height: 90 }],
    ['at the far edge', { x: 560, y: 390, width: 80, height: 90 }],
    ['that fills the picture', { x: 100, y: 0, width: 440, height: 480 }],
  ])('of a face %s is a square that holds it', async (_, face) => {
    const portrait = await portraitOf(await photoWith(face), face);
    const { data, info } = await sharp(portrait).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([192, 192]);
    let red = 0;
    for (let i = 0; i < data.length; i += 3) if (data[i]! > 150 && data[i + 2]! < 100) red += 1;
    expect(red / (192 * 192)).toBeGreaterThan(0.15);
  });
});
