import { liesIn, type PictureArea } from '../domain/picture-area.ts';
import type { Doubt } from '../domain/doubts.ts';
import { decideTrack, oneFaceEach, withDoubt, type Decision, type Outcome } from './decide.ts';
import { surelyFace } from './detect.ts';
import { centreOf } from './geometry.ts';
import type { Candidate, Gallery } from './gallery.ts';
import { mayBePicture } from './liveness.ts';
import {
  embedBest,
  lookAtFrames,
  lookFarther,
  measureFaces,
  type Found,
  type Frame,
  type Looked,
} from './look.ts';
import type { FaceQuality } from './quality.ts';
import { Pictures } from './pictures.ts';
import { regroup } from './regroup.ts';
import type { Thresholds } from './thresholds.ts';
import { followFaces } from './track.ts';
import type { Box, Embedding, Point } from './types.ts';
import type { Vision } from './vision.ts';

export type { Frame } from './look.ts';

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

/** A face that was followed and of which no picture was good enough to decide: it could be anybody's. */
export type UnusableFace = Pick<
  PersonSeen,
  'track' | 'firstAt' | 'lastAt' | 'at' | 'bestFrameId' | 'bestBox' | 'observationCount'
>;

export type CaptureResult = {
  observations: Observation[];
  people: PersonSeen[];
  unusable: UnusableFace[];
  /** Faces that no decision could use, and frames that were no pictures, counted by reason. */
  rejected: { reason: string; count: number }[];
};

/** When the face was largest; sizes are averaged with their neighbours in time, because single ones waver. */
function instantOfPassage(members: readonly Found[]): number {
  const ordered = [...members].sort((a, b) => a.atMs - b.atMs);
  const size = (i: number) => {
    const around = ordered.slice(Math.max(0, i - 1), i + 2);
    return around.reduce((sum, face) => sum + face.quality.heightPx, 0) / around.length;
  };
  const largest = ordered.reduce((best, _, i) => (size(i) > size(best) ? i : best), 0);
  return ordered[largest]?.atMs ?? 0;
}

function describe(
  track: number,
  members: readonly Found[],
  frames: readonly Frame[],
  decision: Decision,
): PersonSeen {
  return {
    ...whereSeen(track, members, frames),
    outcome: decision.outcome,
    employeeId: decision.employeeId,
    candidates: decision.candidates,
    distance: decision.distance,
    margin: decision.margin,
    votes: decision.votes,
    doubts: decision.doubts,
  };
}

function whereSeen(track: number, members: readonly Found[], frames: readonly Frame[]): UnusableFace {
  const best = members.reduce((a, b) => (b.quality.weight > a.quality.weight ? b : a));
  const { x, y, width, height } = best.box;
  return {
    track,
    firstAt: Math.min(...members.map((face) => face.atMs)),
    lastAt: Math.max(...members.map((face) => face.atMs)),
    at: instantOfPassage(members),
    bestFrameId: frames[best.frame]?.id ?? '',
    bestBox: { x, y, width, height },
    observationCount: members.length,
  };
}

function observe(face: Found, frames: readonly Frame[], track: number): Observation {
  const { x, y, width, height } = face.box;
  return {
    frameId: frames[face.frame]?.id ?? '',
    capturedAt: face.atMs,
    box: { x, y, width, height },
    landmarks: face.landmarks,
    quality: face.quality,
    embedding: face.embedding,
    track,
  };
}

/** Counts of why faces and frames were of no use. */
class Rejections {
  #counts = new Map<string, number>();

  add(reason: string, count = 1): void {
    if (count > 0) this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
  }

