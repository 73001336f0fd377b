import { z } from 'zod';
import { defineQueue } from './define-queue.ts';

/**
 * Compute the record of one person on one date again. Asked for many times in a short while it is done once;
 * asked for while it is being done, once more afterwards.
 */
export const attendanceQueue = defineQueue({
  name: 'attendance',
  payload: z.object({
    employeeId: z.uuid(),
    workDate: z.iso.date(),
    /** What changed, for the log. */
    reason: z.string(),
  }),
  jobOptions: ({ employeeId, workDate }) => ({
    deduplication: { id: `day-${employeeId}-${workDate}`, keepLastIfActive: true },
    removeOnComplete: true,
  }),
});

/** What waits behind everything else: records of long ago must not hold up those of today. */
export const behindTheRest = { priority: 10 };
