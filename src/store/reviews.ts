import type { ReviewVerdict } from '../domain/review.ts';
import { AppError } from '../errors.ts';
import { requireConsent } from './consents.ts';
import type { PrismaLike, Transaction } from './database.ts';
import type { ReviewDecision, Sighting } from './generated/client.ts';
import { endRecognisable } from './recognisable.ts';

export type Decided = { decision: ReviewDecision; sighting: Sighting };
export type DecisionInput = {
  sightingId: string;
  verdict: ReviewVerdict;
  /** Who it is; null with any other verdict than `employee`. */
  employeeId: string | null;
  note: string;
  by: string;
};

/** Faces that may be decided about: those that recognition saw well enough and did not name. */
const reviewable = ['uncertain', 'unknown'];

/** @throws AppError `not_found` when there is no such face, or it needs no decision. */
export async function findReviewable(db: PrismaLike, sightingId: string): Promise<Sighting> {
  const sighting = await db.sighting.findUnique({ where: { id: sightingId } });
  if (sighting === null || !reviewable.includes(sighting.outcome))
    throw new AppError('not_found', `no face to review ${sightingId}`);
  return sighting;
}

/**
 * Decides about one face. Of two people at the same face the second is told who was first.
 *
 * @throws AppError `not_found`, `review_decided` (details `by`), `consent_required` for somebody whose face may not be
 *   processed.
 */
export async function decideReview(tx: Transaction, input: DecisionInput): Promise<Decided> {
  const { sightingId, verdict, employeeId, note, by } = input;
  await tx.$queryRaw`select id from "Sighting" where id = ${sightingId}::uuid for update`;
  const sighting = await findReviewable(tx, sightingId);
  const standing = await tx.reviewDecision.findFirst({ where: { sightingId, revokedAt: null } });
  if (standing !== null)
    throw new AppError('review_decided', `${standing.by} decided about ${sightingId}`, {
      details: { by: standing.by, decisionId: standing.id },
    });
  if (employeeId !== null) {
    if ((await tx.employee.count({ where: { id: employeeId } })) === 0)
      throw new AppError('not_found', `no employee ${employeeId}`);
    await requireConsent(tx, employeeId);
  }
  const decision = await tx.reviewDecision.create({ data: { sightingId, verdict, employeeId, note, by } });
  return { decision, sighting };
}

/**
 * Takes a decision back, with what the gallery learnt from it. The row stays.
 *
 * @throws AppError `not_found`, `review_revoked`.
 */
export async function revokeReview(tx: Transaction, decisionId: string, by: string): Promise<Decided> {
  const { count } = await tx.reviewDecision.updateMany({
    where: { id: decisionId, revokedAt: null },
    data: { revokedAt: new Date(), revokedBy: by },
  });
  const row = await tx.reviewDecision.findUnique({
    where: { id: decisionId },
    include: { sighting: true },
  });
  if (row === null) throw new AppError('not_found', `no decision ${decisionId}`);
  if (count === 0) throw new AppError('review_revoked', `${decisionId} was revoked before`);
  const forgotten = await tx.faceTemplate.deleteMany({ where: { decisionId } });
  const { sighting, ...decision } = row;
  if (decision.employeeId !== null && forgotten.count > 0) await endRecognisable(tx, decision.employeeId);
  return { decision, sighting };
}
