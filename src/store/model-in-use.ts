import type { PrismaLike } from './database.ts';

/**
 * The model that recognition began with last: only its templates tell anybody. Before recognition ever began, the one that
 * most templates are of; null when nobody is enrolled either.
 */
export async function modelInUse(db: PrismaLike): Promise<string | null> {
  const used = await db.faceModel.findFirst({
    orderBy: [{ lastUsedAt: 'desc' }, { firstUsedAt: 'desc' }],
    select: { id: true },
  });
  if (used !== null) return used.id;
  const models = await db.faceTemplate.groupBy({
    by: ['modelId'],
    _count: { id: true },
    orderBy: { _count: { id: 'desc' } },
    take: 1,
  });
  return models[0]?.modelId ?? null;
}
