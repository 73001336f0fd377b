import { z } from 'zod';
import type { Context } from '../context.ts';
import { publishLive } from '../notify/live.ts';
import type { JobOutcome } from '../queues/define-worker.ts';
import { audit } from '../store/audit.ts';
import type { Transaction } from '../store/database.ts';
import { enrolmentRules } from '../vision/enrol.ts';
import type { Gallery } from '../vision/gallery.ts';
import { judgeQuality } from '../vision/quality.ts';
import type { Thresholds } from '../vision/thresholds.ts';
import type { Embedding } from '../vision/types.ts';
import { openEmbedding } from './embeddings.ts';
import { officeThresholds } from './office-thresholds.ts';

/** A person's photos stay the measure: only so many faces from doors are kept beside them. */
export const grownAtMost = 5;

type Refusal = 'not_standing' | 'not_live' | 'no_consent' | 'full' | 'quality' | Disagreement;
type Disagreement = 'no_reference' | 'look_alike' | 'unlike_references' | 'like_somebody_else';

const measures = z.object({
  heightPx: z.number(),
  score: z.number(),
  sharpness: z.number(),
  brightness: z.number(),
  contrast: z.number(),
  backlight: z.number(),
  turn: z.number(),
  nod: z.number(),
  tiltDegrees: z.number(),
  outside: z.number(),
});

/**
 * Whether a confirmed face may stand for its person from now on: only beside references that it agrees with, clearly
 * farther from everybody else, and never for a look-alike. Null when it may.
 */
export function disagreement(
  gallery: Gallery,
  embedding: Embedding,
  employeeId: string,
  { review, margin }: Pick<Thresholds, 'review' | 'margin'>,
): Disagreement | null {
  if (!gallery.has(employeeId)) return 'no_reference';
  if (gallery.isLookAlike(employeeId)) return 'look_alike';
  const nearest = gallery.search(embedding, 2);
  const place = gallery.people().indexOf(employeeId);
  const own = gallery.distances(embedding)[place] ?? Infinity;
  if (own > review) return 'unlike_references';
  const other = nearest.find((it) => it.employeeId !== employeeId);
  return other !== undefined && other.distance - own < margin ? 'like_somebody_else' : null;
}

/** Makes the best face of a confirmed sighting an exemplar of its person, if it may be one. Doing it again is harmless. */
export async function growGallery(
  { database, secrets }: Pick<Context, 'database' | 'secrets'>,
  gallery: Gallery,
  decisionId: string,
): Promise<JobOutcome> {
  const grown = await database.prisma.$transaction(async (tx) => {
    const decision = await tx.reviewDecision.findUnique({ where: { id: decisionId } });
    const employeeId = decision?.employeeId ?? null;
    if (decision === null || employeeId === null) return 'not_standing';
    // Waits for a decision or a withdrawal that is being made.
    await tx.$queryRaw`select id from "Sighting" where id = ${decision.sightingId}::uuid for update`;
    await tx.$queryRaw`select id from "Employee" where id = ${employeeId}::uuid for update`;
    const refused = await mayNotGrow(tx, decisionId, employeeId, gallery.modelId);
    if (refused !== null) return refused;
    const best = await bestFace(tx, decision.sightingId, gallery.modelId);
    if (best === null) return 'quality';
    const thresholds = await officeThresholds(tx, gallery.modelId);
    const doubt = disagreement(gallery, openEmbedding(secrets, best.embedding), employeeId, thresholds);
    if (doubt !== null) return doubt;
    const { embedding, score: quality } = best;
    const made = { employeeId, decisionId, modelId: gallery.modelId, embedding, quality };
    await tx.faceTemplate.create({ data: made });
    await audit(tx, {
      actor: decision.by,
      action: 'gallery.grow',
      subject: `employee:${employeeId}`,
      detail: { decisionId, sightingId: decision.sightingId },
    });
    return { employeeId };
  });
  if (typeof grown === 'string') return { status: 'skipped', reason: grown };
  await publishLive(database, { type: 'people', employeeId: grown.employeeId });
  return { status: 'done', decisionId };
}

async function mayNotGrow(
  tx: Transaction,
  decisionId: string,
  employeeId: string,
  modelId: string,
): Promise<Refusal | null> {
  const decision = await tx.reviewDecision.findUniqueOrThrow({
    where: { id: decisionId },
    include: { sighting: { select: { doubts: true } } },
  });
  if (decision.revokedAt !== null || (await tx.faceTemplate.count({ where: { decisionId } })) > 0)
    return 'not_standing';
  // A picture of a picture would make every copy of it this person.
  if (decision.sighting.doubts.includes('not_live')) return 'not_live';
  if ((await tx.consent.count({ where: { employeeId, withdrawnAt: null } })) === 0) return 'no_consent';
  const grown = await tx.faceTemplate.count({ where: { employeeId, modelId, decisionId: { not: null } } });
  return grown >= grownAtMost ? 'full' : null;
}

/** The best face of a sighting that passes what a photo for enrolment must pass. */
async function bestFace(tx: Transaction, sightingId: string, modelId: string) {
  const rows = await tx.observation.findMany({ where: { sightingId, modelId, embedding: { not: null } } });
  const good = rows.flatMap(({ embedding, quality, score }) => {
    const measured = measures.safeParse(quality);
    if (!measured.success || embedding === null) return [];
    const { usable, weight } = judgeQuality(measured.data, enrolmentRules);
    return usable ? [{ embedding, score, weight }] : [];
  });
  return good.sort((a, b) => b.weight - a.weight)[0] ?? null;
}
