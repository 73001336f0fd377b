import { z } from 'zod';
import { publishLive } from '../../notify/live.ts';
import { audited } from '../../store/audit.ts';
import { findEmployee } from '../../store/employees.ts';
import { addLookAlike, listLookAlikes, removeLookAlike } from '../../store/look-alikes.ts';
import { who } from '../auth.ts';
import { id } from '../contracts/common.ts';
import { lookAlike, lookAlikeCreate } from '../contracts/people.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { requireNotOneself } from '../not-oneself.ts';
import { idParams, listOf, nothing } from '../shapes.ts';

const pairParams = z.object({ id, otherId: id });

/** Twins and others whom no camera may tell apart alone. */
export function lookAlikeRoutes(app: ApiApp, deps: HttpDeps): void {
  listRoute(app, deps);
  addRoute(app, deps);
  removeRoute(app, deps);
}

function listRoute(app: ApiApp, deps: HttpDeps): void {
  app.get(
    '/api/employees/:id/look-alikes',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['people'],
        summary: 'People registered as hard to tell from this one',
        params: idParams,
        response: { 200: listOf(lookAlike) },
      },
    },
    async ({ params }) => {
      const rows = await listLookAlikes(deps.database.prisma, params.id);
      return { items: rows.map((row) => ({ ...row, addedAt: row.addedAt.toISOString() })) };
    },
  );
}

function addRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/employees/:id/look-alikes',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['people'],
        summary: 'Register two people as hard to tell apart',
        description: 'From then on a reviewer decides about every face that is like either of them.',
        params: idParams,
        body: lookAlikeCreate,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const identity = who(request);
      const { id: employeeId } = request.params;
      const { otherId, note } = request.body;
      for (const one of [employeeId, otherId]) await requireNotOneself(db, identity, one);
      await audited(db, async (tx) => {
        for (const one of [employeeId, otherId]) await findEmployee(tx, one, '1970-01-01');
        await addLookAlike(tx, employeeId, otherId, { note, addedBy: identity.actor });
        const facts = { actor: identity.actor, action: 'lookAlike.add', subject: `employee:${employeeId}` };
        return { result: null, facts: { ...facts, detail: { otherId, note } } };
      });
      await publishLive(deps.database, { type: 'people', employeeId });
      return reply.code(204).send();
    },
  );
}

function removeRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.delete(
    '/api/employees/:id/look-alikes/:otherId',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['people'],
        summary: 'Let cameras tell two people apart again',
        params: pairParams,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const identity = who(request);
      const { id: employeeId, otherId } = request.params;
      for (const one of [employeeId, otherId]) await requireNotOneself(db, identity, one);
      await audited(db, async (tx) => {
        await removeLookAlike(tx, employeeId, otherId);
        const facts = {
          actor: identity.actor,
          action: 'lookAlike.remove',
          subject: `employee:${employeeId}`,
        };
        return { result: null, facts: { ...facts, detail: { otherId } } };
      });
      await publishLive(deps.database, { type: 'people', employeeId });
      return reply.code(204).send();
    },
  );
}
