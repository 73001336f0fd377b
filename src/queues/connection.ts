import { setTimeout as delay } from 'node:timers/promises';
import { createPostgresBackend, Queue, Worker, type Processor, type WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Log } from '../log.ts';
import { isConnectionError } from '../store/database.ts';

/** BullMQ on PostgreSQL until a Redis is named, then on Redis: the same code on both. */
export type Queues = {
  kind: 'postgres' | 'redis';
  /** The queue of that name, opened on first use. */
  get(name: string): Queue;
  worker(name: string, processor: Processor, options?: Partial<WorkerOptions>): Worker;
  close(): Promise<void>;
};

/**
 * Opens the queues of one process. Closing waits for the jobs in work.
 *
 * @param databaseUrl where BullMQ's own schema lies (made by `migrate`).
 */
export function openQueues(
  options: { databaseUrl: string; redisUrl: string | null; prefix: string },
  log: Log,
): Queues {
  return options.redisUrl === null
    ? onPostgres(options.databaseUrl, log)
    : onRedis(options.redisUrl, options.prefix, log);
}

function onPostgres(databaseUrl: string, log: Log): Queues {
  // One pool for all queues of the process; a worker keeps one connection of it to listen on.
  const pool = patientPool({
    connectionString: databaseUrl,
    options: '-c search_path=bullmq',
    max: 8,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  });
  pool.on('error', (error) => log.debug({ error: error.message }, 'queue connection lost'));
  const connection = pool as never;
  return manage(
    'postgres',
    (name) => new Queue(name, { connection }, patientBackend) as unknown as Queue,
    (name, processor, workerOptions) =>
      new Worker(name, processor, { ...workerOptions, connection }, patientBackend) as unknown as Worker,
    () => pool.end(),
    log,
  );
}

const retryMs = 250;

/**
 * BullMQ (6.7) keeps the failure of its first look at the database for ever and then asks again without a pause, so that
 * a worker started while PostgreSQL was away would never work and take a whole core. Here the look is repeated until
 * it succeeds, as its Redis backend does.
 */
const patientBackend: typeof createPostgresBackend = (name, options, factoryOptions) => {
  const backend = createPostgresBackend(name, options, factoryOptions);
  for (const part of [backend.connection, backend]) {
    const waitUntilReady = part.waitUntilReady.bind(part);
    part.waitUntilReady = async () => {
      for (;;) {
        try {
          return await waitUntilReady();
        } catch (error) {
          if (backend.connection.isClosing) throw error;
          Reflect.set(part, 'readyPromise', undefined);
          await delay(retryMs);
        }
      }
    };
  }
  return backend;
};

/** A query that failed because the server is going or coming is not repeated at once either. */
function patientPool(options: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(options);
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>;
  Reflect.set(pool, 'query', async (...args: unknown[]) => {
    try {
      return await query(...args);
    } catch (error) {
      if (isConnectionError(error)) await delay(retryMs);
      throw error;
    }
  });
  return pool;
}

function onRedis(redisUrl: string, prefix: string, log: Log): Queues {
  // Producers fail at once when Redis is away; workers wait for it.
  const producer = new Redis(redisUrl, { maxRetriesPerRequest: 3, lazyConnect: false });
  const consumer = new Redis(redisUrl, { maxRetriesPerRequest: null });
  for (const client of [producer, consumer])
    client.on('error', (error) => log.debug({ error: error.message }, 'queue connection lost'));
  return manage(
    'redis',
    (name) => new Queue(name, { connection: producer, prefix }),
    (name, processor, workerOptions) =>
      new Worker(name, processor, { ...workerOptions, connection: consumer, prefix }),
    async () => {
      producer.disconnect();
      consumer.disconnect();
    },
    log,
  );
}

function manage(
  kind: Queues['kind'],
  openQueue: (name: string) => Queue,
  openWorker: (name: string, processor: Processor, options: Partial<WorkerOptions>) => Worker,
  closeConnection: () => Promise<void>,
  log: Log,
): Queues {
  const queues = new Map<string, Queue>();
  const workers: Worker[] = [];
  let closing = false;
  /** A worker whose loop was broken by a fault that BullMQ does not retry begins it again. */
  const keepRunning = async (worker: Worker): Promise<void> => {
    while (!closing) {
      await worker
        .run()
        .catch((error: unknown) => log.warn({ error: String(error) }, 'worker loop broke off'));
      if (!closing) await delay(retryMs);
    }
  };
  return {
    kind,
    get: (name) => {
      let queue = queues.get(name);
      if (queue === undefined) {
        queue = openQueue(name);
        queue.on('error', (error) => log.debug({ queue: name, error: error.message }, 'queue error'));
        queues.set(name, queue);
      }
      return queue;
    },
    worker: (name, processor, options = {}) => {
      const worker = openWorker(name, processor, { ...options, autorun: false });
      worker.on('error', (error) => log.debug({ queue: name, error: error.message }, 'worker error'));
      workers.push(worker);
      void keepRunning(worker);
      return worker;
    },
    close: async () => {
      closing = true;
      await Promise.all(workers.map((worker) => worker.close()));
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      await closeConnection();
    },
  };
}
