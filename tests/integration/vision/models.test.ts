import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { runDescriptorNet } from '../../../src/vision/models/descriptor-net.ts';
import { runLandmarkNet } from '../../../src/vision/models/landmark-net.ts';
import { runSsdDetector } from '../../../src/vision/models/ssd-detector.ts';
import { runTinyDetector } from '../../../src/vision/models/tiny-detector.ts';
import { modelFolder, readWeights } from '../../../src/vision/models/weights.ts';
import { decodeImage } from '../../../src/vision/image.ts';
import { loadVision, type Vision } from '../../../src/vision/vision.ts';
import { drawScene } from './drawn-people.ts';

/** The part of the package's own implementation that is compared with ours. */
type Reference = {
  nets: Record<string, { loadFromDisk: (folder: string) => Promise<void> }> & {
    tinyFaceDetector: Locator;
    ssdMobilenetv1: Locator;
    faceLandmark68Net: { detectLandmarks: (x: tf.Tensor3D) => Promise<{ relativePositions: Place[] }> };
    faceRecognitionNet: { computeFaceDescriptor: (x: tf.Tensor3D) => Promise<Float32Array> };
  };
};
type Place = { x: number; y: number };
type Locator = {
  loadFromDisk: (folder: string) => Promise<void>;
  locateFaces: (
    x: tf.Tensor3D,
    options: object,
  ) => Promise<{ score: number; box: Place & { width: number; height: number } }[]>;
};

let vision: Vision;
let reference: Reference;
beforeAll(async () => {
  vision = await loadVision({ backend: 'wasm' });
  const require = createRequire(import.meta.url);
  reference = require('@vladmandic/face-api/dist/face-api.node-wasm.js') as Reference;
  const names = ['tinyFaceDetector', 'ssdMobilenetv1', 'faceLandmark68Net', 'faceRecognitionNet'];
  for (const name of names) await reference.nets[name]?.loadFromDisk(modelFolder());
});

async function square(sidePx: number): Promise<{ tensor: tf.Tensor3D; bytes: Uint8Array }> {
  const picture = await drawScene(sidePx, sidePx, [
    {
      person: 'an',
      left: Math.round(sidePx * 0.25),
      top: Math.round(sidePx * 0.1),
      heightPx: Math.round(sidePx * 0.8),
    },
  ]);
  const { data } = await decodeImage(picture);
  return { tensor: tf.tensor3d(Int32Array.from(data), [sidePx, sidePx, 3], 'int32'), bytes: data };
}

const normalised = (bytes: Uint8Array, mean: readonly number[], divisor: number) =>
  Float32Array.from(bytes, (value, i) => (value - (mean[i % 3] ?? 0)) / divisor);
const faceMean = [122.782, 117.001, 104.298];

describe('our networks give the numbers of the package the weights come from', () => {
  test('tiny detector', async () => {
    const { tensor, bytes } = await square(416);
    const [expected] = await reference.nets.tinyFaceDetector.locateFaces(tensor, { inputSize: 416 });
    const input = normalised(bytes, [117.001, 114.697, 97.404], 255);
    const found = await runTinyDetector(vision.networks.tiny, input, 416, 416, 0.5);
    const best = found.reduce((a, b) => (b.score > a.score ? b : a));
    expect(best.score).toBeCloseTo(expected?.score ?? 0, 4);
    expect(best.x).toBeCloseTo(expected?.box.x ?? 0, 2);
    expect(best.width).toBeCloseTo(expected?.box.width ?? 0, 2);
  });

  test('SSD detector', async () => {
    const { tensor, bytes } = await square(512);
    const [expected] = await reference.nets.ssdMobilenetv1.locateFaces(tensor, { minConfidence: 0.2 });
    const found = await runSsdDetector(
      await vision.networks.ssd(),
      normalised(bytes, [127.5, 127.5, 127.5], 127.5),
      0.2,
    );
    const best = found.reduce((a, b) => (b.score > a.score ? b : a));
    expect(best.score).toBeCloseTo(expected?.score ?? 0, 3);
    expect(best.y).toBeCloseTo(expected?.box.y ?? 0, 1);
    expect(best.height).toBeCloseTo(expected?.box.height ?? 0, 1);
  });

  test('landmarks', async () => {
    const { tensor, bytes } = await square(112);
    const expected = await reference.nets.faceLandmark68Net.detectLandmarks(tensor);
    const found = await runLandmarkNet(vision.networks.landmarks, normalised(bytes, faceMean, 255), 1);
    expected.relativePositions.forEach((place, i) => {
      expect(found[i * 2]).toBeCloseTo(place.x, 4);
      expect(found[i * 2 + 1]).toBeCloseTo(place.y, 4);
    });
  });

  test('embedding, alone and in a batch', async () => {
    const { tensor, bytes } = await square(150);
    const expected = await reference.nets.faceRecognitionNet.computeFaceDescriptor(tensor);
    const one = normalised(bytes, faceMean, 255);
    const two = new Float32Array(one.length * 2);
    two.set(one);
    two.set(one, one.length);
    const alone = await runDescriptorNet(vision.networks.descriptor, one, 1);
    const batch = await runDescriptorNet(vision.networks.descriptor, two, 2);
    for (let k = 0; k < 128; k++) {
      expect(alone[k]).toBeCloseTo(expected[k] ?? 0, 5);
      expect(batch[128 + k]).toBeCloseTo(alone[k] ?? 0, 5);
    }
  });
});

describe('model files', () => {
  test('the identity names the model, its files and its licence', () => {
    expect(vision.model).toMatchObject({ licence: 'MIT', dimension: 128 });
    expect(vision.model.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a missing file is an expected failure', async () => {
    await expect(readWeights('/nonexistent', 'tiny_face_detector_model')).rejects.toMatchObject({
      code: 'model_unavailable',
    });
  });
});
