import type { PrismaLike } from '../store/database.ts';
import type { Secrets } from '../store/secrets.ts';
import { inUse } from '../store/set-aside.ts';
import type { KnownFace } from '../vision/calibrate.ts';
import type { Passages } from '../vision/traffic.ts';
import { openEmbedding } from './embeddings.ts';

const dayMs = 86_400_000;

/**
 * Every face whose person is sure: templates, and the best face of each confirmed sighting that is no template yet. One
 * face of a passage only, because its frames are near to each other whoever it is.
 */
export async function knownFaces(db: PrismaLike, secrets: Secrets, modelId: string): Promise<KnownFace[]> {
  const consenting = { consents: { some: { withdrawnAt: null } } };
  const templates = await db.faceTemplate.findMany({
    where: { modelId, ...inUse, employee: consenting },
    select: { employeeId: true, embedding: true },
    orderBy: { id: 'asc' },
  });
  const confirmed = await db.reviewDecision.findMany({
    where: { verdict: 'employee', revokedAt: null, employee: consenting, templates: { none: {} } },
    select: {
      employeeId: true,
      sighting: {
        select: {
          observations: {
            where: { modelId, embedding: { not: null } },
            select: { embedding: true },
            orderBy: [{ score: 'desc' }, { id: 'asc' }],
            take: 1,
          },
        },
      },
    },
    orderBy: { id: 'asc' },
  });
  const seen = confirmed.map(({ employeeId, sighting }) => ({
    employeeId,
    embedding: sighting.observations[0]?.embedding ?? null,
  }));
  return [...templates, ...seen].flatMap(({ employeeId, embedding }) =>
    employeeId === null || embedding === null
      ? []
      : [{ employeeId, embedding: openEmbedding(secrets, embedding) }],
  );
}

/** Passages at all doors in the `days` before `until`; a decided one counts as what was decided. */
export async function countPassages(db: PrismaLike, until: Date, days = 90): Promise<Passages> {
  const at = { gte: new Date(until.getTime() - days * dayMs), lt: until };
  const standing = (verdict: string[]) => ({ some: { revokedAt: null, verdict: { in: verdict } } });
  const undecided = { none: { revokedAt: null } };
  const count = (where: object) => db.sighting.count({ where: { at, ...where } });
  const [oldest, known, confirmed, unknown, denied, open] = await Promise.all([
    db.sighting.findFirst({ where: { at }, orderBy: { at: 'asc' }, select: { at: true } }),
    count({ outcome: 'known' }),
    count({ outcome: { not: 'known' }, decisions: standing(['employee']) }),
    count({ outcome: 'unknown', decisions: undecided }),
    count({ outcome: { in: ['uncertain', 'unknown'] }, decisions: standing(['nobody']) }),
    count({ outcome: 'uncertain', decisions: undecided }),
  ]);
  const counted = oldest === null ? 0 : (until.getTime() - oldest.at.getTime()) / dayMs;
  return { enrolled: known + confirmed, strangers: unknown + denied, open, days: counted };
}
