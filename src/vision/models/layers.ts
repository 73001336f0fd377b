import * as tf from '@tensorflow/tfjs-core';
import { arrayOf, type WeightArray, type Weights } from './weights.ts';

/** A convolution with its bias; what follows it in the network (scale, batch norm) is already multiplied in. */
export type Conv = { filter: tf.Tensor4D; bias: tf.Tensor1D };

/** A depthwise convolution followed by a pointwise one. */
export type SeparableConv = { depthwise: tf.Tensor4D; pointwise: Conv };

type Activation = 'linear' | 'relu' | 'relu6' | 'leakyrelu';

function tensor4d(array: WeightArray): tf.Tensor4D {
  const [a, b, c, d] = array.shape;
  return tf.tensor4d(array.values, [a ?? 1, b ?? 1, c ?? 1, d ?? 1]);
}

/** A convolution as stored: `<filterName>` and `<biasName>`. */
export function conv(weights: Weights, filterName: string, biasName: string): Conv {
  return {
    filter: tensor4d(arrayOf(weights, filterName)),
    bias: tf.tensor1d(arrayOf(weights, biasName).values),
  };
}

/**
 * A convolution whose output is scaled and shifted channel by channel; scale and shift are folded into filter and
 * bias, which gives the same numbers in one pass less.
 */
export function scaledConv(
  filter: WeightArray,
  bias: Float32Array,
  scale: Float32Array,
  shift: Float32Array,
): Conv {
  const channels = scale.length;
  const folded = filter.values.map((value, i) => value * (scale[i % channels] ?? 1));
  const foldedBias = shift.map((value, i) => value + (bias[i] ?? 0) * (scale[i] ?? 1));
  return { filter: tensor4d({ values: folded, shape: filter.shape }), bias: tf.tensor1d(foldedBias) };
}

export function separableConv(weights: Weights, prefix: string): SeparableConv {
  return {
    depthwise: tensor4d(arrayOf(weights, `${prefix}/depthwise_filter`)),
    pointwise: conv(weights, `${prefix}/pointwise_filter`, `${prefix}/bias`),
  };
}

/** Slope below zero of the leaky rectifier of the tiny detector. */
const leakySlope = 0.1;

export function runConv(
  x: tf.Tensor4D,
  layer: Conv,
  options: { stride?: number; pad?: 'same' | 'valid' | number; activation?: Activation } = {},
): tf.Tensor4D {
  return tf.fused.conv2d({
    x,
    filter: layer.filter,
    strides: options.stride ?? 1,
    pad: options.pad ?? 'same',
    bias: layer.bias,
    activation: options.activation ?? 'linear',
    leakyreluAlpha: leakySlope,
  });
}

export function runSeparable(
  x: tf.Tensor4D,
  layer: SeparableConv,
  options: { stride?: number; activation?: Activation } = {},
): tf.Tensor4D {
  const spread = tf.depthwiseConv2d(x, layer.depthwise, options.stride ?? 1, 'same');
  return runConv(spread, layer.pointwise, { activation: options.activation ?? 'linear' });
}

/** Everything a network keeps on the backend, for closing it. */
export function disposeAll(tree: unknown): void {
  if (tree instanceof tf.Tensor) tree.dispose();
  else if (Array.isArray(tree)) tree.forEach(disposeAll);
  else if (tree && typeof tree === 'object') Object.values(tree).forEach(disposeAll);
}
