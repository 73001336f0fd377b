import { findLandmarks, refineLandmarks } from './align.ts';
import {
  findInFrame,
  findInFrameThoroughly,
  findNear,
  frameLevel,
  surelyFace,
  type FoundBox,
} from './detect.ts';
import { embedFaces } from './embed.ts';
import { centreOf, overlap, withoutRepeats } from './geometry.ts';
import type { Networks } from './networks.ts';
import { Pictures, type Picture } from './pictures.ts';
import { judgeQuality, measureQuality, type FaceQuality } from './quality.ts';
import { decodesBeside } from './threads.ts';
import type { Box, Embedding, Point, RgbImage } from './types.ts';

/** One picture of a burst. `image` is a JPEG (or PNG, WebP); `capturedAt` in ms since 1970 UTC. */
export type Frame = { id: string; capturedAt: number; image: Buffer };

/** Faces of one person that are embedded: the best by quality, never chosen by likeness to anybody. */
const embeddedPerTrack = 4;

/** One face found in one frame; `frame` counts the frames in the order of time. */
export type Found = {
  frame: number;
  atMs: number;
  image: RgbImage;
  box: FoundBox;
  landmarks: Point[];
  quality: FaceQuality;
  embedding: Embedding | null;
};

/** Frames that are looked at closely when the fast look saw nobody in any. */
const closeLooks = 5;

/** Every so many frames the whole frame is searched; between, only the places where faces were. */
export const wholeFrameEvery = 3;

/** A frame that was looked at; `image` is null when it is no picture. */
export type Looked = { image: RgbImage | null; boxes: FoundBox[] };

/** Where a face should be now: moved on as from the frame before the last, when it was surely the same there. */
function expectedPlace(last: FoundBox, before: readonly FoundBox[]): Box {
  const earlier = before.find((box) => overlap(box, last) > 0.25);
  if (!earlier) return last;
  const [from, to] = [centreOf(earlier), centreOf(last)];
  return { ...last, x: last.x + to.x - from.x, y: last.y + to.y - from.y };
}

async function followInFrame(
  nets: Networks,
  image: RgbImage,
  looked: readonly Looked[],
): Promise<FoundBox[]> {
  const last = looked[looked.length - 1]?.boxes ?? [];
  const before = looked[looked.length - 2]?.boxes ?? [];
  const found: FoundBox[] = [];
  for (const box of last) {
    const near = await findNear(nets, image, expectedPlace(box, before));
    if (near) found.push(near);
  }
  return withoutRepeats(found);
}

/** More faces than this are found faster by searching the whole frame than one by one. */
const mostFollowed = 4;

/** Frames that are decoded while the models work on another one. */
const framesAhead = 4;

/**
 * Decodes the frames, a few ahead of the models, and finds the faces in each.
 * @param pictures where the frames are decoded; what is returned is valid until it is released
 */
export async function lookAtFrames(
  nets: Networks,
  frames: readonly Frame[],
  pictures = new Pictures(),
): Promise<Looked[]> {
  const ahead: Promise<Picture | null>[] = [];
  const prepareUpTo = (count: number): void => {
    for (const { image } of frames.slice(ahead.length, count))
      ahead.push(pictures.prepare(image, ahead.length % wholeFrameEvery === 0 ? frameLevel : null));
  };
  const looked: Looked[] = [];
  for (let i = 0; i < frames.length; i++) {
    prepareUpTo(i + 1 + (decodesBeside() ? framesAhead : 0));
    const picture = (await ahead[i]) ?? null;
    const known = looked[i - 1]?.boxes.length ?? 0;
    const follow = picture?.drawn === null && known > 0 && known <= mostFollowed;
    let boxes: FoundBox[] = [];
    if (picture && follow) boxes = await followInFrame(nets, picture.image, looked);
    else if (picture) boxes = await findInFrame(nets, picture.image, picture.drawn);
    looked.push({ image: picture?.image ?? null, boxes });
  }
  return looked;
}

/** Changes `looked`: where nobody is near, distant faces are looked for in some of the frames. */
export async function lookFarther(nets: Networks, looked: Looked[]): Promise<void> {
  if (looked.some(({ boxes }) => boxes.some((box) => box.score >= surelyFace))) return;
  const step = Math.max(1, Math.ceil(looked.length / closeLooks));
  const middle = looked[looked.length >> 1];
  if (!middle?.image) return;
  middle.boxes = await findInFrameThoroughly(nets, middle.image);
  if (middle.boxes.length === 0) return;
  for (let i = (looked.length >> 1) % step; i < looked.length; i += step) {
    const other = looked[i];
    if (other?.image && other !== middle) other.boxes = await findInFrameThoroughly(nets, other.image);
  }
}

/** Landmarks and quality of every face found, frame after frame. */
export async function measureFaces(
  nets: Networks,
  looked: readonly Looked[],
  frames: readonly Frame[],
): Promise<Found[]> {
  const found: Found[] = [];
  for (const [i, { image, boxes }] of looked.entries()) {
    if (!image || boxes.length === 0) continue;
    const landmarks = await findLandmarks(nets, image, boxes, 'rough');
    boxes.forEach((box, k) => {
      const face = { landmarks: landmarks[k] ?? [], score: box.score };
      const quality = judgeQuality(measureQuality(image, face));
      const atMs = frames[i]?.capturedAt ?? 0;
      found.push({ frame: i, atMs, image, box, ...face, quality, embedding: null });
    });
  }
  return found;
}

/** Changes `found`: embeds the best faces of one track. */
export async function embedBest(nets: Networks, found: Found[], members: readonly number[]): Promise<void> {
  const best = members
    .flatMap((i) => found[i] ?? [])
    .filter((face) => face.quality.usable)
    .sort((a, b) => b.quality.weight - a.quality.weight)
    .slice(0, embeddedPerTrack);
  const refined = await refineLandmarks(nets, best);
  best.forEach((face, i) => (face.landmarks = refined[i] ?? face.landmarks));
  const embeddings = await embedFaces(nets, best, 1);
  best.forEach((face, i) => (face.embedding = embeddings[i] ?? null));
}
