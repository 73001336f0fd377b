import type { Doubt } from '../domain/doubts.ts';
import { nearest, type Candidate, type Gallery } from './gallery.ts';
import { acceptAmong, type Thresholds } from './thresholds.ts';
import type { Embedding } from './types.ts';

export type Outcome = 'known' | 'uncertain' | 'unknown';

/** One usable observation's say. */
export type Vote = { embedding: Embedding; weight: number };

export type Decision = {
  outcome: Outcome;
  /** Named person; null unless `known`. */
  employeeId: string | null;
  /** The nearest people over the whole track, nearest first, at most three. */
  candidates: Candidate[];
  /** Mean distance of the nearest person; 2 when nobody is enrolled (no two faces are farther apart). */
  distance: number;
  /** How much farther the runner-up is; 2 when there is none. */
  margin: number;
  /** For every person nearest in some observation: in how many; `unknown` counts those near nobody. */
  votes: Record<string, number>;
  /** Empty when `known`. */
  doubts: Doubt[];
};

/** Larger than any distance between two embeddings. */
const farthest = 2;

/** Where the votes that are near nobody are counted. */
export const nobody = 'unknown';

type Tally = {
  mean: Float64Array;
  counts: Record<string, number>;
  shares: Map<string, number>;
  total: number;
};

function tally(votes: readonly Vote[], gallery: Gallery, review: number): Tally {
  const people = gallery.people();
  const mean = new Float64Array(people.length);
  const counts: Record<string, number> = {};
  const shares = new Map<string, number>();
  const total = votes.reduce((sum, vote) => sum + vote.weight, 0);
  for (const vote of votes) {
    const distances = gallery.distances(vote.embedding);
    distances.forEach((distance, i) => (mean[i]! += (distance * vote.weight) / total));
    const [first] = nearest(people, distances, 1);
    const name = first && first.distance <= review ? first.employeeId : nobody;
    counts[name] = (counts[name] ?? 0) + 1;
    shares.set(name, (shares.get(name) ?? 0) + vote.weight / total);
  }
  return { mean, counts, shares, total };
}

/**
 * Decides who one track shows: every usable observation votes with its quality as weight, those near nobody included.
 * A name needs nearness, distance from the runner-up, enough frames and their agreement; what is near but fails one of
 * these is `uncertain`, what is near nobody is `unknown`.
 */
export function decideTrack(votes: readonly Vote[], gallery: Gallery, thresholds: Thresholds): Decision {
  const { mean, counts, shares } = tally(votes, gallery, thresholds.review);
  const candidates = votes.length === 0 ? [] : nearest(gallery.people(), mean, 3);
  const [first, second] = candidates;
  const distance = first?.distance ?? farthest;
  const margin = first ? (second?.distance ?? distance + farthest) - first.distance : farthest;
  const base = { employeeId: null, candidates, distance, margin, votes: counts };
  if (!first || distance > thresholds.review) return { ...base, outcome: 'unknown', doubts: ['too_far'] };
  const doubts: Doubt[] = [];
  if (distance > acceptAmong(thresholds, gallery.peopleCount)) doubts.push('too_far');
  if (margin < thresholds.margin) doubts.push('runner_up_too_near');
  if (votes.length < thresholds.minimumFrames) doubts.push('too_few_frames');
  if ((shares.get(first.employeeId) ?? 0) < thresholds.minimumShare) doubts.push('frames_disagree');
  if (gallery.isLookAlike(first.employeeId)) doubts.push('look_alike');
  if (doubts.length > 0) return { ...base, outcome: 'uncertain', doubts };
  return { ...base, outcome: 'known', employeeId: first.employeeId, doubts };
}

/** A decided track and the frames it was seen in. */
export type SeenTrack = { decision: Decision; frames: ReadonlySet<number> };

/** A name that is a question after all. */
export const withDoubt = (decision: Decision, doubt: Doubt): Decision => ({
  ...decision,
  outcome: 'uncertain',
  employeeId: null,
  doubts: [...decision.doubts, doubt],
});

/**
 * One person cannot be two faces in one frame: where two tracks seen together were given one name, the clearly nearer
 * one keeps it and the other becomes uncertain; when neither is clearly nearer, both do.
 */
export function oneFaceEach(tracks: readonly SeenTrack[], thresholds: Thresholds): Decision[] {
  const decisions = tracks.map((track) => track.decision);
  tracks.forEach((track, i) => {
    tracks.forEach((other, j) => {
      const name = track.decision.employeeId;
      if (i === j || name === null || other.decision.employeeId !== name) return;
      if (![...track.frames].some((frame) => other.frames.has(frame))) return;
      const clearlyNearer = track.decision.distance + thresholds.margin <= other.decision.distance;
      if (!clearlyNearer && decisions[i]?.outcome === 'known')
        decisions[i] = withDoubt(track.decision, 'two_faces_one_person');
    });
  });
  return decisions;
}
