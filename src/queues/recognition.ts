import { z } from 'zod';
import { defineQueue } from './define-queue.ts';

/** Find out who is seen in a capture. */
export const recognitionQueue = defineQueue({
  name: 'recognition',
  payload: z.object({ captureId: z.uuid() }),
  jobOptions: ({ captureId }) => ({ jobId: `capture-${captureId}` }),
});
