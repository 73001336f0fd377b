import sharp from 'sharp';
import { findLandmarks } from './align.ts';
import { findInFrame, surelyFace } from './detect.ts';
import { enrolmentRules } from './enrol.ts';
import { boxInside, decodeImage } from './image.ts';
import { judgeQuality, measureQuality, type FaceQuality, type QualityRules } from './quality.ts';
import type { Box, RgbImage } from './types.ts';
import type { Vision } from './vision.ts';

/** A little stricter than enrolment: what is chosen here is looked at once more there, and should pass. */
const liveRules: QualityRules = { ...enrolmentRules, minimumHeightPx: 60, minimumSharpness: 0.05 };

/** What one picture of a live camera shows: how many faces, and the quality of the only one. */
export type LivePicture = {
  image: RgbImage;
  faces: number;
  only: { box: Box; quality: FaceQuality } | null;
};

/** Looks for faces, fast; nobody is compared with anybody. @throws AppError `photo_not_an_image`. */
export async function lookLive({ networks }: Vision, jpeg: Buffer): Promise<LivePicture> {
  const image = await decodeImage(jpeg);
  const found = (await findInFrame(networks, image)).filter(({ score }) => score >= surelyFace);
  const [box] = found;
  if (box === undefined || found.length > 1) return { image, faces: found.length, only: null };
  const [landmarks = []] = await findLandmarks(networks, image, [box]);
  const quality = judgeQuality(measureQuality(image, { landmarks, score: box.score }), liveRules);
  return { image, faces: 1, only: { box, quality } };
}

/** Room around a face so that it can be found again, and hardly anybody else is in the picture. */
const aroundFace = 0.9;

const raw = ({ data, width, height }: RgbImage) => sharp(data, { raw: { width, height, channels: 3 } });

/** The face with some surroundings, as a JPEG that can be a photo for enrolment. */
export function cutFace(image: RgbImage, box: Box): Promise<Buffer> {
  const { x: left, y: top, width, height } = boxInside(image, box, aroundFace);
  return raw(image).extract({ left, top, width, height }).jpeg({ quality: 92 }).toBuffer();
}

/** The picture for somebody to look at, at most 640 px wide. */
export function previewOf(image: RgbImage): Promise<Buffer> {
  return raw(image).resize({ width: 640, withoutEnlargement: true }).jpeg({ quality: 70 }).toBuffer();
}
