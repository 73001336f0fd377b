import { z } from 'zod';
import { id, instant } from './common.ts';

export const health = z.object({ ok: z.boolean(), version: z.string() });
export const healthDetail = z.object({
  ok: z.boolean(),
  version: z.string(),
  startedAt: instant,
  queue: z.enum(['postgres', 'redis']),
  database: z.object({ ok: z.boolean(), embedded: z.boolean(), version: z.string() }),
  recognition: z.object({ backend: z.string().nullable(), model: z.string().nullable() }),
  processes: z.array(
    z.object({
      role: z.string(),
      host: z.string(),
      pid: z.int(),
      startedAt: instant,
      seenAt: instant,
      alive: z.boolean(),
      rssMb: z.number().nullable(),
    }),
  ),
  queues: z.array(
    z.object({
      name: z.string(),
      waiting: z.int(),
      active: z.int(),
      delayed: z.int(),
      failed: z.int(),
    }),
  ),
});
export type HealthDetail = z.infer<typeof healthDetail>;

/** A job that failed for good: the dead letter. */
export const failedJob = z.object({
  queue: z.string(),
  jobId: z.string(),
  payload: z.unknown(),
  error: z.string(),
  attempts: z.int(),
  failedAt: instant.nullable(),
});

export const auditEntry = z.object({
  id,
  at: instant,
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.unknown(),
});
