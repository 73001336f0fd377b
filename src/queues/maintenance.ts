import { z } from 'zod';
import { defineQueue } from './define-queue.ts';

/** What has to be done from time to time. */
export const maintenanceQueue = defineQueue({
  name: 'maintenance',
  payload: z.object({
    task: z.enum([
      'advanceDays',
      'resumeCaptures',
      'findSilentCameras',
      'deleteExpired',
      'deleteOrphans',
      'lookAtGallery',
    ]),
  }),
  attempts: 3,
});
