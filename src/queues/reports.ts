import { z } from 'zod';
import { defineQueue } from './define-queue.ts';

/** Make the file of a requested report. */
export const reportsQueue = defineQueue({
  name: 'reports',
  payload: z.object({ reportId: z.uuid() }),
  attempts: 3,
  jobOptions: ({ reportId }) => ({ jobId: `report-${reportId}` }),
});
