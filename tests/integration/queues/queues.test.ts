import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../../src/errors.ts';
import { openQueues, type Queues } from '../../../src/queues/connection.ts';
import { defineQueue } from '../../../src/queues/define-queue.ts';
import { startQueueWorker } from '../../../src/queues/define-worker.ts';
import { attendanceQueue, behindTheRest } from '../../../src/queues/attendance.ts';
import { startRedis, withoutRedis } from '../redis-server.ts';
import { scratchContext, silent, type Scratch } from '../scratch.ts';

let scratch: Scratch;
let redis: { url: string; stop(): Promise<void> } | null = null;

beforeAll(async () => {
  scratch = await scratchContext();
  if (!withoutRedis) redis = await startRedis();
});
afterAll(async () => {
  await redis?.stop();
  await scratch.close();
});

const backends = withoutRedis ? (['postgres'] as const) : (['postgres', 'redis'] as const);

async function until(condition: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await condition()) return;
    await delay(50);
  }
  throw new Error(`Waited in vain for: ${what}`);
}

describe.each(backends)('queues on %s', (kind) => {
  let queues: Queues;
  beforeAll(() => {
    const redisUrl = kind === 'redis' ? (redis?.url ?? null) : null;
    queues = openQueues({ databaseUrl: scratch.postgres.url, redisUrl, prefix: 'test' }, silent);
    expect(queues.kind).toBe(kind);
  });
  afterAll(() => queues.close());

  test('a job is done once, however often it is added', async () => {
    const queue = defineQueue({
      name: `once-${kind}`,
      payload: z.object({ id: z.string() }),
      jobOptions: ({ id }) => ({ jobId: `job-${id}` }),
    });
    const seen: string[] = [];
    for (let i = 0; i < 5; i++) await queue.enqueue(queues, { id: 'a' });
    await queue.enqueue(queues, { id: 'b' });
    startQueueWorker(queues, queue, silent, async ({ id }) => {
      seen.push(id);
      return { status: 'done' };
    });
    await until(() => seen.length >= 2, 'both jobs');
    await delay(200);
    expect(seen.sort()).toEqual(['a', 'b']);
  });

  test('what was put behind the rest waits for it, many are added at once, and once each', async () => {
    const queue = defineQueue({
      name: `many-${kind}`,
      payload: z.object({ n: z.int() }),
      jobOptions: ({ n }) => ({
        deduplication: { id: `n-${n}`, keepLastIfActive: true },
        removeOnComplete: true,
      }),
    });
    const backFill = Array.from({ length: 1_200 }, (_, n) => ({ n }));
    await queue.enqueueMany(queues, backFill, behindTheRest);
    await queue.enqueueMany(queues, backFill.slice(0, 600), behindTheRest);
    await expect(queue.enqueueMany(queues, [{ n: 5_000 }, { n: 0.5 }])).rejects.toThrow(/integer|int/i);
    await queue.enqueue(queues, { n: 2_000 });
    const seen: number[] = [];
    startQueueWorker(queues, queue, silent, async ({ n }) => {
      seen.push(n);
      return { status: 'done' };
    });
    await until(() => seen.length >= 1_201, 'all jobs');
    await delay(100);
    expect(seen).toEqual([2_000, ...backFill.map(({ n }) => n)]);
  });

  test('a payload of the wrong shape is refused when it is added', async () => {
    const wrong = { employeeId: 'x', workDate: '2026-02-31', reason: '' };
    await expect(attendanceQueue.enqueue(queues, wrong)).rejects.toMatchObject({
      code: 'queue_payload_invalid',
    });
    expect(await queues.get(attendanceQueue.name).getJobCounts('waiting')).toEqual({ waiting: 0 });
  });

  test('a corrupt payload becomes a visible dead letter at once, and the next job is done', async () => {
    const queue = defineQueue({ name: `corrupt-${kind}`, payload: z.object({ n: z.number() }) });
    const done: number[] = [];
    await queues.get(queue.name).add('job', { n: 'no number' }, { attempts: 5 });
    await queue.enqueue(queues, { n: 1 });
    startQueueWorker(queues, queue, silent, async ({ n }) => {
      done.push(n);
      return { status: 'done' };
    });
    await until(async () => (await queues.get(queue.name).getFailedCount()) === 1, 'the dead letter');
    const [failed] = await queues.get(queue.name).getFailed();
    expect(failed?.attemptsMade).toBe(1);
    expect(failed?.failedReason).toMatch(/expected number/i);
    await until(() => done.length === 1, 'the good job');
  });

  test('what may pass by itself is tried again; what cannot is not', async () => {
    const queue = defineQueue({
      name: `again-${kind}`,
      payload: z.object({ kind: z.string() }),
      attempts: 3,
      backoffMs: 10,
    });
    const tries: Record<string, number> = { passing: 0, permanent: 0 };
    startQueueWorker(queues, queue, silent, async (payload) => {
      tries[payload.kind] = (tries[payload.kind] ?? 0) + 1;
      if (payload.kind === 'permanent') throw new AppError('evidence_missing', 'gone for good');
      if (tries['passing'] === 1) throw new Error('a passing fault');
      return { status: 'done' };
    });
    await queue.enqueue(queues, { kind: 'passing' });
    await queue.enqueue(queues, { kind: 'permanent' });
    await until(async () => (await queues.get(queue.name).getFailedCount()) === 1, 'the dead letter');
    await until(() => tries['passing'] === 2, 'the second try');
    expect(tries).toEqual({ passing: 2, permanent: 1 });
  });

  test('a person-day asked for while it is computed is computed once more afterwards, never twice at a time', async () => {
    const employeeId = randomUUID();
    const ask = () => attendanceQueue.enqueue(queues, { employeeId, workDate: '2026-11-23', reason: 'test' });
    let atATime = 0;
    let most = 0;
    let runs = 0;
    startQueueWorker(
      queues,
      attendanceQueue,
      silent,
      async () => {
        most = Math.max(most, ++atATime);
        await delay(150);
        atATime -= 1;
        runs += 1;
        return { status: 'done' };
      },
      { concurrency: 4 },
    );
    await ask();
    await until(() => atATime === 1, 'the first run');
    for (let i = 0; i < 10; i++) await ask();
    await until(() => runs === 2, 'the second run');
    await delay(400);
    expect({ runs, most }).toEqual({ runs: 2, most: 1 });
  });
});
