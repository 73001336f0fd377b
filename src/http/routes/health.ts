import { health, healthDetail } from '../contracts/operations.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { healthOf } from '../health-detail.ts';

/** How the service is. */
export function healthRoutes(app: ApiApp, deps: HttpDeps): void {
  app.get(
    '/api/health',
    {
      config: { access: 'public' },
      schema: {
        tags: ['health'],
        summary: 'Whether the service answers; 503 while its database does not',
        response: { 200: health, 503: health },
      },
    },
    async (_request, reply) => {
      const ok = await deps.database.pool.query('select 1').then(
        () => true,
        () => false,
      );
      return reply.code(ok ? 200 : 503).send({ ok, version: deps.version });
    },
  );

  app.get(
    '/api/health/detail',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['health'],
        summary: 'Processes, queues, recognition',
        response: { 200: healthDetail },
      },
    },
    async () => healthOf(deps),
  );
}
