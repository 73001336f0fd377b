import { publishLive } from '../../notify/live.ts';
import { audited } from '../../store/audit.ts';
import { changeDoor, createDoor, listDoors } from '../../store/doors.ts';
import { given } from '../../store/given.ts';
import { who } from '../auth.ts';
import { door, doorCreate } from '../contracts/cameras.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { idParams, listOf } from '../shapes.ts';

const doorPatch = doorCreate.extend({ staffOnly: doorCreate.shape.staffOnly.removeDefault() }).partial();

/** The doors that cameras watch. */
export function doorRoutes(app: ApiApp, deps: HttpDeps): void {
  listRoute(app, deps);
  createRoute(app, deps);
  changeRoute(app, deps);
}

function listRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/doors',
    {
      config: { access: 'viewer' },
      schema: { tags: ['cameras'], summary: 'Every door', response: { 200: listOf(door) } },
    },
    async () => ({ items: await listDoors(db) }),
  );
}

function createRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/doors',
    {
      config: { access: 'officer' },
      schema: { tags: ['cameras'], summary: 'Make a door', body: doorCreate, response: { 201: door } },
    },
    async (request, reply) => {
      const created = await audited(db, async (tx) => {
        const result = await createDoor(tx, request.body);
        const subject = `door:${result.id}`;
        return {
          result,
          facts: { actor: who(request).actor, action: 'door.create', subject, detail: request.body },
        };
      });
      return reply.code(201).send(created);
    },
  );
}

function changeRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.patch(
    '/api/doors/:id',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['cameras'],
        summary: 'Change a door',
        params: idParams,
        body: doorPatch,
        response: { 200: door },
      },
    },
    async (request) => {
      const { id } = request.params;
      const changed = await audited(db, async (tx) => {
        const result = await changeDoor(tx, id, request.body);
        const detail = given(request.body);
        return {
          result,
          facts: { actor: who(request).actor, action: 'door.change', subject: `door:${id}`, detail },
        };
      });
      for (const camera of await db.camera.findMany({ where: { doorId: id }, select: { id: true } }))
        await publishLive(deps.database, { type: 'camera', cameraId: camera.id });
      return changed;
    },
  );
}
