import { findLandmarks } from './align.ts';
import { decideTrack, oneFaceEach, type Decision, type Doubt, type Outcome } from './decide.ts';
import { findInFrame, findInFrameThoroughly, surelyFace, type FoundBox } from './detect.ts';
import { embedFaces } from './embed.ts';
import type { Candidate, Gallery } from './gallery.ts';
import { decodeImage } from './image.ts';
import type { Networks } from './networks.ts';
import { judgeQuality, measureQuality, type FaceQuality } from './quality.ts';
import { regroup } from './regroup.ts';
import type { Thresholds } from './thresholds.ts';
import { followFaces } from './track.ts';
import type { Box, Embedding, Point, RgbImage } from './types.ts';
import type { Vision } from './vision.ts';

/** One picture of a burst. `image` is a JPEG (or PNG, WebP); `capturedAt` in ms since 1970 UTC. */
export type Frame = { id: string; capturedAt: number; image: Buffer };

/** One face found in one frame. */
export type Observation = {
  frameId: string;
  capturedAt: number;
  box: Box;
  landmarks: Point[];
  quality: FaceQuality;
  /** Null when the quality does not allow it, or enough better frames of the same face were embedded. */
  embedding: Embedding | null;
  /** Number of the person in this capture, from 0. */
  track: number;
};

/** One person seen in a capture. Instants in ms since 1970 UTC. */
export type PersonSeen = {
  track: number;
  outcome: Outcome;
  employeeId: string | null;
  candidates: Candidate[];
  distance: number;
  margin: number;
  firstAt: number;
  lastAt: number;
  /** The instant of the passage: when the face was largest, so nearest to the door. */
  at: number;
  votes: Record<string, number>;
  doubts: Doubt[];
  bestFrameId: string;
  bestBox: Box;
  /** Observations of this person, embedded or not. */
  observationCount: number;
};

export type CaptureResult = {
  observations: Observation[];
  people: PersonSeen[];
  /** Faces that no decision could use, and frames that were no pictures, counted by reason. */
  rejected: { reason: string; count: number }[];
};

/** Faces of one person that are embedded: the best by quality, never chosen by likeness to anybody. */
const embeddedPerTrack = 5;

