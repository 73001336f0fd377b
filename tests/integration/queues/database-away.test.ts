import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openQueues } from '../../../src/queues/connection.ts';
import { defineQueue } from '../../../src/queues/define-queue.ts';
import { startQueueWorker } from '../../../src/queues/define-worker.ts';
import { scratchServer, silent } from '../scratch.ts';

let scratch: Awaited<ReturnType<typeof scratchServer>>;
beforeAll(async () => {
  scratch = await scratchServer();
});
afterAll(() => scratch.close());

async function killDatabase(): Promise<void> {
  const died = new Promise((resolve) => scratch.postgres.onDeath(resolve));
  process.kill(scratch.postgres.pid() ?? 0, 'SIGKILL');
  await died;
}

const queue = defineQueue({ name: 'away', payload: z.object({ n: z.number() }) });

test('a worker that starts while the database is away works as soon as it is back, and idles until then', async () => {
  await killDatabase();
  const queues = openQueues({ databaseUrl: scratch.postgres.url, redisUrl: null, prefix: 'test' }, silent);
  const done: number[] = [];
  startQueueWorker(queues, queue, silent, async ({ n }) => {
    done.push(n);
    return { status: 'done' };
  });
  const before = process.cpuUsage();
  await delay(1_500);
  const busyShare = (process.cpuUsage(before).user + process.cpuUsage(before).system) / 1_500_000;
  expect(busyShare).toBeLessThan(0.5);
  await scratch.postgres.restart();
  await queue.enqueue(queues, { n: 1 });
  await expect.poll(() => done, { timeout: 15_000 }).toEqual([1]);
  await killDatabase();
  await delay(300);
  await scratch.postgres.restart();
  await expect
    .poll(
      () =>
        queue.enqueue(queues, { n: 2 }).then(
          () => true,
          () => false,
        ),
      { timeout: 15_000 },
    )
    .toBe(true);
  await expect.poll(() => done.includes(2), { timeout: 20_000 }).toBe(true);
  await queues.close();
});
