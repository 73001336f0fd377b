/** The process behind `measureBestFace`: gets pictures, answers with the best face, ends. */
import { z } from 'zod';
import { decodeImage } from './image.ts';
import type { MeasuredFace } from './measure-faces.ts';
import { findInFrame, findInFrameThoroughly, surelyFace } from './detect.ts';
import { findLandmarks } from './align.ts';
import { judgeQuality, measureQuality, type FaceQuality } from './quality.ts';
import { loadVision, type Vision } from './vision.ts';

const asked = z.array(z.instanceof(Uint8Array));

async function facesIn({ networks }: Vision, jpeg: Uint8Array): Promise<FaceQuality[]> {
  const image = await decodeImage(Buffer.from(jpeg));
  const near = await findInFrame(networks, image);
  const sure = near.filter(({ score }) => score >= surelyFace);
  const boxes =
    sure.length > 0
      ? sure
      : (await findInFrameThoroughly(networks, image)).filter(({ score }) => score >= surelyFace);
  if (boxes.length === 0) return [];
  const landmarks = await findLandmarks(networks, image, boxes, 'rough');
  return boxes.map(({ score }, i) =>
    judgeQuality(measureQuality(image, { score, landmarks: landmarks[i] ?? [] })),
  );
}

async function bestFace(pictures: readonly Uint8Array[]): Promise<MeasuredFace | null> {
  const vision = await loadVision();
  let best: FaceQuality | null = null;
  for (const picture of pictures)
    for (const face of await facesIn(vision, picture))
      if (best === null || face.weight > best.weight) best = face;
  return best && { heightPx: Math.round(best.heightPx), reasons: best.reasons };
}

process.once('message', (message) => {
  void bestFace(asked.parse(message))
    .catch(() => null)
    .then((answer) => process.send?.(answer, () => process.exit(0)));
});
// Nobody is left to be told.
process.once('disconnect', () => process.exit(0));
