import { z } from 'zod';
import { defineQueue } from './define-queue.ts';

/**
 * Take a device's own word about who passed, or take it again after its credential was given to somebody. Asked for many
 * times in a short while it is done once.
 */
export const identificationQueue = defineQueue({
  name: 'identification',
  payload: z.object({ cameraId: z.uuid(), eventKey: z.string() }),
  jobOptions: ({ cameraId, eventKey }) => ({
    deduplication: { id: `identify-${cameraId}-${eventKey}`, keepLastIfActive: true },
    removeOnComplete: true,
  }),
});
