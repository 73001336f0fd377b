import type { JobsOptions } from 'bullmq';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Queues } from './connection.ts';

/** One queue: its name, what its jobs carry, and how they are kept and tried again. */
export type QueueDefinition<Schema extends z.ZodType = z.ZodType> = {
  name: string;
  payload: Schema;
  /** Times a job is tried before it becomes a dead letter. */
  attempts: number;
  /** First wait between tries; doubles each time, up to `backoffLimitMs` in BullMQ's own jittered schedule. */
  backoffMs: number;
  /** Options of one job: its id and deduplication (ids may not contain `:`). */
  jobOptions?: (payload: z.output<Schema>) => JobsOptions;
  enqueue(queues: Queues, payload: z.input<Schema>, options?: JobsOptions): Promise<void>;
  /** Adds many in their order, some hundreds at once; nothing is added when one of them has the wrong shape. */
  enqueueMany(queues: Queues, payloads: z.input<Schema>[], options?: JobsOptions): Promise<void>;
  parse(data: unknown): z.output<Schema>;
};

/** Jobs sent to the store in one go: long enough to be quick, short enough not to hold up others. */
const bulkSize = 500;
const keepDone = { age: 3_600, count: 1_000 };
/** Dead letters stay visible for a month. */
const keepFailed = { age: 30 * 86_400, count: 10_000 };

/**
 * Defines a queue. The payload is checked when it is added and again when it is taken, because a queue outlives
 * the version of the program that filled it.
 */
export function defineQueue<Schema extends z.ZodType>(definition: {
  name: string;
  payload: Schema;
  attempts?: number;
  backoffMs?: number;
  jobOptions?: (payload: z.output<Schema>) => JobsOptions;
}): QueueDefinition<Schema> {
  const { name, payload: schema, attempts = 12, backoffMs = 500, jobOptions } = definition;
  const parse = (data: unknown): z.output<Schema> => {
    const parsed = schema.safeParse(data);
    if (parsed.success) return parsed.data;
    throw new AppError('queue_payload_invalid', `Queue ${name}: ${z.prettifyError(parsed.error)}`, {
      details: { queue: name, problem: z.prettifyError(parsed.error) },
    });
  };
  const jobOf = (payload: z.output<Schema>, options: JobsOptions | undefined) => ({
    name,
    data: payload,
    opts: {
      attempts,
      backoff: { type: 'exponential', delay: backoffMs, jitter: 0.3 },
      removeOnComplete: keepDone,
      removeOnFail: keepFailed,
      ...jobOptions?.(payload),
      ...options,
    },
  });
  return {
    name,
    payload: schema,
    attempts,
    backoffMs,
    ...(jobOptions && { jobOptions }),
    parse,
    enqueue: async (queues, input, options) => {
      const { data, opts } = jobOf(parse(input), options);
      await queues.get(name).add(name, data, opts);
    },
    enqueueMany: async (queues, inputs, options) => {
      const jobs = inputs.map((input) => jobOf(parse(input), options));
      for (let from = 0; from < jobs.length; from += bulkSize)
        await queues.get(name).addBulk(jobs.slice(from, from + bulkSize));
    },
  };
}
