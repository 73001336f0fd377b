import { distanceBetween } from './embed.ts';
import type { Embedding } from './types.ts';

/** What regrouping needs of an observation; `embedding` is null where none was made. */
export type Follows = { frame: number; embedding: Embedding | null };

/** Two sights of one passage are nearly always nearer than this; two people nearly always farther. */
const sameFace = 0.5;

/** Joining two tracks is never undone, so it asks for more than staying together. */
const surelySameFace = 0.4;

function meanOf(embeddings: readonly Embedding[]): Embedding {
  const mean = new Float32Array(embeddings[0]?.length ?? 0);
  for (const embedding of embeddings)
    embedding.forEach((value, k) => (mean[k] = (mean[k] ?? 0) + value / embeddings.length));
  return mean;
}

const embeddingsOf = (members: readonly number[], all: readonly Follows[]): Embedding[] =>
  members.flatMap((i) => all[i]?.embedding ?? []);

/**
 * Cuts a track where the face changes (two people crossed, and the boxes were mixed up). Observations without an
 * embedding go with the nearest one in time that has one.
 */
function cut(members: readonly number[], all: readonly Follows[]): number[][] {
  const groups: { members: number[]; embeddings: Embedding[] }[] = [];
  const groupOf = new Map<number, number>();
  for (const index of members) {
    const embedding = all[index]?.embedding;
    if (!embedding) continue;
    const fits = groups.map((group) => distanceBetween(embedding, meanOf(group.embeddings)));
    const best = fits.indexOf(Math.min(...fits));
    const place =
      best >= 0 && (fits[best] ?? 1) < sameFace ? best : groups.push({ members: [], embeddings: [] }) - 1;
    groups[place]?.embeddings.push(embedding);
    groupOf.set(index, place);
  }
  if (groups.length < 2) return [[...members]];
  for (const index of members) {
    const frame = all[index]?.frame ?? 0;
    const [closest] = [...groupOf.keys()].sort(
      (a, b) => Math.abs((all[a]?.frame ?? 0) - frame) - Math.abs((all[b]?.frame ?? 0) - frame),
    );
    groups[groupOf.get(index) ?? groupOf.get(closest ?? -1) ?? 0]?.members.push(index);
  }
  return groups.map((group) => group.members);
}

function mayJoin(a: readonly number[], b: readonly number[], all: readonly Follows[]): boolean {
  const frames = new Set(a.map((i) => all[i]?.frame));
  if (b.some((i) => frames.has(all[i]?.frame))) return false;
  const [left, right] = [embeddingsOf(a, all), embeddingsOf(b, all)];
  if (left.length === 0 || right.length === 0) return false;
  return distanceBetween(meanOf(left), meanOf(right)) < surelySameFace;
}

/**
 * Corrects tracks by the faces in them: a track with two faces is cut, tracks that show one face at different times
 * are joined. Two faces of one frame never end in one track.
 */
export function regroup(tracks: readonly number[][], all: readonly Follows[]): number[][] {
  const joined: number[][] = [];
  for (const members of tracks.flatMap((track) => cut(track, all))) {
    const home = joined.find((other) => mayJoin(other, members, all));
    if (home) home.push(...members);
    else joined.push([...members]);
  }
  return joined.map((members) => members.sort((a, b) => (all[a]?.frame ?? 0) - (all[b]?.frame ?? 0)));
}
