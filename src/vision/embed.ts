import { faceNormalisation, faceToPicture } from './align.ts';
import { descriptorInput, descriptorLength, runDescriptorNet } from './models/descriptor-net.ts';
import type { Networks } from './networks.ts';
import { mirrored, warpInto, type MirroredSimilarity, type Similarity } from './sampling.ts';
import type { Embedding, Point, RgbImage } from './types.ts';

/** How many views of one face are averaged: more views, steadier numbers, more time. */
export type Views = 1 | 2 | 6;

function zoomed(s: Similarity, factor: number, shiftX: number, shiftY: number): Similarity {
  const half = descriptorInput / 2;
  const [cx, cy] = [half * (1 - factor) + shiftX, half * (1 - factor) + shiftY];
  return {
    a: s.a * factor,
    b: s.b * factor,
    tx: s.a * cx - s.b * cy + s.tx,
    ty: s.b * cx + s.a * cy + s.ty,
  };
}

/** The same face seen slightly differently: as it is, mirrored, and a little nearer and farther. */
function viewsOf(face: Similarity, views: Views): MirroredSimilarity[] {
  const plain: Similarity[] =
    views === 6 ? [face, zoomed(face, 1.06, 0, 0), zoomed(face, 0.95, 0, 0)] : [face];
  return views === 1 ? plain : plain.flatMap((s) => [s, mirrored(s, descriptorInput)]);
}

/** Most inputs the network takes at once; more would only hold more memory. */
const batchSize = 12;

/** A face to embed: the picture it is in and its landmarks there. */
export type FaceInPicture = { image: RgbImage; landmarks: readonly Point[] };

/** Embeddings of faces, of one picture or several, each the mean over `views` of it. */
export async function embedFaces(
  nets: Networks,
  faces: readonly FaceInPicture[],
  views: Views,
): Promise<Embedding[]> {
  const size = descriptorInput * descriptorInput * 3;
  const warps = faces.flatMap(({ image, landmarks }) =>
    viewsOf(faceToPicture(landmarks), views).map((place) => ({ image, place })),
  );
  const embeddings = faces.map(() => new Float32Array(descriptorLength));
  for (let start = 0; start < warps.length; start += batchSize) {
    const batch = warps.slice(start, start + batchSize);
    const input = new Float32Array(size * batch.length);
    batch.forEach(({ image, place }, i) =>
      warpInto(image, descriptorInput, place, faceNormalisation, input, i * size),
    );
    const values = await runDescriptorNet(nets.descriptor, input, batch.length);
    batch.forEach((_, i) => {
      const embedding = embeddings[Math.floor((start + i) / views)];
      for (let k = 0; embedding && k < descriptorLength; k++)
        embedding[k]! += (values[i * descriptorLength + k] ?? 0) / views;
    });
  }
  return embeddings;
}

/** Euclidean distance of two embeddings of the same model. */
export function distanceBetween(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += ((a[k] ?? 0) - (b[k] ?? 0)) ** 2;
  return Math.sqrt(sum);
}
