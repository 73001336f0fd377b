import { z } from 'zod';
import { defineQueue } from './define-queue.ts';

/** Something happened that those who answer for it may need to know. */
export const alertsQueue = defineQueue({
  name: 'alerts',
  payload: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('record'), employeeId: z.uuid(), workDate: z.iso.date() }),
    z.object({ kind: z.literal('sighting'), sightingId: z.uuid() }),
    z.object({ kind: z.literal('silence'), silenceId: z.uuid() }),
    z.object({
      kind: z.literal('camera'),
      cameraId: z.uuid(),
      watching: z.boolean(),
      cause: z.string().nullable(),
      /** ISO instant of the change. */
      at: z.iso.datetime(),
    }),
  ]),
});
