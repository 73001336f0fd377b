import { z } from 'zod';
import type { FastifyRequest } from 'fastify';
import { publishLive } from '../../notify/live.ts';
import { acknowledgeAlert, listAlerts } from '../../store/alerts.ts';
import { audited } from '../../store/audit.ts';
import { readOffice } from '../../store/office.ts';
import { who } from '../auth.ts';
import { alert } from '../contracts/attendance.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { languageOf } from '../language.ts';
import { idParams, limitOf, listOf } from '../shapes.ts';

const alertQuery = z.object({
  /** Only those that nobody has acknowledged and that still hold. */
  open: z.enum(['true', 'false']).default('false'),
  limit: limitOf(100, 500),
});

/** What those who answer for it should know. */
export function alertRoutes(app: ApiApp, deps: HttpDeps): void {
  listRoute(app, deps);
  acknowledgeRoute(app, deps);
}

function listRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/alerts',
    {
      config: { access: 'viewer' },
      schema: {
        tags: ['alerts'],
        summary: 'Alerts, newest first',
        querystring: alertQuery,
        response: { 200: listOf(alert) },
      },
    },
    async (request) => {
      const { open, limit } = request.query;
      return { items: await listAlerts(db, { open: open === 'true', limit }, await wording(deps, request)) };
    },
  );
}

function acknowledgeRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/alerts/:id/acknowledge',
    {
      config: { access: 'head' },
      schema: {
        tags: ['alerts'],
        summary: 'Mark an alert as seen',
        params: idParams,
        response: { 200: alert },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { actor, name } = who(request);
      const words = await wording(deps, request);
      const acknowledged = await audited(db, async (tx) => {
        const result = await acknowledgeAlert(tx, id, name, words);
        return { result, facts: { actor, action: 'alert.acknowledge', subject: `alert:${id}` } };
      });
      await publishLive(deps.database, { type: 'alert', alertId: id });
      return acknowledged;
    },
  );
}

async function wording({ database }: HttpDeps, request: FastifyRequest) {
  return { language: languageOf(request), timeZone: (await readOffice(database.prisma)).timeZone };
}
