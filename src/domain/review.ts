import type { Proof } from './types/evidence.ts';

/**
 * What a named person made of a face that recognition did not name: it is this employee; it is nobody of ours; it is no
 * face at all; it is a face that cannot be told from its pictures, so it could be anybody's.
 */
export const reviewVerdicts = ['employee', 'nobody', 'notFace', 'unclear'] as const;
export type ReviewVerdict = (typeof reviewVerdicts)[number];

/** A decision that stands. */
export type Review = {
  decisionId: string;
  verdict: ReviewVerdict;
  /** Who it is, when the verdict is `employee`; null once that person's file is deleted. */
  employeeId: string | null;
  by: string;
};

/** How a sighting enters the evidence about one person; null: not at all. */
export type Entry = Pick<Proof, 'certainty' | 'review'>;

/**
 * How a sighting that recognition left open is evidence about one person. Undecided, it is a question about every
 * candidate. Decided, it is proof about the person named and widens nobody else's day; named as nobody it is about
 * nobody. (A face that stays unclear is no question about single people either: its moment is not watched for anyone.)
 */
export function entryOf(employeeId: string, isCandidate: boolean, review: Review | null): Entry | null {
  if (review === null) return isCandidate ? { certainty: 'uncertain' } : null;
  if (review.verdict !== 'employee' || review.employeeId !== employeeId) return null;
  const { decisionId, by } = review;
  return { certainty: 'certain', review: { decisionId, by } };
}

/** Whose days a decision about a sighting may change, made or revoked: the candidates' and the named person's. */
export function touchedBy(candidateIds: readonly string[], review: Pick<Review, 'employeeId'>): string[] {
  return [...new Set([...candidateIds, ...(review.employeeId === null ? [] : [review.employeeId])])];
}
