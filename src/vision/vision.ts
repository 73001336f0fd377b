import { findLandmarks, refineLandmarks } from './align.ts';
import { startBackend, type BackendName } from './backend.ts';
import { findInPicture } from './detect.ts';
import { embedFaces, type Views } from './embed.ts';
import { loadNetworks, type Networks } from './networks.ts';
import type { DetectedFace, Embedding, ModelIdentity, RgbImage } from './types.ts';

/** The loaded models of this process and what they can do. */
export type Vision = {
  backend: BackendName;
  model: ModelIdentity;
  /** The networks themselves, for the parts of this folder. */
  networks: Networks;
  /** Every face of a picture, with landmarks, best score first. Thorough; a burst uses a faster way. */
  detect: (image: RgbImage) => Promise<DetectedFace[]>;
  /** The embedding of one face, averaged over `views` of it (default 2: as it is and mirrored). */
  embed: (image: RgbImage, face: Pick<DetectedFace, 'landmarks'>, views?: Views) => Promise<Embedding>;
  /** Frees the models. The next `loadVision` loads them again. */
  close: () => void;
};

export type VisionOptions = {
  /** `auto` takes native TensorFlow where it loads; `wasm` never tries. */
  backend?: BackendName | 'auto';
  /** Folder of the model files; default: those inside `@vladmandic/face-api`. */
  modelFolder?: string;
};

let loaded: Promise<Vision> | undefined;

async function load(options: VisionOptions): Promise<Vision> {
  const backend = await startBackend(options.backend);
  const networks = await loadNetworks(options.modelFolder);
  return {
    backend,
    model: networks.identity,
    networks,
    detect: async (image) => {
      const boxes = await findInPicture(networks, image);
      const rough = await findLandmarks(networks, image, boxes);
      const landmarks = await refineLandmarks(
        networks,
        rough.map((points) => ({ image, landmarks: points })),
      );
      return boxes.map((box, i) => ({
        box: { x: box.x, y: box.y, width: box.width, height: box.height },
        score: box.score,
        detector: box.detector,
        landmarks: landmarks[i] ?? [],
      }));
    },
    embed: async (image, face, views = 2) => {
      const [embedding] = await embedFaces(networks, [{ image, landmarks: face.landmarks }], views);
      if (!embedding) throw new Error('no embedding for one face');
      return embedding;
    },
    close: () => {
      networks.close();
      loaded = undefined;
    },
  };
}

/**
 * The vision of this process, loaded on the first call (about half a second) and shared after it.
 * @throws AppError `model_unavailable` when no backend starts or the model files cannot be read.
 */
export function loadVision(options: VisionOptions = {}): Promise<Vision> {
  loaded ??= load(options).catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}
