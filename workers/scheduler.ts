import { findSilentCameras } from '../src/alerts/find-silent.ts';
import { advanceDays } from '../src/attendance/advance-days.ts';
import { resumeCaptures } from '../src/captures/resume-captures.ts';
import type { Context } from '../src/context.ts';
import { startQueueWorker } from '../src/queues/define-worker.ts';
import { maintenanceQueue } from '../src/queues/maintenance.ts';
import { sealCertificates } from '../src/store/deletion-certificates.ts';
import { deleteExpired } from '../src/store/evidence.ts';

/** How often each task is due, in milliseconds. */
const plan = {
  advanceDays: 5_000,
  resumeCaptures: 15_000,
  findSilentCameras: 60_000,
  deleteExpired: 3_600_000,
} as const;

/** What has to be done from time to time, once for the whole service however many machines run it. */
export async function start(context: Context): Promise<void> {
  const { queues, log, database, evidence } = context;
  const queue = queues.get(maintenanceQueue.name);
  for (const [task, every] of Object.entries(plan))
    await queue.upsertJobScheduler(
      task,
      { every },
      { name: task, data: { task }, opts: { removeOnComplete: true, removeOnFail: { count: 50 } } },
    );
  startQueueWorker(queues, maintenanceQueue, log, async ({ task }) => {
    switch (task) {
      case 'advanceDays':
        return advanceDays(context, new Date());
      case 'resumeCaptures':
        return resumeCaptures(context, new Date());
      case 'findSilentCameras':
        return findSilentCameras(context, new Date());
      case 'deleteExpired':
        await sealCertificates(database.prisma, evidence);
        return { status: 'done', deleted: await deleteExpired(database.prisma, evidence, new Date()) };
    }
  });
}
