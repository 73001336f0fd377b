import type { PrismaLike } from '../store/database.ts';
import type { ModelIdentity } from '../vision/types.ts';

/**
 * Records which model makes embeddings here, with hash and licence; once per model, however many processes begin at once.
 * To be called whenever recognition begins: from then on it is the model in use.
 */
export async function recordModel(
  db: PrismaLike,
  { id, sha256, licence, dimension }: ModelIdentity,
): Promise<void> {
  await db.faceModel.createMany({ data: [{ id, sha256, licence, dimension }], skipDuplicates: true });
  await db.faceModel.update({ where: { id }, data: { lastUsedAt: new Date() } });
}
