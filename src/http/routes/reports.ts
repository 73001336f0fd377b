import { z } from 'zod';
import { publishLive } from '../../notify/live.ts';
import { reportsQueue } from '../../queues/reports.ts';
import { loadMonthSheet } from '../../reports/load-month.ts';
import { audited } from '../../store/audit.ts';
import { createReport, findReport, listReports, reportFile } from '../../store/reports.ts';
import { who } from '../auth.ts';
import { monthSheet, report, reportCreate } from '../contracts/attendance.ts';
import { isoMonth } from '../contracts/common.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { idParams, listOf } from '../shapes.ts';
import { noteView } from '../view-trace.ts';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The month on screen and as a file. */
export function reportRoutes(app: ApiApp, deps: HttpDeps): void {
  monthRoute(app, deps);
  listRoute(app, deps);
  createRoute(app, deps);
  detailRoute(app, deps);
  fileRoute(app, deps);
}

function monthRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/month',
    {
      config: { access: 'viewer' },
      schema: {
        tags: ['reports'],
        summary: 'The timesheet of a month',
        querystring: z.object({ period: isoMonth }),
        response: { 200: monthSheet },
      },
    },
    async ({ query }) => (await loadMonthSheet(db, query.period)).sheet,
  );
}

function listRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/reports',
    {
      config: { access: 'viewer' },
      schema: { tags: ['reports'], summary: 'Reports, newest first', response: { 200: listOf(report) } },
    },
    async () => ({ items: await listReports(db) }),
  );
}

function createRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/reports',
    {
      config: { access: 'viewer', rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: {
        tags: ['reports'],
        summary: 'Ask for a report; it is made in the background',
        body: reportCreate,
        response: { 202: report },
      },
    },
    async (request, reply) => {
      const { actor } = who(request);
      const created = await audited(db, async (tx) => {
        const result = await createReport(tx, { ...request.body, requestedBy: actor });
        return {
          result,
          facts: { actor, action: 'report.create', subject: `report:${result.id}`, detail: request.body },
        };
      });
      await reportsQueue.enqueue(deps.queues, { reportId: created.id });
      await publishLive(deps.database, { type: 'report', reportId: created.id });
      return reply.code(202).send(created);
    },
  );
}

function detailRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/reports/:id',
    {
      config: { access: 'viewer' },
      schema: { tags: ['reports'], summary: 'One report', params: idParams, response: { 200: report } },
    },
    async ({ params }) => findReport(db, params.id),
  );
}

function fileRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/reports/:id/file',
    {
      config: { access: 'viewer', shows: 'report.download' },
      schema: { tags: ['reports'], summary: 'The file of a finished report (audited)', params: idParams },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { content, fileName } = await reportFile(db, id);
      await noteView(request, db, { subject: `report:${id}` });
      return reply.type(xlsx).header('content-disposition', attachment(fileName)).send(Buffer.from(content));
    },
  );
}

/** The file's name for every browser: plain letters, and its real name in UTF-8 (RFC 6266). */
function attachment(fileName: string): string {
  const plain = fileName.normalize('NFD').replace(/[^\x20-\x7e]|["\\]/g, '');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName)}`;
}
