import * as tf from '@tensorflow/tfjs-core';
import { conv, disposeAll, runConv, type Conv } from './layers.ts';
import type { Candidate } from './tiny-detector.ts';
import { arrayOf, type Weights } from './weights.ts';

type Depthwise = { filter: tf.Tensor4D; bias: tf.Tensor1D };
type Predictor = { boxes: Conv; classes: Conv };

export type SsdDetector = {
  stem: Conv;
  pairs: { depthwise: Depthwise; pointwise: Conv }[];
  extra: Conv[];
  predictors: Predictor[];
  /** Prior boxes as [top, left, bottom, right], fractions of the input. */
  priors: Float32Array;
};

/** Side of the square input in pixels; values run from -1 to 1. */
export const ssdInput = 512;

const batchNormEpsilon = 0.0010000000474974513;
const stridedPairs = new Set([2, 4, 6, 12]);
/** The pair whose output the first (finest) predictor reads. */
const finestPair = 11;

function depthwise(weights: Weights, n: number): Depthwise {
  const prefix = `MobilenetV1/Conv2d_${n}_depthwise`;
  const filter = arrayOf(weights, `${prefix}/depthwise_weights`);
  const part = (name: string) => arrayOf(weights, `${prefix}/BatchNorm/${name}`).values;
  const [gamma, beta, mean, variance] = [
    part('gamma'),
    part('beta'),
    part('moving_mean'),
    part('moving_variance'),
  ];
  const scale = gamma.map((value, i) => value / Math.sqrt((variance[i] ?? 0) + batchNormEpsilon));
  const [rows, columns, channels] = filter.shape;
  const folded = filter.values.map((value, i) => value * (scale[i % scale.length] ?? 1));
  return {
    filter: tf.tensor4d(folded, [rows ?? 3, columns ?? 3, channels ?? scale.length, 1]),
    bias: tf.tensor1d(beta.map((value, i) => value - (mean[i] ?? 0) * (scale[i] ?? 1))),
  };
}

function pointwise(weights: Weights, prefix: string, n: number): Conv {
  const name = `${prefix}/Conv2d_${n}_pointwise`;
  return conv(weights, `${name}/weights`, `${name}/convolution_bn_offset`);
}

function predictor(weights: Weights, n: number): Predictor {
  const of = (name: string) =>
    conv(
      weights,
      `Prediction/BoxPredictor_${n}/${name}/weights`,
      `Prediction/BoxPredictor_${n}/${name}/biases`,
    );
  return { boxes: of('BoxEncodingPredictor'), classes: of('ClassPredictor') };
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

/** SSD on MobileNet v1: slower than the tiny detector, tighter boxes, better with turned or small faces. */
export function buildSsdDetector(weights: Weights): SsdDetector {
  return {
    stem: pointwise(weights, 'MobilenetV1', 0),
    pairs: upTo(13).map((i) => ({
      depthwise: depthwise(weights, i + 1),
      pointwise: pointwise(weights, 'MobilenetV1', i + 1),
    })),
    extra: upTo(8).map((n) => pointwise(weights, 'Prediction', n)),
    predictors: upTo(6).map((n) => predictor(weights, n)),
    priors: arrayOf(weights, 'Output/extra_dim').values,
  };
}

function features(net: SsdDetector, input: tf.Tensor4D): tf.Tensor4D[] {
  let x = runConv(input, net.stem, { stride: 2, activation: 'relu6' });
  const levels: tf.Tensor4D[] = [];
  for (const [i, pair] of net.pairs.entries()) {
    x = tf.fused.depthwiseConv2d({
      x,
      filter: pair.depthwise.filter,
      strides: stridedPairs.has(i + 1) ? 2 : 1,
      pad: 'same',
      bias: pair.depthwise.bias,
      activation: 'relu6',
    });
    x = runConv(x, pair.pointwise, { activation: 'relu6' });
    if (i + 1 === finestPair) levels.push(x);
  }
  levels.push(x);
  for (const [i, layer] of net.extra.entries()) {
    x = runConv(x, layer, { stride: i % 2 === 1 ? 2 : 1, activation: 'relu6' });
    if (i % 2 === 1) levels.push(x);
  }
  return levels;
}

function predict(net: SsdDetector, input: tf.Tensor4D): [tf.Tensor2D, tf.Tensor2D] {
  const levels = features(net, input);
  const boxes: tf.Tensor2D[] = [];
  const classes: tf.Tensor2D[] = [];
  for (const [i, level] of levels.entries()) {
    const layer = net.predictors[i];
    if (!layer) continue;
    boxes.push(tf.reshape(runConv(level, layer.boxes), [-1, 4]));
    classes.push(tf.reshape(runConv(level, layer.classes), [-1, 3]));
  }
  return [tf.concat(boxes, 0), tf.concat(classes, 0)];
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const clamp01 = (x: number) => Math.min(1, Math.max(0, x));

function decodeCandidate(
  priors: Float32Array,
  values: ArrayLike<number>,
  n: number,
  score: number,
): Candidate {
  const at = (array: ArrayLike<number>, i: number) => array[n * 4 + i] ?? 0;
  const height = at(priors, 2) - at(priors, 0);
  const width = at(priors, 3) - at(priors, 1);
  const centreY = (at(values, 0) / 10) * height + at(priors, 0) + height / 2;
  const centreX = (at(values, 1) / 10) * width + at(priors, 1) + width / 2;
  const halfHeight = (Math.exp(at(values, 2) / 5) * height) / 2;
  const halfWidth = (Math.exp(at(values, 3) / 5) * width) / 2;
  const [left, right] = [clamp01(centreX - halfWidth), clamp01(centreX + halfWidth)];
  const [top, bottom] = [clamp01(centreY - halfHeight), clamp01(centreY + halfHeight)];
  return {
    x: left * ssdInput,
    y: top * ssdInput,
    width: (right - left) * ssdInput,
    height: (bottom - top) * ssdInput,
    score,
  };
}

/** Runs the detector on one input (512 × 512 × 3, values -1 to 1) and decodes every candidate above `minimumScore`. */
export async function runSsdDetector(
  net: SsdDetector,
  input: Float32Array,
  minimumScore: number,
): Promise<Candidate[]> {
  const [boxes, classes] = tf.tidy(() => predict(net, tf.tensor4d(input, [1, ssdInput, ssdInput, 3])));
  const [boxValues, classValues] = await Promise.all([boxes.data(), classes.data()]);
  boxes.dispose();
  classes.dispose();
  const candidates: Candidate[] = [];
  for (let n = 0; n * 3 < classValues.length; n++) {
    const score = sigmoid(classValues[n * 3 + 1] ?? 0);
    if (score >= minimumScore) candidates.push(decodeCandidate(net.priors, boxValues, n, score));
  }
  return candidates;
}

export function closeSsdDetector(net: SsdDetector): void {
  disposeAll(net);
}
