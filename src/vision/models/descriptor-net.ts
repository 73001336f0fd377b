import * as tf from '@tensorflow/tfjs-core';
import { disposeAll, runConv, scaledConv, type Conv } from './layers.ts';
import { arrayOf, type Weights } from './weights.ts';

type Residual = { first: Conv; second: Conv; down: boolean };

export type DescriptorNet = { stem: Conv; residuals: Residual[]; linear: tf.Tensor2D };

/** Side of the square input in pixels. */
export const descriptorInput = 150;
export const descriptorLength = 128;

/** Subtracted from red, green and blue before the division by 255; the landmark network wants the same. */
export const faceMean = [122.782, 117.001, 104.298] as const;

const layout = [
  'conv32_1',
  'conv32_2',
  'conv32_3',
  'conv64_down',
  'conv64_1',
  'conv64_2',
  'conv64_3',
  'conv128_down',
  'conv128_1',
  'conv128_2',
  'conv256_down',
  'conv256_1',
  'conv256_2',
  'conv256_down_out',
];

function scaled(weights: Weights, prefix: string): Conv {
  return scaledConv(
    arrayOf(weights, `${prefix}/conv/filters`),
    arrayOf(weights, `${prefix}/conv/bias`).values,
    arrayOf(weights, `${prefix}/scale/weights`).values,
    arrayOf(weights, `${prefix}/scale/biases`).values,
  );
}

/** The residual network that turns an aligned face into 128 numbers. */
export function buildDescriptorNet(weights: Weights): DescriptorNet {
  const linear = arrayOf(weights, 'fc');
  return {
    stem: scaled(weights, 'conv32_down'),
    residuals: layout.map((name) => ({
      first: scaled(weights, `${name}/conv1`),
      second: scaled(weights, `${name}/conv2`),
      down: name.includes('_down'),
    })),
    linear: tf.tensor2d(linear.values, [linear.shape[0] ?? 0, linear.shape[1] ?? 0]),
  };
}

/** The short cut of a shrinking block: averaged, and filled with zeros to the channels (and size) of the long way. */
function shortcut(x: tf.Tensor4D, like: tf.Tensor4D): tf.Tensor4D {
  const pooled = tf.avgPool(x, 2, 2, 'valid');
  const channels = like.shape[3] - pooled.shape[3];
  return channels > 0
    ? tf.pad(pooled, [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, channels],
      ])
    : pooled;
}

function grownTo(x: tf.Tensor4D, rows: number, columns: number): tf.Tensor4D {
  const [, height, width] = x.shape;
  if (height === rows && width === columns) return x;
  return tf.pad(x, [
    [0, 0],
    [0, rows - height],
    [0, columns - width],
    [0, 0],
  ]);
}

function runResidual(x: tf.Tensor4D, block: Residual): tf.Tensor4D {
  const first = runConv(x, block.first, {
    stride: block.down ? 2 : 1,
    pad: block.down ? 'valid' : 'same',
    activation: 'relu',
  });
  const second = runConv(first, block.second);
  if (!block.down) return tf.relu(tf.add(second, x));
  const short = shortcut(x, second);
  return tf.relu(tf.add(short, grownTo(second, short.shape[1], short.shape[2])));
}

/** Embeddings of `count` aligned faces (each 150 × 150 × 3, normalised): 128 numbers for each. */
export async function runDescriptorNet(
  net: DescriptorNet,
  faces: Float32Array,
  count: number,
): Promise<Float32Array> {
  const output = tf.tidy(() => {
    let x = runConv(tf.tensor4d(faces, [count, descriptorInput, descriptorInput, 3]), net.stem, {
      stride: 2,
      pad: 'valid',
      activation: 'relu',
    });
    x = tf.maxPool(x, 3, 2, 'valid');
    for (const block of net.residuals) x = runResidual(x, block);
    return tf.matMul(tf.mean(x, [1, 2]), net.linear);
  });
  const values = Float32Array.from(await output.data());
  output.dispose();
  return values;
}

export function closeDescriptorNet(net: DescriptorNet): void {
  disposeAll(net);
}
