import { recogniseCapture, type Frame } from '../../src/vision/capture.ts';
import { decideTrack } from '../../src/vision/decide.ts';
import { drawLevel, frameLevel } from '../../src/vision/detect.ts';
import type { Gallery } from '../../src/vision/gallery.ts';
import { decodeImage } from '../../src/vision/image.ts';
import { embedBest, lookAtFrames, measureFaces } from '../../src/vision/look.ts';
import { descriptorInput, runDescriptorNet } from '../../src/vision/models/descriptor-net.ts';
import { landmarkInput, runLandmarkNet } from '../../src/vision/models/landmark-net.ts';
import { runTinyDetector } from '../../src/vision/models/tiny-detector.ts';
import { defaultThresholds } from '../../src/vision/thresholds.ts';
import { followFaces } from '../../src/vision/track.ts';
import type { Vision } from '../../src/vision/vision.ts';

/** The whole way of a burst, from JPEG to names. */
export async function ours(vision: Vision, gallery: Gallery, frames: readonly Frame[]): Promise<string[]> {
  const { people } = await recogniseCapture(vision, frames, gallery, defaultThresholds);
  return people.flatMap((person) => person.employeeId ?? []).sort();
}

/** How often the burst runs each model: what the bare models are measured with. */
export type ModelCalls = { frames: number; faces: number; embeddedPerTrack: number[] };

/** Wall time of each stage for one burst, ms, and the calls of the models. Decoding overlaps with detecting. */
export async function stages(vision: Vision, gallery: Gallery, frames: readonly Frame[]) {
  const nets = vision.networks;
  const marks = [performance.now()];
  const mark = () => marks.push(performance.now());
  const looked = await lookAtFrames(nets, frames);
  mark();
  const found = await measureFaces(nets, looked, frames);
  mark();
  const tracks = followFaces(found);
  for (const track of tracks) await embedBest(nets, found, track);
  mark();
  for (const track of tracks) {
    const votes = track.flatMap((i) => {
      const face = found[i];
      return face?.embedding ? [{ embedding: face.embedding, weight: face.quality.weight }] : [];
    });
    decideTrack(votes, gallery, defaultThresholds);
  }
  mark();
  const embeddedPerTrack = tracks.map((track) => track.filter((i) => found[i]?.embedding).length);
  const calls: ModelCalls = { frames: frames.length, faces: found.length, embeddedPerTrack };
  const spent = (stage: number) => (marks[stage + 1] ?? 0) - (marks[stage] ?? 0);
  return { calls, ms: { lookMs: spent(0), landmarksMs: spent(1), embedMs: spent(2), decideMs: spent(3) } };
}

/** The same model calls on inputs that lie ready: inference and nothing else. */
export async function prepareBareModels(vision: Vision, frame: Frame, calls: ModelCalls) {
  const nets = vision.networks;
  const drawn = await drawLevel(await decodeImage(frame.image), frameLevel);
  const facesPerFrame = Math.max(1, Math.round(calls.faces / calls.frames));
  const numbers = (count: number) =>
    Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 255) / 255 - 0.45);
  const looks = numbers(landmarkInput * landmarkInput * 3 * facesPerFrame);
  const second = calls.embeddedPerTrack.map((n) => numbers(landmarkInput * landmarkInput * 3 * n));
  const aligned = calls.embeddedPerTrack.map((n) => numbers(descriptorInput * descriptorInput * 3 * n));
  return async () => {
    for (let i = 0; i < calls.frames; i++) {
      await runTinyDetector(nets.tiny, drawn.input, drawn.width, drawn.height, 0.35);
      await runLandmarkNet(nets.landmarks, looks, facesPerFrame);
    }
    for (const [i, count] of calls.embeddedPerTrack.entries()) {
      if (count === 0) continue;
      await runLandmarkNet(nets.landmarks, second[i] ?? looks, count);
      await runDescriptorNet(nets.descriptor, aligned[i] ?? looks, count);
    }
  };
}
