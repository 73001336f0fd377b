import { computeDay } from '../src/attendance/compute-day.ts';
import type { Context } from '../src/context.ts';
import { attendanceQueue } from '../src/queues/attendance.ts';
import { startQueueWorker } from '../src/queues/define-worker.ts';

/** Computes day records, one person and date at a time. */
export async function start(context: Context): Promise<void> {
  startQueueWorker(
    context.queues,
    attendanceQueue,
    context.log,
    ({ employeeId, workDate }) => computeDay(context, employeeId, workDate),
    { concurrency: 4 },
  );
}
