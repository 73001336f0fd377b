import { computeDay } from '../src/attendance/compute-day.ts';
import { takeDeviceWord } from '../src/attendance/take-device-word.ts';
import type { Context } from '../src/context.ts';
import { attendanceQueue } from '../src/queues/attendance.ts';
import { startQueueWorker } from '../src/queues/define-worker.ts';
import { identificationQueue } from '../src/queues/identification.ts';

/** Takes what devices themselves know about who passed, and computes day records, one person and date at a time. */
export async function start(context: Context): Promise<void> {
  startQueueWorker(
    context.queues,
    attendanceQueue,
    context.log,
    ({ employeeId, workDate }) => computeDay(context, employeeId, workDate),
    { concurrency: 4 },
  );
  startQueueWorker(context.queues, identificationQueue, context.log, (event) =>
    takeDeviceWord(context, event),
  );
}
