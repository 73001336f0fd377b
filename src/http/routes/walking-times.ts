import { z } from 'zod';
import { checkFarDoors } from '../../recognition/check-far-doors.ts';
import { audited } from '../../store/audit.ts';
import { peopleBetween } from '../../store/far-doors.ts';
import { forgetWalkingTime, listWalkingTimes, setWalkingTime } from '../../store/walking-times.ts';
import { who } from '../auth.ts';
import { walkingTime, walkingTimePut } from '../contracts/cameras.ts';
import { id } from '../contracts/common.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { listOf, nothing } from '../shapes.ts';

const tags = ['cameras'];
const pairParams = z.object({ id, otherId: id });

/** How long the way between two doors is: nobody is at both sooner. */
export function walkingTimeRoutes(app: ApiApp, deps: HttpDeps): void {
  listRoute(app, deps);
  setRoute(app, deps);
  forgetRoute(app, deps);
}

function listRoute(app: ApiApp, deps: HttpDeps): void {
  app.get(
    '/api/walking-times',
    {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'The least walking time between doors, where it is known',
        response: { 200: listOf(walkingTime) },
      },
    },
    async () => ({ items: await listWalkingTimes(deps.database.prisma) }),
  );
}

function setRoute(app: ApiApp, deps: HttpDeps): void {
  app.put(
    '/api/doors/:id/walking-times/:otherId',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Say how many minutes the way between two doors takes at least',
        description:
          'From then on, of two sightings of one person at both doors with less time between them, each is a question to a reviewer.',
        params: pairParams,
        body: walkingTimePut,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const { id: one, otherId } = request.params;
      const { minutes } = request.body;
      const { actor } = who(request);
      await audited(deps.database.prisma, async (tx) => {
        await setWalkingTime(tx, one, otherId, { minutes, setBy: actor });
        const detail = { otherId, minutes };
        return { result: null, facts: { actor, action: 'walkingTime.set', subject: `door:${one}`, detail } };
      });
      await checkAgain(deps, [one, otherId]);
      return reply.code(204).send();
    },
  );
}

function forgetRoute(app: ApiApp, deps: HttpDeps): void {
  app.delete(
    '/api/doors/:id/walking-times/:otherId',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Conclude nothing from sightings at these two doors any more',
        params: pairParams,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const { id: one, otherId } = request.params;
      const { actor } = who(request);
      await audited(deps.database.prisma, async (tx) => {
        await forgetWalkingTime(tx, one, otherId);
        const facts = { actor, action: 'walkingTime.forget', subject: `door:${one}`, detail: { otherId } };
        return { result: null, facts };
      });
      await checkAgain(deps, [one, otherId]);
      return reply.code(204).send();
    },
  );
}

async function checkAgain(deps: HttpDeps, doors: [string, string]): Promise<void> {
  for (const { employeeId, around } of await peopleBetween(deps.database.prisma, doors))
    await checkFarDoors(deps, employeeId, around);
}
