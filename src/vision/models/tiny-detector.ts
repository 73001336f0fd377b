import * as tf from '@tensorflow/tfjs-core';
import {
  conv,
  disposeAll,
  runConv,
  runSeparable,
  separableConv,
  type Conv,
  type SeparableConv,
} from './layers.ts';
import type { Weights } from './weights.ts';

/** A candidate in pixels of the network's input. */
export type Candidate = { x: number; y: number; width: number; height: number; score: number };

export type TinyDetector = { first: Conv; blocks: SeparableConv[]; head: Conv };

/** Width and height of the five prior boxes, in grid cells. */
const anchors = [
  [1.603231, 2.094468],
  [6.041143, 7.080126],
  [2.882459, 3.518061],
  [4.266906, 5.178857],
  [9.041765, 10.66308],
] as const;

const valuesPerAnchor = 5;

/** The tiny YOLO-like face detector: fast, fully convolutional, takes any input whose sides are multiples of 32. */
export function buildTinyDetector(weights: Weights): TinyDetector {
  return {
    first: conv(weights, 'conv0/filters', 'conv0/bias'),
    blocks: [1, 2, 3, 4, 5].map((n) => separableConv(weights, `conv${n}`)),
    head: conv(weights, 'conv8/filters', 'conv8/bias'),
  };
}

function forward(net: TinyDetector, input: tf.Tensor4D): tf.Tensor4D {
  let x = runConv(input, net.first, { activation: 'leakyrelu', pad: 'valid' });
  for (const [i, block] of net.blocks.entries()) {
    x = tf.maxPool(x, 2, 2, 'same');
    x = runSeparable(x, block, { activation: 'leakyrelu' });
    if (i === net.blocks.length - 1) x = tf.maxPool(x, 2, 1, 'same');
  }
  return runConv(x, net.head, { pad: 'valid' });
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/**
 * Runs the detector on one normalised input (`height` × `width` × 3) and decodes every candidate above `minimumScore`.
 */
export async function runTinyDetector(
  net: TinyDetector,
  input: Float32Array,
  width: number,
  height: number,
  minimumScore: number,
): Promise<Candidate[]> {
  const output = tf.tidy(() => forward(net, tf.tensor4d(input, [1, height, width, 3])));
  const [, rows, columns] = output.shape;
  const values = await output.data();
  output.dispose();
  const candidates: Candidate[] = [];
  for (let cell = 0; cell < rows * columns; cell++) {
    for (const [a, [anchorWidth, anchorHeight]] of anchors.entries()) {
      const at = (cell * anchors.length + a) * valuesPerAnchor;
      const score = sigmoid(values[at + 4] ?? 0);
      if (score < minimumScore) continue;
      const centreX = ((cell % columns) + sigmoid(values[at] ?? 0)) * (width / columns);
      const centreY = (Math.floor(cell / columns) + sigmoid(values[at + 1] ?? 0)) * (height / rows);
      const boxWidth = Math.exp(values[at + 2] ?? 0) * anchorWidth * (width / columns);
      const boxHeight = Math.exp(values[at + 3] ?? 0) * anchorHeight * (height / rows);
      candidates.push({
        x: centreX - boxWidth / 2,
        y: centreY - boxHeight / 2,
        width: boxWidth,
        height: boxHeight,
        score,
      });
    }
  }
  return candidates;
}

export function closeTinyDetector(net: TinyDetector): void {
  disposeAll(net);
}
