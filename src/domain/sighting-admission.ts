/** What recognition and enrolment say about one face seen once. */
export type SightingFacts = {
  /** Distance band of the match: nobody near, near enough to ask, near enough to accept. */
  match: 'unknown' | 'review' | 'accepted';
  /** False when it may be a photo or a screen that was held up; null where nothing tells. */
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
  /** `visitor`: nobody of ours. `notConsented`: never matched. */
  | { as: 'none'; because: 'visitor' | 'notConsented' };

/** Whether a recognised face is evidence about a person, and how good. Doubts make it a question, never a proof. */
export function admitSighting(facts: SightingFacts): Admission {
  if (facts.match === 'unknown') return { as: 'none', because: 'visitor' };
  if (!facts.consented) return { as: 'none', because: 'notConsented' };
  const certain = facts.match === 'accepted' && facts.live !== false && !facts.lookAlike && facts.timeTrusted;
  return { as: certain ? 'certain' : 'uncertain' };
}
