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
import { arrayOf, type Weights } from './weights.ts';

type FirstBlock = { kind: 'first'; head: Conv; rest: SeparableConv[] };
type LaterBlock = { kind: 'later'; head: SeparableConv; rest: SeparableConv[] };

export type LandmarkNet = {
  blocks: (FirstBlock | LaterBlock)[];
  weights: tf.Tensor2D;
  bias: tf.Tensor1D;
  /** Side of the last feature map, which is averaged whole. */
  pool: number;
};

/** Side of the square input in pixels. */
export const landmarkInput = 112;
export const landmarkCount = 68;

/** The two sizes of the network: the full one is exact, the small one several times faster. */
const shapes = {
  full: { blocks: ['dense0', 'dense1', 'dense2', 'dense3'], rest: [1, 2, 3] },
  small: { blocks: ['dense0', 'dense1', 'dense2'], rest: [1, 2] },
};

/** The 68-point network: three or four densely connected blocks, each halving its input, and one linear layer. */
export function buildLandmarkNet(weights: Weights, size: keyof typeof shapes): LandmarkNet {
  const { blocks, rest } = shapes[size];
  const linear = arrayOf(weights, 'fc/weights');
  return {
    blocks: blocks.map((block, i) => {
      const after = rest.map((n) => separableConv(weights, `${block}/conv${n}`));
      return i === 0
        ? { kind: 'first', head: conv(weights, `${block}/conv0/filters`, `${block}/conv0/bias`), rest: after }
        : { kind: 'later', head: separableConv(weights, `${block}/conv0`), rest: after };
    }),
    weights: tf.tensor2d(linear.values, [linear.shape[0] ?? 0, linear.shape[1] ?? 0]),
    bias: tf.tensor1d(arrayOf(weights, 'fc/bias').values),
    pool: landmarkInput / 2 ** blocks.length,
  };
}

function runBlock(x: tf.Tensor4D, block: FirstBlock | LaterBlock): tf.Tensor4D {
  const head =
    block.kind === 'first'
      ? runConv(x, block.head, { stride: 2, activation: 'relu' })
      : runSeparable(x, block.head, { stride: 2, activation: 'relu' });
  let sum = head;
  let input = head;
  for (const layer of block.rest) {
    sum = tf.add(sum, runSeparable(input, layer));
    input = tf.relu(sum);
  }
  return input;
}

/**
 * Landmarks of `count` square crops (each 112 × 112 × 3, normalised), as fractions of the crop's side: for each crop
 * x and y of 68 points.
 */
export async function runLandmarkNet(
  net: LandmarkNet,
  crops: Float32Array,
  count: number,
): Promise<Float32Array> {
  const output = tf.tidy(() => {
    let x = tf.tensor4d(crops, [count, landmarkInput, landmarkInput, 3]);
    for (const block of net.blocks) x = runBlock(x, block);
    const pooled = tf.avgPool(x, net.pool, 2, 'valid');
    return tf.add(tf.matMul(tf.reshape(pooled, [count, -1]), net.weights), net.bias);
  });
  const values = Float32Array.from(await output.data());
  output.dispose();
  return values;
}

export function closeLandmarkNet(net: LandmarkNet): void {
  disposeAll(net);
}
