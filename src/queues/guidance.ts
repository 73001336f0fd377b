import { z } from 'zod';
import { defineQueue } from './define-queue.ts';

/** Guide a person before a camera and collect good pictures, for as long as somebody looks at the page. */
export const guidanceQueue = defineQueue({
  name: 'guidance',
  payload: z.object({ liveCaptureId: z.uuid() }),
  jobOptions: ({ liveCaptureId }) => ({ jobId: `live-${liveCaptureId}`, removeOnComplete: true }),
});
