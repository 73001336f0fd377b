import { UnrecoverableError, type Worker, type WorkerOptions } from 'bullmq';
import type { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Queues } from './connection.ts';
import type { QueueDefinition } from './define-queue.ts';

/** What a processor says it did: one line in the log for each job. */
export type JobOutcome = { status: 'done' | 'skipped' } & Record<string, unknown>;

/**
 * Runs a queue's jobs in this process. Checks each payload, logs one event a job, and turns errors that no later try
 * can mend (an AppError that is not retryable) into a dead letter at once.
 */
export function startQueueWorker<Schema extends z.ZodType>(
  queues: Queues,
  definition: QueueDefinition<Schema>,
  log: Log,
  process: (payload: z.output<Schema>, context: { attempt: number; jobId: string }) => Promise<JobOutcome>,
  options: Partial<WorkerOptions> = {},
): Worker {
  return queues.worker(
    definition.name,
    async (job) => {
      const started = performance.now();
      const fields = { queue: definition.name, jobId: job.id, attempt: job.attemptsMade + 1 };
      try {
        const payload = definition.parse(job.data);
        const outcome = await process(payload, { attempt: fields.attempt, jobId: job.id ?? '' });
        const durationMs = Math.round(performance.now() - started);
        log.debug(
          { ...fields, ...outcome, durationMs, waitedMs: Date.now() - job.timestamp - durationMs },
          'job',
        );
        return outcome;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        log.warn({ ...fields, error: message }, 'job failed');
        if (error instanceof AppError && !error.retryable) throw new UnrecoverableError(message);
        throw error;
      }
    },
    // A worker killed in the middle of a job: another takes the job when its lock has run out.
    { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 5, drainDelay: 5, ...options },
  );
}
