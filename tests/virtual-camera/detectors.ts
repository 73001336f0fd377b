/**
 * The face models, straight from their package on the wasm backend, as a judge of the rendered pictures that does not
 * share code with the product's own vision.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as FaceApi from '@vladmandic/face-api';
import type * as Tf from '@tensorflow/tfjs';
import type * as Wasm from '@tensorflow/tfjs-backend-wasm';
import sharp from 'sharp';

const require = createRequire(import.meta.url);

/** One face: detector score, box in pixels, 128 numbers (distances around 0.6 and more mean different people). */
export type SeenFace = {
  score: number;
  box: { x: number; y: number; width: number; height: number };
  embedding: Float32Array;
};

export type Judge = {
  /** Faces in a picture (any format sharp reads), found by the tiny detector at the given input size or by SSD. */
  faces(picture: Buffer, detector: 'ssd' | { tiny: number }): Promise<SeenFace[]>;
};

/** Loads the models; about a second. */
export async function loadJudge(): Promise<Judge> {
  const tf = require('@tensorflow/tfjs') as typeof Tf;
  const wasm = require('@tensorflow/tfjs-backend-wasm') as typeof Wasm;
  wasm.setWasmPaths(`${path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  await tf.setBackend('wasm');
  await tf.ready();
  const faceApi = require('@vladmandic/face-api/dist/face-api.node-wasm.js') as typeof FaceApi;
  const models = path.join(path.dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');
  const { tinyFaceDetector, ssdMobilenetv1, faceLandmark68Net, faceRecognitionNet } = faceApi.nets;
  for (const net of [tinyFaceDetector, ssdMobilenetv1, faceLandmark68Net, faceRecognitionNet]) {
    await net.loadFromDisk(models);
  }
  return {
    async faces(picture, detector) {
      const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      const tensor = tf.tensor3d(Int32Array.from(data), [info.height, info.width, 3], 'int32');
      const options =
        detector === 'ssd'
          ? new faceApi.SsdMobilenetv1Options({ minConfidence: 0.3 })
          : new faceApi.TinyFaceDetectorOptions({ inputSize: detector.tiny, scoreThreshold: 0.3 });
      try {
        // face-api's input type does not name tensors, although it takes them
        const input = tensor as unknown as FaceApi.TNetInput;
        const found = await faceApi.detectAllFaces(input, options).withFaceLandmarks().withFaceDescriptors();
        return found.map(({ detection, descriptor }) => ({
          score: detection.score,
          box: {
            x: detection.box.x,
            y: detection.box.y,
            width: detection.box.width,
            height: detection.box.height,
          },
          embedding: descriptor,
        }));
      } finally {
        tensor.dispose();
      }
    },
  };
}

/** Euclidean distance of two embeddings. */
export function distance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return Math.sqrt(sum);
}