type Found = {
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

/** The boxes of every frame; where nobody is near, distant faces are looked for in some of the frames. */
async function findBoxes(nets: Networks, images: readonly (RgbImage | null)[]): Promise<FoundBox[][]> {
  const boxes: FoundBox[][] = [];
  for (const image of images) boxes.push(image ? await findInFrame(nets, image) : []);
  if (boxes.some((list) => list.some((box) => box.score >= surelyFace))) return boxes;
  const step = Math.max(1, Math.ceil(images.length / closeLooks));
  const middle = images.length >> 1;
  const middleImage = images[middle];
  if (!middleImage) return boxes;
  boxes[middle] = await findInFrameThoroughly(nets, middleImage);
  if (boxes[middle].length === 0) return boxes;
  for (let i = middle % step; i < images.length; i += step) {
    const image = images[i];
    if (image && i !== middle) boxes[i] = await findInFrameThoroughly(nets, image);
  }
  return boxes;
}

async function findFaces(vision: Vision, images: readonly (RgbImage | null)[], frames: readonly Frame[]) {
  const nets = vision.networks;
  const boxes = await findBoxes(nets, images);
  const found: Found[] = [];
  for (const [i, list] of boxes.entries()) {
    const image = images[i];
    if (!image || list.length === 0) continue;
    const landmarks = await findLandmarks(nets, image, list);
    list.forEach((box, k) => {
      const face = { landmarks: landmarks[k] ?? [], score: box.score };
      const quality = judgeQuality(measureQuality(image, face));
      const atMs = frames[i]?.capturedAt ?? 0;
      found.push({ frame: i, atMs, image, box, ...face, quality, embedding: null });
    });
  }
  return found;
}

async function embedBest(vision: Vision, found: Found[], members: readonly number[]): Promise<void> {
  const best = members
    .flatMap((i) => found[i] ?? [])
    .filter((face) => face.quality.usable)
    .sort((a, b) => b.quality.weight - a.quality.weight)
    .slice(0, embeddedPerTrack);
  for (const face of best) {
    const [embedding] = await embedFaces(vision.networks, face.image, [face.landmarks], 1);
    face.embedding = embedding ?? null;
  }
}

function describe(
  track: number,
  members: readonly Found[],
  frames: readonly Frame[],
  decision: Decision,
): PersonSeen {
  const best = members.reduce((a, b) => (b.quality.weight > a.quality.weight ? b : a));
  const nearest = members.reduce((a, b) => (b.quality.heightPx > a.quality.heightPx ? b : a));
  const { x, y, width, height } = best.box;
  return {
    track,
    outcome: decision.outcome,
    employeeId: decision.employeeId,
    candidates: decision.candidates,
    distance: decision.distance,
    margin: decision.margin,
    firstAt: Math.min(...members.map((face) => face.atMs)),
    lastAt: Math.max(...members.map((face) => face.atMs)),
    at: nearest.atMs,
    votes: decision.votes,
    doubts: decision.doubts,
    bestFrameId: frames[best.frame]?.id ?? '',
    bestBox: { x, y, width, height },
    observationCount: members.length,
  };
}

async function decodeFrames(frames: readonly Frame[], rejected: Map<string, number>) {
  const images: (RgbImage | null)[] = [];
  for (const frame of frames) {
    try {
      images.push(await decodeImage(frame.image));
    } catch {
      images.push(null);
      rejected.set('not_an_image', (rejected.get('not_an_image') ?? 0) + 1);
    }
  }
  return images;
}

/**
 * Who passed in one burst of frames of one camera (about 5 a second, in any order). Faces are found in every frame and
 * followed; the best few of each person are embedded; each person is decided once, over all of them. Does not change
 * the gallery and keeps nothing.
 */
export async function recogniseCapture(
  vision: Vision,
  frames: readonly Frame[],
  gallery: Gallery,
  thresholds: Thresholds,
): Promise<CaptureResult> {
  const ordered = [...frames].sort((a, b) => a.capturedAt - b.capturedAt);
  const rejected = new Map<string, number>();
  const images = await decodeFrames(ordered, rejected);
  const found = await findFaces(vision, images, ordered);
  // What is never surely a face in any frame of its track is wallpaper.
  const followed = followFaces(found).filter((members) => {
    const real = members.some((i) => (found[i]?.box.score ?? 0) >= surelyFace);
    if (!real) rejected.set('doubtful_face', (rejected.get('doubtful_face') ?? 0) + members.length);
    return real;
  });
  for (const members of followed) await embedBest(vision, found, members);
  const tracks = regroup(followed, found);
  const usable = tracks.filter((members) => members.some((i) => found[i]?.embedding));
  for (const face of found)
    for (const reason of face.quality.reasons) rejected.set(reason, (rejected.get(reason) ?? 0) + 1);
  const seen = usable.map((members) => ({
    frames: new Set(members.map((i) => found[i]?.frame ?? -1)),
    decision: decideTrack(
      members.flatMap((i) => {
        const face = found[i];
        return face?.embedding ? [{ embedding: face.embedding, weight: face.quality.weight }] : [];
      }),
      gallery,
      thresholds,
    ),
  }));
  const decisions = oneFaceEach(seen, thresholds);
  const people = usable.flatMap((members, track) => {
    const decision = decisions[track];
    return decision
      ? [
          describe(
            track,
            members.flatMap((i) => found[i] ?? []),
            ordered,
            decision,
          ),
        ]
      : [];
  });
  // Tracks without any usable face come after the people, so that a person's number is its place in `people`.
  const numbered = [...usable, ...tracks.filter((members) => !usable.includes(members))];
  const observations = numbered.flatMap((members, track) =>
    members.flatMap((i) => observation(found[i], ordered, track)),
  );
  return { observations, people, rejected: [...rejected].map(([reason, count]) => ({ reason, count })) };
}

function observation(face: Found | undefined, frames: readonly Frame[], track: number): Observation[] {
  if (!face) return [];
  const { x, y, width, height } = face.box;
  return [
    {
      frameId: frames[face.frame]?.id ?? '',
      capturedAt: face.atMs,
      box: { x, y, width, height },
      landmarks: face.landmarks,
      quality: face.quality,
      embedding: face.embedding,
      track,
    },
  ];
}