  list(): { reason: string; count: number }[] {
    return [...this.#counts].map(([reason, count]) => ({ reason, count }));
  }
}

/** What is never surely a face in any frame of its track is wallpaper. */
function followRealFaces(found: readonly Found[], rejections: Rejections): number[][] {
  return followFaces(found).filter((members) => {
    const real = members.some((i) => (found[i]?.box.score ?? 0) >= surelyFace);
    if (!real) rejections.add('doubtful_face', members.length);
    return real;
  });
}

function decideAll(tracks: readonly Found[][], gallery: Gallery, thresholds: Thresholds): Decision[] {
  const seen = tracks.map((members) => {
    const votes = members.flatMap(({ embedding, quality }) =>
      embedding ? [{ embedding, weight: quality.weight }] : [],
    );
    const frames = new Set(members.map((face) => face.frame));
    return { frames, decision: decideTrack(votes, gallery, thresholds) };
  });
  return oneFaceEach(seen, thresholds);
}

/** Changes `looked`: takes out the faces outside the zone. @returns how many, frame by frame. */
function leaveOutside(looked: readonly Looked[], zone: PictureArea | null): number[] {
  return looked.map((frame) => {
    const { image, boxes } = frame;
    if (zone === null || image === null) return 0;
    frame.boxes = boxes.filter((box) => {
      const { x, y } = centreOf(box);
      return liesIn(zone, { x: x / image.width, y: y / image.height });
    });
    return boxes.length - frame.boxes.length;
  });
}

/**
 * Whoever is named, or would be by a reviewer, is looked at once more: a picture of somebody is not that person, and
 * nothing may be learnt of it whatever else is in doubt.
 */
async function doubtPictures(
  vision: Vision,
  decisions: readonly Decision[],
  tracks: readonly Found[][],
): Promise<Decision[]> {
  const checked: Decision[] = [];
  for (const [i, decision] of decisions.entries()) {
    const isPicture =
      decision.outcome !== 'unknown' && (await mayBePicture(vision.networks, tracks[i] ?? []));
    checked.push(isPicture ? withDoubt(decision, 'not_live') : decision);
  }
  return checked;
}

/**
 * Who passed in one burst of frames of one camera (about 5 a second, in any order). Faces are found in every frame and
 * followed; the best few of each person are embedded; each person is decided once, over all of them. Does not change
 * the gallery and keeps nothing.
 *
 * @param zone a face whose middle lies outside of it was not at the door: it is counted as `outside_zone` and otherwise
 * as if it had not been in the picture, so it neither names anybody nor leaves a doubt; null: the whole picture.
 */
export async function recogniseCapture(
  vision: Vision,
  frames: readonly Frame[],
  gallery: Gallery,
  thresholds: Thresholds,
  zone: PictureArea | null = null,
): Promise<CaptureResult> {
  const ordered = [...frames].sort((a, b) => a.capturedAt - b.capturedAt);
  const pictures = new Pictures();
  try {
    const looked = await lookAtFrames(vision.networks, ordered, pictures);
    return await recogniseLooked(vision, ordered, looked, gallery, thresholds, zone);
  } finally {
    pictures.release();
  }
}

async function recogniseLooked(
  vision: Vision,
  ordered: readonly Frame[],
  looked: Looked[],
  gallery: Gallery,
  thresholds: Thresholds,
  zone: PictureArea | null,
): Promise<CaptureResult> {
  const rejections = new Rejections();
  rejections.add('not_an_image', looked.filter(({ image }) => image === null).length);
  // Before looking farther too: somebody near the camera but outside must not hide who is in the zone.
  const outside = leaveOutside(looked, zone);
  await lookFarther(vision.networks, looked);
  const fartherOutside = leaveOutside(looked, zone);
  rejections.add(
    'outside_zone',
    outside.reduce((sum, count, i) => sum + Math.max(count, fartherOutside[i] ?? 0), 0),
  );
  const found = await measureFaces(vision.networks, looked, ordered);
  for (const face of found) for (const reason of face.quality.reasons) rejections.add(reason);
  const followed = followRealFaces(found, rejections);
  for (const members of followed) await embedBest(vision.networks, found, members);
  const tracks = regroup(followed, found).map((members) => members.flatMap((i) => found[i] ?? []));
  const usable = tracks.filter((members) => members.some((face) => face.embedding));
  const decisions = await doubtPictures(vision, decideAll(usable, gallery, thresholds), usable);
  const people = decisions.map((decision, track) => describe(track, usable[track] ?? [], ordered, decision));
  // Tracks without any usable face come after the people, so that a person's number is its place in `people`.
  const rest = tracks.filter((members) => !usable.includes(members));
  const unusable = rest.map((members, i) => whereSeen(usable.length + i, members, ordered));
  const numbered = [...usable, ...rest];
  const observations = numbered.flatMap((members, track) =>
    members.map((face) => observe(face, ordered, track)),
  );
  return { observations, people, unusable, rejected: rejections.list() };
}
