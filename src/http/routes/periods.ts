import { z } from 'zod';
import { closeMonth } from '../../attendance/close-month.ts';
import { computeMonth } from '../../attendance/compute-month.ts';
import { listAdjustments, monthDelta } from '../../attendance/month-changes.ts';
import { monthState, reopenMonth } from '../../attendance/month-state.ts';
import { alertsQueue } from '../../queues/alerts.ts';
import { attendanceQueue } from '../../queues/attendance.ts';
import { audit, audited } from '../../store/audit.ts';
import { isoDateOf } from '../../store/dates.ts';
import type { ChangedDay } from '../../store/month-records.ts';
import { who } from '../auth.ts';
import { isoMonth } from '../contracts/common.ts';
import { adjustment, period, periodChange, periodCloseRequest, periodReopen } from '../contracts/periods.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { listOf } from '../shapes.ts';

const tags = ['periods'];
const params = z.object({ period: isoMonth });

/** Closing months: what stands in the way, closing, opening again, and what was learnt afterwards. */
export function periodRoutes(app: ApiApp, deps: HttpDeps): void {
  readRoutes(app, deps);
  computeRoute(app, deps);
  closeRoute(app, deps);
  reopenRoute(app, deps);
}

function readRoutes(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/periods/:period',
    {
      config: { access: 'head' },
      schema: { tags, summary: 'A month and its checklist', params, response: { 200: period } },
    },
    async (request) => monthState(db, request.params.period),
  );
  app.get(
    '/api/periods/:period/delta',
    {
      config: { access: 'head' },
      schema: {
        tags,
        summary: 'What changed since the month was closed and opened again',
        params,
        response: { 200: listOf(periodChange) },
      },
    },
    async (request) => ({ items: await monthDelta(db, request.params.period) }),
  );
  app.get(
    '/api/adjustments',
    {
      config: { access: 'head' },
      schema: {
        tags,
        summary: 'What records of closed months would become with what was learnt afterwards',
        querystring: z.object({ period: isoMonth.optional() }),
        response: { 200: listOf(adjustment) },
      },
    },
    async ({ query }) => ({ items: await listAdjustments(db, query.period ?? null) }),
  );
}

function computeRoute(app: ApiApp, deps: HttpDeps): void {
  app.post(
    '/api/periods/:period/compute',
    {
      config: { access: 'officer', rateLimit: { max: 10, timeWindow: '1 minute' } },
      schema: { tags, summary: 'Compute every record of an open month', params, response: { 200: period } },
    },
    async (request) => {
      const { period: month } = request.params;
      const db = deps.database.prisma;
      const { records, changed } = await computeMonth(deps.database, month, Date.now());
      await tell(deps, changed);
      const { actor } = who(request);
      const subject = `period:${month}`;
      await audit(db, { actor, action: 'period.compute', subject, detail: { records } });
      return monthState(db, month);
    },
  );
}

function closeRoute(app: ApiApp, deps: HttpDeps): void {
  app.post(
    '/api/periods/:period/close',
    {
      config: { access: 'officer', rateLimit: { max: 10, timeWindow: '1 minute' } },
      schema: {
        tags,
        summary: 'Close a month',
        description:
          'Computes every record, seals and freezes it, all or nothing. Refused while something stands in the way.',
        params,
        body: periodCloseRequest,
        response: { 200: period },
      },
    },
    async (request) => {
      const { period: month } = request.params;
      const { changed } = await closeMonth(deps.database, {
        month,
        by: who(request).actor,
        acknowledged: request.body.acknowledgedUncovered,
        now: Date.now(),
      });
      await tell(deps, changed);
      return monthState(deps.database.prisma, month);
    },
  );
}

function reopenRoute(app: ApiApp, deps: HttpDeps): void {
  app.post(
    '/api/periods/:period/reopen',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Open a closed month again, with a reason',
        description: 'What was frozen stays, to compare with. Days with a proposal are computed again.',
        params,
        body: periodReopen,
        response: { 200: period },
      },
    },
    async (request) => {
      const { period: month } = request.params;
      const { reason } = request.body;
      const { actor } = who(request);
      const days = await audited(deps.database.prisma, async (tx) => {
        const result = await reopenMonth(tx, month, { by: actor, reason, now: new Date() });
        const subject = `period:${month}`;
        return { result, facts: { actor, action: 'period.reopen', subject, detail: { reason } } };
      });
      const reasonAsked = `${month} open again`;
      await attendanceQueue.enqueueMany(
        deps.queues,
        days.map(({ employeeId, workDate }) => ({
          employeeId,
          workDate: isoDateOf(workDate),
          reason: reasonAsked,
        })),
      );
      return monthState(deps.database.prisma, month);
    },
  );
}

/** Alerts follow the findings. */
async function tell({ queues }: HttpDeps, changed: readonly ChangedDay[]): Promise<void> {
  await alertsQueue.enqueueMany(
    queues,
    changed.map(({ employeeId, workDate }) => ({ kind: 'record' as const, employeeId, workDate })),
  );
}
