import { z } from 'zod';
import { askForTouch } from '../../attendance/ask-for-change.ts';
import { assignmentTouch } from '../../attendance/rule-change.ts';
import { audited } from '../../store/audit.ts';
import { officeDate, readOffice } from '../../store/office.ts';
import {
  addAssignment,
  endAssignment,
  listAssignments,
  type AssignmentChange,
} from '../../store/schedule-assignments.ts';
import { addOverride, findOverride, listOverrides, removeOverride } from '../../store/schedule-overrides.ts';
import { who } from '../auth.ts';
import { calendarYear } from '../contracts/rules.ts';
import {
  scheduleAssignment,
  scheduleAssignmentBody,
  scheduleAssignmentEnd,
  scheduleOverride,
  scheduleOverrideBody,
} from '../contracts/schedule-book.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { idParams, listOf, nothing } from '../shapes.ts';

const tags = ['schedules'];

/** Who keeps which schedule, and other hours on single dates. */
export function scheduleBookRoutes(app: ApiApp, deps: HttpDeps): void {
  listRoutes(app, deps);
  assignRoute(app, deps);
  endRoute(app, deps);
  addOverrideRoute(app, deps);
  removeOverrideRoute(app, deps);
}

function listRoutes(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/schedule-assignments',
    {
      config: { access: 'viewer' },
      schema: { tags, summary: 'Who keeps which schedule', response: { 200: listOf(scheduleAssignment) } },
    },
    async () => ({ items: await listAssignments(db) }),
  );
  app.get(
    '/api/schedule-overrides',
    {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Other hours on single dates of a year, this one when left out',
        querystring: z.object({ year: calendarYear.optional() }),
        response: { 200: listOf(scheduleOverride) },
      },
    },
    async ({ query }) => {
      const year = query.year ?? Number(officeDate(await readOffice(db)).slice(0, 4));
      return { items: await listOverrides(db, year) };
    },
  );
}

function assignRoute(app: ApiApp, deps: HttpDeps): void {
  app.post(
    '/api/schedule-assignments',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Let the office, a division or a person keep a schedule from a date on',
        body: scheduleAssignmentBody,
        response: { 201: scheduleAssignment },
      },
    },
    async (request, reply) => {
      const { actor } = who(request);
      const change = await audited(deps.database.prisma, async (tx) => {
        const result = await addAssignment(tx, request.body, actor);
        const subject = `schedule:${request.body.scheduleId}`;
        return { result, facts: { actor, action: 'schedule.assign', subject, detail: request.body } };
      });
      await ask(deps, change);
      return reply.code(201).send(change.assignment);
    },
  );
}

function endRoute(app: ApiApp, deps: HttpDeps): void {
  app.post(
    '/api/schedule-assignments/:id/end',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'End an assignment after a day',
        params: idParams,
        body: scheduleAssignmentEnd,
        response: { 200: scheduleAssignment },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { actor } = who(request);
      const change = await audited(deps.database.prisma, async (tx) => {
        const result = await endAssignment(tx, id, request.body.validTo);
        const subject = `schedule:${result.assignment.scheduleId}`;
        const detail = { assignmentId: id, validTo: request.body.validTo };
        return { result, facts: { actor, action: 'schedule.unassign', subject, detail } };
      });
      await ask(deps, change);
      return change.assignment;
    },
  );
}

async function ask(deps: HttpDeps, change: AssignmentChange): Promise<void> {
  await askForTouch(deps, assignmentTouch(change), `assignment ${change.assignment.id}`);
}

function addOverrideRoute(app: ApiApp, deps: HttpDeps): void {
  app.post(
    '/api/schedule-overrides',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Write other hours for one date',
        body: scheduleOverrideBody,
        response: { 201: scheduleOverride },
      },
    },
    async (request, reply) => {
      const { actor } = who(request);
      const { override, people } = await audited(deps.database.prisma, async (tx) => {
        const result = await addOverride(tx, request.body, actor);
        const { date, kind, reason, target } = request.body;
        const subject = `override:${result.override.id}`;
        return {
          result,
          facts: { actor, action: 'override.add', subject, detail: { date, kind, reason, target } },
        };
      });
      const changes = [{ kind: 'override', before: null, after: override } as const];
      await askForTouch(deps, { people, changes }, `override ${override.id}`);
      return reply.code(201).send(await findOverride(deps.database.prisma, override.id));
    },
  );
}

function removeOverrideRoute(app: ApiApp, deps: HttpDeps): void {
  app.delete(
    '/api/schedule-overrides/:id',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Take other hours of a date back',
        params: idParams,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { actor } = who(request);
      const { override, people } = await audited(deps.database.prisma, async (tx) => {
        const result = await removeOverride(tx, id);
        const { date, reason } = result.override;
        const facts = { actor, action: 'override.remove', subject: `override:${id}` };
        return { result, facts: { ...facts, detail: { date, reason } } };
      });
      const changes = [{ kind: 'override', before: override, after: null } as const];
      await askForTouch(deps, { people, changes }, `override ${id}`);
      return reply.code(204).send();
    },
  );
}
