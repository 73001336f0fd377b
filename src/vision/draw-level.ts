import { fitInto, type Normalisation } from './sampling.ts';
import type { RgbImage } from './types.ts';

/** Pixels of input for one cell of the tiny detector's output grid. */
const tinyDetectorStride = 32;

/** How the tiny detector wants its pixels. */
export const tinyNormalisation: Normalisation = { mean: [117.001, 114.697, 97.404], divisor: 255 };

/** Draws the picture with its longer side at `drawn` px; the input has at least `margin` px around it. */
export type Level = { drawn: number; margin: number };

const upToStride = (pixels: number) => Math.ceil(pixels / tinyDetectorStride) * tinyDetectorStride;

/** A picture drawn for one look of the tiny detector: `height` × `width` × 3, normalised. */
export type Drawn = {
  input: Float32Array;
  width: number;
  height: number;
  left: number;
  top: number;
  scale: number;
};

/** Draws the picture for a look at one level; runs beside the models, in the threads of the picture library. */
export async function drawLevel(image: RgbImage, level: Level): Promise<Drawn> {
  const scale = level.drawn / Math.max(image.width, image.height);
  const width = upToStride(Math.round(image.width * scale) + level.margin * 2);
  const height = upToStride(Math.round(image.height * scale) + level.margin * 2);
  return { ...(await fitInto(image, scale, width, height, tinyNormalisation)), width, height, scale };
}
