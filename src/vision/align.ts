import { boxAround, middle } from './geometry.ts';
import { descriptorInput, faceMean } from './models/descriptor-net.ts';
import { landmarkCount, landmarkInput, runLandmarkNet, type LandmarkNet } from './models/landmark-net.ts';
import type { Networks } from './networks.ts';
import { applySimilarity, fitSimilarity, warpInto, type Normalisation, type Similarity } from './sampling.ts';
import type { Box, Point, RgbImage } from './types.ts';

export const faceNormalisation: Normalisation = { mean: faceMean, divisor: 255 };

/** The five places of a face that alignment uses, as seen in the picture (the left eye is on the picture's left). */
export type FivePoints = {
  leftEye: Point;
  rightEye: Point;
  nose: Point;
  mouthLeft: Point;
  mouthRight: Point;
};

export function fivePoints(landmarks: readonly Point[]): FivePoints {
  const part = (from: number, to: number) => middle(landmarks.slice(from, to));
  return {
    leftEye: part(36, 42),
    rightEye: part(42, 48),
    nose: part(33, 34),
    mouthLeft: part(48, 49),
    mouthRight: part(54, 55),
  };
}

/**
 * Where the five places lie in an upright face as the embedding network was trained on, as fractions of the side of
 * its square input.
 */
const canonical: FivePoints = {
  leftEye: { x: 0.317, y: 0.311 },
  rightEye: { x: 0.67, y: 0.311 },
  nose: { x: 0.4935, y: 0.5855 },
  mouthLeft: { x: 0.336, y: 0.687 },
  mouthRight: { x: 0.651, y: 0.687 },
};

const inOrder = (p: FivePoints): Point[] => [p.leftEye, p.rightEye, p.nose, p.mouthLeft, p.mouthRight];

/** The similarity from the embedding network's input (150 × 150) to the face in the picture. */
export function faceToPicture(landmarks: readonly Point[]): Similarity {
  const places = inOrder(canonical).map((p) => ({ x: p.x * descriptorInput, y: p.y * descriptorInput }));
  return fitSimilarity(places, inOrder(fivePoints(landmarks)));
}

/** A square over the box, upright. */
function squareOver(box: Box): Similarity {
  const side = Math.max(box.width, box.height);
  const a = side / landmarkInput;
  return { a, b: 0, tx: box.x + box.width / 2 - side / 2, ty: box.y + box.height / 2 - side / 2 };
}

/** A square over the landmarks, turned so that the eyes are level: what the landmark network sees best. */
function squareOverLandmarks(landmarks: readonly Point[]): Similarity {
  const { leftEye, rightEye } = fivePoints(landmarks);
  const angle = Math.atan2(rightEye.y - leftEye.y, rightEye.x - leftEye.x);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const level = landmarks.map((p) => ({ x: p.x * cos + p.y * sin, y: -p.x * sin + p.y * cos }));
  const box = boxAround(level);
  const side = Math.max(box.width, box.height) * landmarkFrame;
  const left = box.x + box.width / 2 - side / 2;
  const top = box.y + box.height / 2 - side / 2;
  const a = side / landmarkInput;
  return { a: a * cos, b: a * sin, tx: left * cos - top * sin, ty: left * sin + top * cos };
}

/** How much larger than the landmarks the square is that they are looked for in. */
const landmarkFrame = 1.08;

type Square = { image: RgbImage; square: Similarity };

async function locate(net: LandmarkNet, squares: readonly Square[]): Promise<Point[][]> {
  const size = landmarkInput * landmarkInput * 3;
  const input = new Float32Array(size * squares.length);
  squares.forEach(({ image, square }, i) =>
    warpInto(image, landmarkInput, square, faceNormalisation, input, i * size),
  );
  const values = await runLandmarkNet(net, input, squares.length);
  return squares.map(({ square }, i) =>
    Array.from({ length: landmarkCount }, (_, k) => {
      const at = (i * landmarkCount + k) * 2;
      return applySimilarity(square, {
        x: (values[at] ?? 0) * landmarkInput,
        y: (values[at + 1] ?? 0) * landmarkInput,
      });
    }),
  );
}

/**
 * The 68 landmarks of each boxed face of a picture: one look at each box.
 * @param precision `rough` is several times faster and good enough to measure a face by, not to embed it
 */
export async function findLandmarks(
  nets: Networks,
  image: RgbImage,
  boxes: readonly Box[],
  precision: 'rough' | 'exact' = 'exact',
): Promise<Point[][]> {
  const squares = boxes.map((box) => ({ image, square: squareOver(box) }));
  const net = precision === 'exact' ? nets.landmarks : nets.roughLandmarks;
  return squares.length === 0 ? [] : locate(net, squares);
}

/**
 * A second look at faces whose landmarks are known roughly, each turned upright, which makes the result nearly
 * independent of how the detector drew its box. The faces may be of several pictures.
 */
export async function refineLandmarks(
  nets: Networks,
  faces: readonly { image: RgbImage; landmarks: readonly Point[] }[],
): Promise<Point[][]> {
  const squares = faces.map(({ image, landmarks }) => ({ image, square: squareOverLandmarks(landmarks) }));
  return squares.length === 0 ? [] : locate(nets.landmarks, squares);
}
