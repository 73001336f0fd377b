import { z } from 'zod';
import { listAudit } from '../../store/audit.ts';
import { instantOf } from '../../store/dates.ts';
import { auditEntry } from '../contracts/operations.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { limitOf, listOf } from '../shapes.ts';

/** Who did what, and who looked at which picture. */
export function auditRoutes(app: ApiApp, deps: HttpDeps): void {
  app.get(
    '/api/audit',
    {
      config: { access: 'administrator' },
      schema: {
        tags: ['audit'],
        summary: 'The audit log, newest first',
        querystring: z.object({ limit: limitOf(200, 1000) }),
        response: { 200: listOf(auditEntry) },
      },
    },
    async ({ query }) => {
      const rows = await listAudit(deps.database.prisma, query.limit);
      return { items: rows.map((row) => ({ ...row, at: instantOf(row.at) })) };
    },
  );
}
