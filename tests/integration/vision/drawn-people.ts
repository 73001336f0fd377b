import { faceToSvgString, type FaceConfig } from 'facesjs';
import sharp from 'sharp';
import type { Frame } from '../../../src/vision/capture.ts';
import drawings from './drawn-people.json' with { type: 'json' };

export type DrawnPerson = keyof typeof drawings;

/** A face of an invented person as a PNG of the given height, transparent around it. */
export function drawFace(person: DrawnPerson, heightPx: number): Promise<Buffer> {
  const svg = faceToSvgString(drawings[person] as FaceConfig);
  return sharp(Buffer.from(svg)).resize({ height: heightPx }).png().toBuffer();
}

/** Where somebody's drawing stands in a picture: its top left corner and height. */
export type Placed = { person: DrawnPerson; left: number; top: number; heightPx: number };

/** A picture of a plain wall with people before it, as JPEG. Drawings may hang over the right and lower edge. */
export async function drawScene(width: number, height: number, placed: readonly Placed[]): Promise<Buffer> {
  const layers = await Promise.all(
    placed.map(async ({ person, left, top, heightPx }) => {
      const face = sharp(await drawFace(person, heightPx));
      const { width: drawnWidth = 0, height: drawnHeight = 0 } = await face.metadata();
      const region = {
        left: 0,
        top: 0,
        width: Math.min(drawnWidth, width - left),
        height: Math.min(drawnHeight, height - top),
      };
      return { input: await face.extract(region).toBuffer(), left, top };
    }),
  );
  return sharp({ create: { width, height, channels: 3, background: '#9aa0a6' } })
    .composite(layers)
    .jpeg({ quality: 70 })
    .toBuffer();
}

/** A portrait as somebody would upload it. */
export function drawPortrait(person: DrawnPerson): Promise<Buffer> {
  return drawScene(600, 800, [{ person, left: 100, top: 100, heightPx: 600 }]);
}

/** A burst of `count` frames 200 ms apart; `place` says who stands where in frame `i`. */
export async function drawBurst(count: number, place: (i: number) => Placed[]): Promise<Frame[]> {
  const frames: Frame[] = [];
  for (let i = 0; i < count; i++)
    frames.push({
      id: `frame-${i}`,
      capturedAt: Date.UTC(2026, 0, 5, 0, 10) + i * 200,
      image: await drawScene(1280, 720, place(i)),
    });
  return frames;
}
