import type { Context } from '../context.ts';
import type { JobOutcome } from '../queues/define-worker.ts';
import { recognitionQueue } from '../queues/recognition.ts';

const overdueMs = 20_000;

/**
 * Asks again for captures that wait although no job will come for them: stored in the database, but the worker died
 * before it could enqueue them. Job ids make asking twice harmless.
 */
export async function resumeCaptures({ database, queues }: Context, now: Date): Promise<JobOutcome> {
  const waiting = await database.prisma.capture.findMany({
    where: { state: 'pending', createdAt: { lt: new Date(now.getTime() - overdueMs) } },
    select: { id: true },
    orderBy: { fromAt: 'asc' },
    take: 200,
  });
  for (const { id } of waiting) await recognitionQueue.enqueue(queues, { captureId: id });
  return { status: waiting.length > 0 ? 'done' : 'skipped', resumed: waiting.length };
}
