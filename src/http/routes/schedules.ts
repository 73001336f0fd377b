import type { Prisma } from '../../store/generated/client.ts';
import { askForTouch } from '../../attendance/ask-for-change.ts';
import { touchOfVersion } from '../../attendance/rule-change.ts';
import { audited } from '../../store/audit.ts';
import { createSchedule, listSchedules, putScheduleVersion } from '../../store/schedules.ts';
import { who } from '../auth.ts';
import { schedule, scheduleCreate, scheduleVersionPut } from '../contracts/attendance.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { idParams, listOf } from '../shapes.ts';

/** The hours to be kept. */
export function scheduleRoutes(app: ApiApp, deps: HttpDeps): void {
  listRoute(app, deps);
  createRoute(app, deps);
  versionRoute(app, deps);
}

function listRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/schedules',
    {
      config: { access: 'viewer' },
      schema: { tags: ['schedules'], summary: 'Every work schedule', response: { 200: listOf(schedule) } },
    },
    async () => ({ items: await listSchedules(db) }),
  );
}

function createRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/schedules',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['schedules'],
        summary: 'Make a work schedule',
        body: scheduleCreate,
        response: { 201: schedule },
      },
    },
    async (request, reply) => {
      const { actor } = who(request);
      const created = await audited(db, async (tx) => {
        const result = await createSchedule(tx, { ...request.body, createdBy: actor });
        const detail: Prisma.InputJsonObject = request.body;
        return {
          result,
          facts: { actor, action: 'schedule.create', subject: `schedule:${result.id}`, detail },
        };
      });
      return reply.code(201).send(created);
    },
  );
}

function versionRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.put(
    '/api/schedules/:id/versions',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['schedules'],
        summary: 'Write the hours that hold from a date on',
        description: 'The records of the days it holds on are computed again.',
        params: idParams,
        body: scheduleVersionPut,
        response: { 200: schedule },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { actor } = who(request);
      const changed = await audited(db, async (tx) => {
        const written = await putScheduleVersion(tx, id, { ...request.body, createdBy: actor });
        const touch = await touchOfVersion(tx, id, request.body.validFrom);
        const detail: Prisma.InputJsonObject = request.body;
        const facts = { actor, action: 'schedule.change', subject: `schedule:${id}`, detail };
        return { result: { written, touch }, facts };
      });
      await askForTouch(deps, changed.touch, `schedule ${id}`);
      return changed.written;
    },
  );
}
