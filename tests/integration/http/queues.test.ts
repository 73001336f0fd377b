import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attendanceQueue } from '../../../src/queues/attendance.ts';
import { startQueueWorker } from '../../../src/queues/define-worker.ts';
import { itemsOf, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
beforeAll(async () => {
  http = await startHttpApp();
  const { queues, log } = http.context;
  startQueueWorker(queues, attendanceQueue, log, async () => ({ status: 'done' }));
});
afterAll(() => http.close());

const failed = async () => itemsOf(await http.as.administrator('GET', '/api/queues/failed'));

describe('a job with a broken payload', () => {
  it('is shown as failed for good, with what is wrong', async () => {
    await http.context.queues
      .get('attendance')
      .add('attendance', { employeeId: 'nobody', workDate: '2026-02-31' });
    await expect.poll(failed, { timeout: 20_000 }).toMatchObject([
      {
        queue: 'attendance',
        payload: { employeeId: 'nobody' },
        attempts: 1,
        error: expect.stringContaining('employeeId') as string,
      },
    ]);
    const health = await http.as.officer('GET', '/api/health/detail');
    expect(health.body).toMatchObject({
      queues: expect.arrayContaining([expect.objectContaining({ name: 'attendance', failed: 1 })]) as unknown,
    });
  });

  it('can be tried again, and thrown away, by an administrator; both leave a trace', async () => {
    const [job] = await failed();
    const url = `/api/queues/attendance/failed/${String(job?.jobId)}`;
    expect((await http.as.administrator('POST', `${url}/retry`)).status).toBe(204);
    await expect.poll(failed, { timeout: 20_000 }).toHaveLength(1);
    expect((await http.as.administrator('DELETE', url)).status).toBe(204);
    expect(await failed()).toEqual([]);
    expect((await http.as.administrator('DELETE', url)).status).toBe(404);
    const log = itemsOf(await http.as.administrator('GET', '/api/audit?limit=2'));
    expect(log.map((it) => it.action)).toEqual(['job.delete', 'job.retry']);
  });
});
