import { centreOf, overlap } from './geometry.ts';
import type { Box } from './types.ts';

/** A face in one frame, as far as following it needs to know. `frame` counts the frames of the burst from 0. */
export type Trackable = { frame: number; atMs: number; box: Box };

/** A face that was lost for this long is somebody new, ms. */
const longestGapMs = 1500;

/** How fast faces move at most, in face heights for each second, and the room given at once. */
const speedLimit = 4;
const freeMove = 0.8;

/** A face grows while it comes nearer; more than this factor from one sight to the next is another face. */
const largestGrowth = 1.8;

type Track = { last: Trackable; previous: Trackable | null; members: number[] };

/** Where the track's box should be at `atMs`, going on as between its last two sights. */
function predicted(track: Track, atMs: number): Box {
  const { last, previous } = track;
  if (!previous || last.atMs <= previous.atMs) return last.box;
  const steps = Math.min(2, (atMs - last.atMs) / (last.atMs - previous.atMs));
  const [from, to] = [centreOf(previous.box), centreOf(last.box)];
  return { ...last.box, x: last.box.x + (to.x - from.x) * steps, y: last.box.y + (to.y - from.y) * steps };
}

/** How well a face continues a track: 0 not at all, larger is better. */
function continuation(track: Track, face: Trackable): number {
  const gapMs = face.atMs - track.last.atMs;
  if (face.frame <= track.last.frame || gapMs > longestGapMs) return 0;
  const growth = face.box.height / Math.max(1, track.last.box.height);
  if (growth > largestGrowth || growth < 1 / largestGrowth) return 0;
  const expected = predicted(track, face.atMs);
  const [a, b] = [centreOf(expected), centreOf(face.box)];
  const size = Math.max(face.box.height, track.last.box.height);
  const moved = Math.hypot(a.x - b.x, a.y - b.y) / size;
  const allowed = freeMove + (speedLimit * Math.max(0, gapMs)) / 1000;
  if (moved > allowed) return 0;
  return 0.01 + overlap(expected, face.box) + (1 - moved / allowed) - 0.3 * Math.abs(Math.log(growth));
}

/** All pairs of one frame, the best continuation first; a face and a track are used once. */
function assignFrame(tracks: Track[], faces: { index: number; face: Trackable }[]): void {
  const pairs = faces
    .flatMap(({ index, face }) =>
      tracks.map((track) => ({ index, face, track, fit: continuation(track, face) })),
    )
    .filter((pair) => pair.fit > 0)
    .sort((a, b) => b.fit - a.fit);
  const taken = new Set<number>();
  const continued = new Set<Track>();
  for (const { index, face, track } of pairs) {
    if (taken.has(index) || continued.has(track)) continue;
    taken.add(index);
    continued.add(track);
    track.previous = track.last;
    track.last = face;
    track.members.push(index);
  }
  for (const { index, face } of faces)
    if (!taken.has(index)) tracks.push({ last: face, previous: null, members: [index] });
}

/**
 * Follows faces through a burst by where they are and how they move; two faces of one frame are never one track.
 * @returns for each track the indices into `faces`, in the order of time
 */
export function followFaces(faces: readonly Trackable[]): number[][] {
  const frames = new Map<number, { index: number; face: Trackable }[]>();
  faces.forEach((face, index) =>
    frames.set(face.frame, [...(frames.get(face.frame) ?? []), { index, face }]),
  );
  const tracks: Track[] = [];
  for (const frame of [...frames.keys()].sort((a, b) => a - b)) assignFrame(tracks, frames.get(frame) ?? []);
  return tracks.map((track) => track.members);
}
