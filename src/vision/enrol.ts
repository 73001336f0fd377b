import { maximumPhotoBytes } from '../domain/enrolment.ts';
import { AppError } from '../errors.ts';
import { embedFaces } from './embed.ts';
import { decodeImage, encodeFaceCrop } from './image.ts';
import {
  defaultQualityRules,
  judgeQuality,
  measureQuality,
  type FaceQuality,
  type QualityRules,
} from './quality.ts';
import type { Box, DetectedFace, Embedding } from './types.ts';
import type { Vision } from './vision.ts';

/** A face that others will be compared with must be better than one that merely passes a door. */
export const enrolmentRules: QualityRules = {
  ...defaultQualityRules,
  minimumHeightPx: 48,
  minimumScore: 0.5,
  minimumSharpness: 0.045,
  largestTurn: 0.45,
  largestOutside: 0.08,
};

/** Another face counts when it is at least this part of the main one's height: not the people in the background. */
const besideMainFace = 0.4;

export type EnrolledPhoto = {
  embedding: Embedding;
  box: Box;
  quality: FaceQuality;
  /** Detector's confidence, 0 to 1. */
  score: number;
  /** JPEG of the face for people to look at. */
  crop: Buffer;
};

function theOneFace(faces: readonly DetectedFace[]): DetectedFace {
  const [main, ...others] = [...faces].sort((a, b) => b.box.height - a.box.height);
  if (!main) throw new AppError('photo_no_face', 'no face was found in the photo');
  const beside = others.filter((face) => face.box.height >= besideMainFace * main.box.height);
  if (beside.length > 0) {
    const count = beside.length + 1;
    throw new AppError('photo_several_faces', `${count} faces in the photo`, { details: { faces: count } });
  }
  return main;
}

function requireQuality(quality: FaceQuality): void {
  if (quality.usable) return;
  if (quality.reasons.includes('too_small')) {
    const heightPx = Math.round(quality.heightPx);
    throw new AppError('photo_face_too_small', `the face is ${heightPx} px high`, {
      details: { heightPx, minimumPx: enrolmentRules.minimumHeightPx },
    });
  }
  const reason = quality.reasons[0] ?? 'doubtful_face';
  throw new AppError('photo_face_unclear', `the face cannot be used: ${quality.reasons.join(', ')}`, {
    details: { reason, reasons: quality.reasons.join(',') },
  });
}

/**
 * Turns one photo of one person into a template.
 * @param bytes the file as uploaded (JPEG, PNG, WebP …)
 * @throws AppError `photo_too_large` (details `bytes`, `maximumBytes`), `photo_not_an_image`, `photo_no_face`,
 *   `photo_several_faces` (`faces`), `photo_face_too_small` (`heightPx`, `minimumPx`), `photo_face_unclear` (`reason`).
 */
export async function enrolPhoto(vision: Vision, bytes: Buffer): Promise<EnrolledPhoto> {
  if (bytes.length > maximumPhotoBytes)
    throw new AppError('photo_too_large', `the photo has ${bytes.length} bytes`, {
      details: { bytes: bytes.length, maximumBytes: maximumPhotoBytes },
    });
  const image = await decodeImage(bytes);
  const face = theOneFace(await vision.detect(image));
  const quality = judgeQuality(measureQuality(image, face), enrolmentRules);
  requireQuality(quality);
  const [embedding] = await embedFaces(vision.networks, [{ image, landmarks: face.landmarks }], 6);
  if (!embedding) throw new Error('no embedding for one face');
  return {
    embedding,
    box: face.box,
    quality,
    score: face.score,
    crop: await encodeFaceCrop(image, face.box),
  };
}
