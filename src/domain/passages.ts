import type { Correction, Direction, Proof } from './types/evidence.ts';
import { MINUTE } from './civil-time.ts';

/** One passage with all its evidence: sightings close together are one. `first` and `last` bound it. */
export type Passage = {
  first: number;
  last: number;
  direction: Direction;
  /** True when the office's rule, not the camera, says which way it went. */
  byRule: boolean;
  ids: string[];
};

/** What the sightings of a person and a day amount to, after the decisions people took about them. */
export type Sightings = { passages: Passage[]; uncertain: Proof[] };

/** Order in time; ties by camera, then id, then all the rest, so that no order of delivery shows. */
export function compareProofs(a: Proof, b: Proof): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.cameraId !== b.cameraId) return (a.cameraId ?? '') < (b.cameraId ?? '') ? -1 : 1;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return proofKey(a) < proofKey(b) ? -1 : 1;
}

/** A proof as text: equal exactly for equal proofs. Also what the inputs' digest is made of. */
export function proofKey(p: Proof): string {
  const key = `${p.id} ${p.at} ${p.doorId} ${p.cameraId} ${p.direction} ${p.certainty} ${p.source}`;
  const reviewed = p.review === undefined ? key : `${key} ${p.review.decisionId} ${p.review.by}`;
  return p.origin === undefined ? reviewed : `${reviewed} ${Object.values(p.origin).join(' ')}`;
}

/** Sorts, drops repeated deliveries (same id) and applies the decisions about single sightings. */
export function admit(proofs: readonly Proof[], corrections: readonly Correction[]): Proof[] {
  const sorted = inOrder(proofs);
  const seen = new Set<string>();
  const verdicts = verdictsOnProofs(corrections);
  const admitted: Proof[] = [];
  for (const proof of sorted) {
    if (seen.has(proof.id)) continue;
    seen.add(proof.id);
    const verdict = verdicts?.get(proof.id);
    if (verdict === 'dismissProof') continue;
    admitted.push(verdict === 'confirmProof' ? { ...proof, certainty: 'certain' } : proof);
  }
  return admitted;
}

/** Proofs by `compareProofs`; the same array when they already are. */
export function inOrder(proofs: readonly Proof[]): readonly Proof[] {
  return isSorted(proofs) ? proofs : [...proofs].sort(compareProofs);
}

function isSorted(proofs: readonly Proof[]): boolean {
  for (let i = 1; i < proofs.length; i++) {
    const a = proofs[i - 1];
    const b = proofs[i];
    if (a && b && compareProofs(a, b) > 0) return false;
  }
  return true;
}

function verdictsOnProofs(corrections: readonly Correction[]): Map<string, Correction['kind']> | null {
  if (corrections.length === 0) return null;
  const verdicts = new Map<string, Correction['kind']>();
  for (const c of [...corrections].sort(compareCorrections)) {
    if (c.kind === 'dismissProof' || c.kind === 'confirmProof') verdicts.set(c.proofId, c.kind);
  }
  return verdicts;
}

/** The later decision comes last and wins. */
export function compareCorrections(a: Correction, b: Correction): number {
  return a.decidedAt - b.decidedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * Collapses certain sightings into passages. Sightings of one direction within `noiseMinutes` of each other are one:
 * coming in counts from its first, going out until its last, so that no time moves against the person. A quick
 * in–out–in is one coming in, a quick out–in–out one going out.
 */
export function collapse(proofs: readonly Proof[], noiseMinutes: number): Sightings {
  const noise = noiseMinutes * MINUTE;
  const passages: Passage[] = [];
  const uncertain: Proof[] = [];
  for (const proof of proofs) {
    if (proof.certainty === 'uncertain') {
      uncertain.push(proof);
      continue;
    }
    const last = passages.at(-1);
    if (last && last.direction === proof.direction && proof.at - last.last <= noise) {
      last.last = proof.at;
      last.ids.push(proof.id);
    } else if (!foldBack(passages, proof, noise)) {
      passages.push({
        first: proof.at,
        last: proof.at,
        direction: proof.direction,
        byRule: false,
        ids: [proof.id],
      });
    }
  }
  return { passages, uncertain };
}

/** Joins in–out + in (or out–in + out) into the first passage when all of it happened within the noise window. */
function foldBack(passages: Passage[], proof: Proof, noise: number): boolean {
  const between = passages.at(-1);
  const before = passages.at(-2);
  if (!between || !before || before.direction !== proof.direction) return false;
  const turns =
    (proof.direction === 'in' && between.direction === 'out') ||
    (proof.direction === 'out' && between.direction === 'in');
  if (!turns || proof.at - before.last > noise) return false;
  passages.pop();
  before.last = proof.at;
  before.ids.push(...between.ids, proof.id);
  return true;
}
