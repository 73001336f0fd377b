import sharp from 'sharp';
import type { z } from 'zod';
import type { box } from './contracts/common.ts';

const sidePx = 192;
/** The picture is a square this many times as high as the face: hair, chin and a little of the shoulders. */
const faceShare = 1.9;

/**
 * The face of an enrolment photo as a small square JPEG.
 *
 * @param face where the face is, in pixels of the upright photo.
 */
export async function portraitOf(photo: Buffer, face: z.output<typeof box>): Promise<Buffer> {
  const { data, info } = await sharp(photo).rotate().toBuffer({ resolveWithObject: true });
  const side = Math.max(1, Math.min(Math.round(face.height * faceShare), info.width, info.height));
  const within = (centre: number, length: number): number =>
    Math.round(Math.min(Math.max(0, centre - side / 2), length - side));
  const area = {
    left: within(face.x + face.width / 2, info.width),
    top: within(face.y + face.height / 2, info.height),
    width: side,
    height: side,
  };
  return sharp(data).extract(area).resize(sidePx, sidePx).jpeg({ quality: 85 }).toBuffer();
}
