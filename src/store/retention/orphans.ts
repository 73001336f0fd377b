import type { PrismaLike } from '../database.ts';
import type { EvidenceStore } from '../evidence.ts';

/**
 * Older than anything that waits to be told to the database: a capture is spooled for as long as that is away, but a
 * picture of which nothing was ever stored belongs to a process that died while it wrote.
 */
const orphanedAfterMs = 7 * 86_400_000;

/**
 * Deletes picture files of which no row exists, and what a dead process left half written beside one.
 *
 * @returns how many were deleted.
 */
export async function deleteOrphanFiles(db: PrismaLike, evidence: EvidenceStore, now: Date): Promise<number> {
  let deleted = 0;
  for await (const ids of evidence.staleIds(now.getTime() - orphanedAfterMs)) {
    const rows = await db.evidence.findMany({
      where: { id: { in: ids }, deletedAt: null },
      select: { id: true },
    });
    const known = new Set(rows.map(({ id }) => id));
    for (const id of ids.filter((it) => !known.has(it))) {
      await evidence.delete(id);
      deleted += 1;
    }
  }
  return deleted;
}
