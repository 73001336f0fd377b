import type { Context } from '../src/context.ts';
import { startQueueWorker } from '../src/queues/define-worker.ts';
import { reportsQueue } from '../src/queues/reports.ts';
import { makeReport } from '../src/reports/make-report.ts';

/** Makes the files of requested reports. */
export async function start(context: Context): Promise<void> {
  startQueueWorker(context.queues, reportsQueue, context.log, async ({ reportId }) => {
    await makeReport(context, reportId);
    return { status: 'done', reportId };
  });
}
