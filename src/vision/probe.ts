import { decideTrack, type Decision } from './decide.ts';
import type { Gallery } from './gallery.ts';
import { decodeImage } from './image.ts';
import { judgeQuality, measureQuality, type FaceQuality } from './quality.ts';
import { singlePictureThresholds, type Thresholds } from './thresholds.ts';
import type { DetectedFace, Embedding } from './types.ts';
import type { Vision } from './vision.ts';

/** The main face of a still picture that is to be recognised, not enrolled. */
export type Probe = { face: DetectedFace; quality: FaceQuality; embedding: Embedding | null };

/**
 * Reads the largest face of a picture; null when there is none, `embedding` null when its quality does not allow one.
 * @throws AppError `photo_not_an_image`
 */
export async function readProbe(vision: Vision, bytes: Buffer): Promise<Probe | null> {
  const image = await decodeImage(bytes);
  const faces = await vision.detect(image);
  if (faces.length === 0) return null;
  const face = faces.reduce((a, b) => (b.box.height > a.box.height ? b : a));
  const quality = judgeQuality(measureQuality(image, face));
  return { face, quality, embedding: quality.usable ? await vision.embed(image, face) : null };
}

/** Decides who the pictures show: the rule for bursts, or the stricter one when there is a single usable picture. */
export function decideProbes(
  probes: readonly Probe[],
  gallery: Gallery,
  burst: Thresholds,
  single: Thresholds = singlePictureThresholds,
): Decision {
  const votes = probes.flatMap((probe) =>
    probe.embedding ? [{ embedding: probe.embedding, weight: probe.quality.weight }] : [],
  );
  return decideTrack(votes, gallery, votes.length === 1 ? single : burst);
}
