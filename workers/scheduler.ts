import { findSilentCameras } from '../src/alerts/find-silent.ts';
import { advanceDays } from '../src/attendance/advance-days.ts';
import { resumeCaptures } from '../src/captures/resume-captures.ts';
import type { Context } from '../src/context.ts';
import { startQueueWorker } from '../src/queues/define-worker.ts';
import { maintenanceQueue } from '../src/queues/maintenance.ts';
import { cleanUp } from '../src/recognition/clean-up.ts';
import { lookAtGallery } from '../src/recognition/look-at-gallery.ts';
import { readOffice } from '../src/store/office.ts';
import { deleteOrphanFiles } from '../src/store/retention/orphans.ts';

/** How often each task is due, in milliseconds; `nightly` ones at this time of the office's day. */
const plan = {
  advanceDays: 5_000,
  resumeCaptures: 15_000,
  findSilentCameras: 60_000,
  deleteExpired: 3_600_000,
} as const;
const nightly = { deleteOrphans: '0 2 * * *', lookAtGallery: '30 2 * * *' } as const;

/** What has to be done from time to time, once for the whole service however many machines run it. */
export async function start(context: Context): Promise<void> {
  const { queues, log, database, evidence } = context;
  const queue = queues.get(maintenanceQueue.name);
  const { timeZone: tz } = await readOffice(database.prisma);
  const due = [
    ...Object.entries(plan).map(([task, every]) => [task, { every }] as const),
    ...Object.entries(nightly).map(([task, pattern]) => [task, { pattern, tz }] as const),
  ];
  const opts = { removeOnComplete: true, removeOnFail: { count: 50 } };
  for (const [task, repeat] of due)
    await queue.upsertJobScheduler(task, repeat, { name: task, data: { task }, opts });
  startQueueWorker(queues, maintenanceQueue, log, async ({ task }) => {
    switch (task) {
      case 'advanceDays':
        return advanceDays(context, new Date());
      case 'resumeCaptures':
        return resumeCaptures(context, new Date());
      case 'findSilentCameras':
        return findSilentCameras(context, new Date());
      case 'deleteExpired':
        return cleanUp(context, new Date());
      case 'deleteOrphans':
        return { status: 'done', deleted: await deleteOrphanFiles(database.prisma, evidence, new Date()) };
      case 'lookAtGallery':
        return lookAtGallery(context, new Date());
    }
  });
}
