import { createHash } from 'node:crypto';
import {
  buildDescriptorNet,
  closeDescriptorNet,
  descriptorLength,
  type DescriptorNet,
} from './models/descriptor-net.ts';
import { buildLandmarkNet, closeLandmarkNet, type LandmarkNet } from './models/landmark-net.ts';
import { buildSsdDetector, closeSsdDetector, type SsdDetector } from './models/ssd-detector.ts';
import { buildTinyDetector, closeTinyDetector, type TinyDetector } from './models/tiny-detector.ts';
import { modelFolder, readWeights } from './models/weights.ts';
import type { ModelIdentity } from './types.ts';

/** The loaded networks of this process. The slow detector is read only when a picture first needs it. */
export type Networks = {
  tiny: TinyDetector;
  landmarks: LandmarkNet;
  /** Fast and rough: for a first look, never for an embedding. */
  roughLandmarks: LandmarkNet;
  descriptor: DescriptorNet;
  ssd: () => Promise<SsdDetector>;
  identity: ModelIdentity;
  close: () => void;
};

/** Part of the model's identity: a face cut out in another way gives numbers that cannot be compared. */
const alignmentVersion = 'similarity-5pt-v1';

/** Reads the networks from `folder` (default: the files inside `@vladmandic/face-api`). */
export async function loadNetworks(folder = modelFolder()): Promise<Networks> {
  const [tinyWeights, landmarkWeights, roughWeights, descriptorWeights] = await Promise.all([
    readWeights(folder, 'tiny_face_detector_model'),
    readWeights(folder, 'face_landmark_68_model'),
    readWeights(folder, 'face_landmark_68_tiny_model'),
    readWeights(folder, 'face_recognition_model'),
  ]);
  const tiny = buildTinyDetector(tinyWeights);
  const landmarks = buildLandmarkNet(landmarkWeights, 'full');
  const roughLandmarks = buildLandmarkNet(roughWeights, 'small');
  const descriptor = buildDescriptorNet(descriptorWeights);
  let ssd: Promise<SsdDetector> | undefined;
  // Landmarks place the face, the descriptor reads it: an embedding depends on both files and on the alignment.
  const sha256 = createHash('sha256')
    .update(landmarkWeights.sha256)
    .update(descriptorWeights.sha256)
    .update(alignmentVersion)
    .digest('hex');
  return {
    tiny,
    landmarks,
    roughLandmarks,
    descriptor,
    ssd: () => (ssd ??= readWeights(folder, 'ssd_mobilenetv1_model').then(buildSsdDetector)),
    identity: {
      id: `face-api-resnet29-128/${alignmentVersion}/${sha256.slice(0, 12)}`,
      sha256,
      licence: 'MIT',
      dimension: descriptorLength,
    },
    close: () => {
      closeTinyDetector(tiny);
      closeLandmarkNet(landmarks);
      closeLandmarkNet(roughLandmarks);
      closeDescriptorNet(descriptor);
      void ssd?.then(closeSsdDetector, () => undefined);
    },
  };
}
