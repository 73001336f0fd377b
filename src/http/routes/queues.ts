import { z } from 'zod';
import type { Job } from 'bullmq';
import { AppError } from '../../errors.ts';
import { queueDefinitions } from '../../queues/registry.ts';
import { audit } from '../../store/audit.ts';
import { who } from '../auth.ts';
import { failedJob } from '../contracts/operations.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { listOf, nothing } from '../shapes.ts';

const shownOfEach = 100;
const jobParams = z.object({ queue: z.string(), jobId: z.string() });

/** Jobs that failed for good: to be read, tried once more, or thrown away. */
export function queueRoutes(app: ApiApp, deps: HttpDeps): void {
  listRoute(app, deps);
  retryRoute(app, deps);
  deleteRoute(app, deps);
}

function listRoute(app: ApiApp, deps: HttpDeps): void {
  app.get(
    '/api/queues/failed',
    {
      config: { access: 'administrator' },
      schema: {
        tags: ['queues'],
        summary: 'Jobs that failed for good',
        response: { 200: listOf(failedJob) },
      },
    },
    async () => ({ items: await failedJobs(deps) }),
  );
}

function retryRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/queues/:queue/failed/:jobId/retry',
    {
      config: { access: 'administrator' },
      schema: {
        tags: ['queues'],
        summary: 'Try a failed job once more',
        params: jobParams,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const job = await findFailed(deps, request.params);
      await job.retry();
      await audit(db, { actor: who(request).actor, action: 'job.retry', subject: subjectOf(request.params) });
      return reply.code(204).send();
    },
  );
}

function deleteRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.delete(
    '/api/queues/:queue/failed/:jobId',
    {
      config: { access: 'administrator' },
      schema: {
        tags: ['queues'],
        summary: 'Throw a failed job away',
        params: jobParams,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const job = await findFailed(deps, request.params);
      await job.remove();
      await audit(db, {
        actor: who(request).actor,
        action: 'job.delete',
        subject: subjectOf(request.params),
      });
      return reply.code(204).send();
    },
  );
}

type JobParams = z.infer<typeof jobParams>;

const subjectOf = ({ queue, jobId }: JobParams): string => `job:${queue}/${jobId}`;

async function failedJobs({ queues }: HttpDeps): Promise<z.infer<typeof failedJob>[]> {
  const lists = await Promise.all(
    queueDefinitions.map(async ({ name }) =>
      (await queues.get(name).getFailed(0, shownOfEach - 1)).map((job) => ({
        queue: name,
        jobId: job.id ?? '',
        payload: job.data as unknown,
        error: job.failedReason ?? '',
        attempts: job.attemptsMade,
        failedAt: job.finishedOn === undefined ? null : new Date(job.finishedOn).toISOString(),
      })),
    ),
  );
  return lists.flat().sort((a, b) => (b.failedAt ?? '').localeCompare(a.failedAt ?? ''));
}

async function findFailed({ queues }: HttpDeps, { queue, jobId }: JobParams): Promise<Job> {
  const known = queueDefinitions.some(({ name }) => name === queue);
  const job = known ? ((await queues.get(queue).getJob(jobId)) as Job | undefined) : undefined;
  if (job === undefined || !(await job.isFailed()))
    throw new AppError('not_found', `no failed job ${jobId} in ${queue}`);
  return job;
}
