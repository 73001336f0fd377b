import { z } from 'zod';
import { defineQueue } from './define-queue.ts';

/** See whether a face that a reviewer confirmed is good enough to recognise its person by from now on. */
export const galleryQueue = defineQueue({
  name: 'gallery',
  payload: z.object({ decisionId: z.uuid() }),
  attempts: 3,
  jobOptions: ({ decisionId }) => ({ jobId: `grow-${decisionId}` }),
});
