import { MINUTE } from './civil-time.ts';
import type { Proof } from './types/evidence.ts';

/** What recognition and enrolment say about one face seen once. */
export type SightingFacts = {
  /** Distance band of the match: nobody near, near enough to ask, near enough to accept. */
  match: 'unknown' | 'review' | 'accepted';
  /** False when the picture looks like a photo or a screen; null where it is not checked. */
  live: boolean | null;
  /** The person's consent or notice covers recognition at that time. */
  consented: boolean;
  /** The person has a look-alike among the staff (twins): a face alone does not tell them apart. */
  lookAlike: boolean;
  /** The event's time is trusted (see `correctTime`). */
  timeTrusted: boolean;
};

export type Admission =
  | { as: 'certain' | 'uncertain' }
  /** `visitor`: nobody of ours. `spoof`: security alert, no attendance. `notConsented`: never matched. */
  | { as: 'none'; because: 'visitor' | 'spoof' | 'notConsented' };

/** Whether a recognised face is evidence about a person, and how good. Doubts make it a question, never a proof. */
export function admitSighting(facts: SightingFacts): Admission {
  if (facts.live === false) return { as: 'none', because: 'spoof' };
  if (facts.match === 'unknown') return { as: 'none', because: 'visitor' };
  if (!facts.consented) return { as: 'none', because: 'notConsented' };
  const certain = facts.match === 'accepted' && !facts.lookAlike && facts.timeTrusted;
  return { as: certain ? 'certain' : 'uncertain' };
}

/** A proof together with the site its door stands at. */
export type SitedProof = { proof: Proof; siteId: string };

/**
 * Sightings at two sites closer in time than anyone can travel cannot both be this person: all of them are held as
 * questions. `travelMinutes(a, b)` is the least time from one site to another.
 */
export function holdImpossibleTravel(
  sighted: readonly SitedProof[],
  travelMinutes: (fromSite: string, toSite: string) => number,
): Proof[] {
  const held = new Set<string>();
  for (const a of sighted) {
    for (const b of sighted) {
      if (a.siteId === b.siteId || a.proof.certainty === 'uncertain' || b.proof.certainty === 'uncertain')
        continue;
      const least = travelMinutes(a.siteId, b.siteId) * MINUTE;
      if (Math.abs(a.proof.at - b.proof.at) < least) held.add(a.proof.id).add(b.proof.id);
    }
  }
  return sighted.map(({ proof }) => (held.has(proof.id) ? { ...proof, certainty: 'uncertain' } : proof));
}
