import { z } from 'zod';
import { defineQueue } from './define-queue.ts';

/**
 * Look at a photo that was put into the evidence store and, if it is good, make it a template of the employee.
 * Done by the recognition worker, which owns the models; who asked waits for the result.
 */
export const enrolmentQueue = defineQueue({
  name: 'enrolment',
  payload: z.object({
    employeeId: z.uuid(),
    evidenceId: z.uuid(),
    requestedBy: z.string(),
  }),
  attempts: 1,
  jobOptions: ({ evidenceId }) => ({ jobId: `photo-${evidenceId}`, priority: 1 }),
});

/** What the job returns. A bad photo is a result, not a failure; nothing of it is kept. */
export const enrolmentResult = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), photoId: z.uuid() }),
  z.object({
    ok: z.literal(false),
    code: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
]);
export type EnrolmentResult = z.infer<typeof enrolmentResult>;
