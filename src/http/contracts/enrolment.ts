import { z } from 'zod';
import { id, instant } from './common.ts';

/** `already`: this very photo was enrolled before. */
export const enrolmentOutcome = z.enum(['enrolled', 'already', 'refused']);

/** Photos of many people that were sent in one ZIP. */
export const enrolmentBatch = z.object({
  id,
  fileName: z.string(),
  requestedBy: z.string(),
  /** `cutOff`: the service ended in between; the same ZIP again goes on where it was. */
  state: z.enum(['running', 'done', 'stopped', 'cutOff']),
  /** Files in the ZIP, and how many were looked at. */
  total: z.int(),
  done: z.int(),
  enrolled: z.int(),
  already: z.int(),
  refused: z.int(),
  createdAt: instant,
});
export type EnrolmentBatch = z.infer<typeof enrolmentBatch>;

export const enrolmentFile = z.object({
  file: z.string(),
  person: z.object({ id, code: z.string(), fullName: z.string() }).nullable(),
  outcome: enrolmentOutcome,
  /** Why it was refused and what to do, in the language asked for; null when it was not. */
  problem: z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() }).nullable(),
});
export type EnrolmentFile = z.infer<typeof enrolmentFile>;
export const enrolmentBatchDetail = enrolmentBatch.extend({ files: z.array(enrolmentFile) });
export type EnrolmentBatchDetail = z.infer<typeof enrolmentBatchDetail>;
