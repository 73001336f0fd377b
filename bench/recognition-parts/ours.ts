import { recogniseCapture, type Frame } from '../../src/vision/capture.ts';
import { decideTrack } from '../../src/vision/decide.ts';
import { frameLevel, perhapsFace, placeInput } from '../../src/vision/detect.ts';
import { drawLevel } from '../../src/vision/draw-level.ts';
import type { Gallery } from '../../src/vision/gallery.ts';
import { decodeImage } from '../../src/vision/image.ts';
import { embedBest, lookAtFrames, measureFaces, wholeFrameEvery } from '../../src/vision/look.ts';
import { descriptorInput, runDescriptorNet } from '../../src/vision/models/descriptor-net.ts';
import { landmarkInput, runLandmarkNet } from '../../src/vision/models/landmark-net.ts';
import { runTinyDetector } from '../../src/vision/models/tiny-detector.ts';
import { mayBePicture, turnedViewsOf } from '../../src/vision/liveness.ts';
import { Pictures } from '../../src/vision/pictures.ts';
import { defaultThresholds } from '../../src/vision/thresholds.ts';
import { followFaces } from '../../src/vision/track.ts';
import type { Vision } from '../../src/vision/vision.ts';

/** The whole way of a burst, from JPEG to names. */
export async function ours(vision: Vision, gallery: Gallery, frames: readonly Frame[]): Promise<string[]> {
  const { people } = await recogniseCapture(vision, frames, gallery, defaultThresholds);
  return people.flatMap((person) => person.employeeId ?? []).sort();
}

/** How often the burst runs each model: what the bare models are measured with. */
export type ModelCalls = {
  frames: number;
  /** Searches of a whole frame, and of a place where a face was. */
  wholeLooks: number;
  placeLooks: number;
  faces: number;
  embeddedPerTrack: number[];
  /** Faces whose landmarks are looked for once more, to tell a head from a picture. */
  turnedPerTrack: number[];
};

/** Wall time of each stage for one burst, ms, and the calls of the models. Decoding overlaps with detecting. */
export async function stages(vision: Vision, gallery: Gallery, frames: readonly Frame[]) {
  const nets = vision.networks;
  const marks = [performance.now()];
  const mark = () => marks.push(performance.now());
  const pictures = new Pictures();
  const looked = await lookAtFrames(nets, frames, pictures);
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
  const members = tracks.map((track) => track.flatMap((i) => found[i] ?? []));
  for (const faces of members) await mayBePicture(nets, faces);
  mark();
  pictures.release();
  const embeddedPerTrack = tracks.map((track) => track.filter((i) => found[i]?.embedding).length);
  const before = (i: number) => looked[i - 1]?.boxes.length ?? 0;
  const whole = (i: number) => i % wholeFrameEvery === 0 || before(i) === 0;
  const numbers = frames.map((_, i) => i);
  const calls: ModelCalls = {
    frames: frames.length,
    wholeLooks: numbers.filter(whole).length,
    placeLooks: numbers.filter((i) => !whole(i)).reduce((sum, i) => sum + before(i), 0),
    faces: found.length,
    embeddedPerTrack,
    turnedPerTrack: members.map((faces) => turnedViewsOf(faces).length),
  };
  const spent = (stage: number) => (marks[stage + 1] ?? 0) - (marks[stage] ?? 0);
  const ms = {
    lookMs: spent(0),
    landmarksMs: spent(1),
    embedMs: spent(2),
    decideMs: spent(3),
    pictureOrPersonMs: spent(4),
  };
  return { calls, ms };
}

const numbers = (count: number) =>
  Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 255) / 255 - 0.45);
const landmarkInputs = (faces: number) => numbers(landmarkInput * landmarkInput * 3 * faces);
const faceInputs = (faces: number) => numbers(descriptorInput * descriptorInput * 3 * faces);

async function drawn(frame: Frame) {
  const whole = await drawLevel(await decodeImage(frame.image), frameLevel);
  return { whole, place: numbers(placeInput * placeInput * 3) };
}

/**
 * The very calls of the models that our way makes of the burst, on inputs that lie ready: what is left of it when all but
 * inference costs nothing.
 */
export async function sameCalls(
  vision: Vision,
  frame: Frame,
  calls: ModelCalls,
): Promise<() => Promise<void>> {
  const nets = vision.networks;
  const { whole, place } = await drawn(frame);
  const perFrame = Math.max(1, Math.round(calls.faces / calls.frames));
  const rough = landmarkInputs(perFrame);
  const tracks = calls.embeddedPerTrack
    .filter((count) => count > 0)
    .map((count) => ({ count, exact: landmarkInputs(count), faces: faceInputs(count) }));
  const turned = calls.turnedPerTrack
    .filter((count) => count > 0)
    .map((count) => ({ count, input: landmarkInputs(count) }));
  return async () => {
    for (let i = 0; i < calls.wholeLooks; i++)
      await runTinyDetector(nets.tiny, whole.input, whole.width, whole.height, perhapsFace);
    for (let i = 0; i < calls.placeLooks; i++)
      await runTinyDetector(nets.tiny, place, placeInput, placeInput, perhapsFace);
    for (let i = 0; i < calls.frames; i++) await runLandmarkNet(nets.roughLandmarks, rough, perFrame);
    for (const { count, exact, faces } of tracks) {
      await runLandmarkNet(nets.landmarks, exact, count);
      await runDescriptorNet(nets.descriptor, faces, count);
    }
    for (const { count, input } of turned) await runLandmarkNet(nets.landmarks, input, count);
  };
}

/**
 * The bare models: detector, landmarks and descriptor run on every frame and every face in it, as without anything around
 * them; inference and nothing else, on inputs that lie ready.
 */
export async function bareModels(
  vision: Vision,
  frame: Frame,
  calls: ModelCalls,
): Promise<() => Promise<void>> {
  const nets = vision.networks;
  const { whole } = await drawn(frame);
  const perFrame = Math.max(1, Math.round(calls.faces / calls.frames));
  const [exact, faces] = [landmarkInputs(perFrame), faceInputs(perFrame)];
  return async () => {
    for (let i = 0; i < calls.frames; i++) {
      await runTinyDetector(nets.tiny, whole.input, whole.width, whole.height, perhapsFace);
      await runLandmarkNet(nets.landmarks, exact, perFrame);
      await runDescriptorNet(nets.descriptor, faces, perFrame);
    }
  };
}
