import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { decodeImage } from '../../src/vision/image.ts';
import { modelFolder } from '../../src/vision/models/weights.ts';

/** Recognises one JPEG the way another library's example does; returns the number of faces described. */
export type Other = { run: (jpeg: Buffer) => Promise<number>; close: () => void };

const require = createRequire(import.meta.url);

type FaceApi = {
  nets: Record<string, { loadFromDisk: (folder: string) => Promise<void> }>;
  SsdMobilenetv1Options: new (options: { minConfidence: number }) => object;
  detectAllFaces: (
    input: tf.Tensor3D,
    options: object,
  ) => { withFaceLandmarks: () => { withFaceDescriptors: () => Promise<unknown[]> } };
};

/** SSD MobileNet v1, landmarks and descriptor for each frame, as in the examples of face-api. */
export async function faceApiExample(): Promise<Other> {
  const faceApi = require('@vladmandic/face-api/dist/face-api.node-wasm.js') as FaceApi;
  for (const name of ['ssdMobilenetv1', 'faceLandmark68Net', 'faceRecognitionNet'])
    await faceApi.nets[name]?.loadFromDisk(modelFolder());
  const options = new faceApi.SsdMobilenetv1Options({ minConfidence: 0.5 });
  return {
    run: async (jpeg) => {
      const { data, width, height } = await decodeImage(jpeg);
      const tensor = tf.tensor3d(Int32Array.from(data), [height, width, 3], 'int32');
      const faces = await faceApi.detectAllFaces(tensor, options).withFaceLandmarks().withFaceDescriptors();
      tensor.dispose();
      return faces.length;
    },
    close: () => undefined,
  };
}

type Human = {
  load: () => Promise<void>;
  detect: (input: tf.Tensor) => Promise<{ face?: { embedding?: number[] }[] }>;
};
type HumanModule = { Human: new (config: object) => Human };

/** Human reads its models over HTTP only when it runs on WebAssembly. */
async function serveFolder(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    readFile(path.join(folder, path.basename(request.url ?? ''))).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Human with its detector, mesh and description on, everything else off. */
export async function humanExample(): Promise<Other> {
  const folder = path.dirname(require.resolve('@vladmandic/human'));
  const { Human } = require(path.join(folder, 'human.node-wasm.js')) as HumanModule;
  const server = await serveFolder(path.join(folder, '..', 'models'));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const wasmFolder = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  const off = { enabled: false };
  const human = new Human({
    backend: 'wasm',
    wasmPath: path.join(wasmFolder, 'dist') + path.sep,
    modelBasePath: `http://127.0.0.1:${port}/`,
    debug: false,
    cacheSensitivity: 0,
    face: {
      enabled: true,
      detector: { maxDetected: 10 },
      description: { enabled: true },
      emotion: off,
      iris: off,
    },
    ...{ body: off, hand: off, object: off, gesture: off, segmentation: off, filter: off },
  });
  await human.load();
  return {
    run: async (jpeg) => {
      const { data, width, height } = await decodeImage(jpeg);
      const tensor = tf.tensor4d(Int32Array.from(data), [1, height, width, 3], 'int32');
      const { face = [] } = await human.detect(tensor);
      tensor.dispose();
      return face.filter((one) => one.embedding && one.embedding.length > 0).length;
    },
    close: () => server.close(),
  };
}
