import { askForChange } from '../../attendance/ask-for-change.ts';
import { audited } from '../../store/audit.ts';
import {
  changePunchSource,
  createPunchSource,
  guardChanges,
  listPunchSources,
} from '../../store/punch-sources.ts';
import { punchDates } from '../../store/punch-dates.ts';
import { who } from '../auth.ts';
import { punchSource, punchSourceBody, type PunchSource } from '../contracts/imports.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { idParams, listOf } from '../shapes.ts';

const tags = ['imports'];

/** Terminals and other places punches come from: how their files are written is said once. */
export function punchSourceRoutes(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/punch-sources',
    {
      config: { access: 'officer' },
      schema: { tags, summary: 'Where punches come from', response: { 200: listOf(punchSource) } },
    },
    async () => ({ items: await listPunchSources(db) }),
  );
  createRoute(app, deps);
  changeRoute(app, deps);
}

function createRoute(app: ApiApp, deps: HttpDeps): void {
  app.post(
    '/api/punch-sources',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Add a place punches come from',
        description:
          'With a door, everybody who passes it has to punch: the door counts as watched where a file is complete.',
        body: punchSourceBody,
        response: { 201: punchSource },
      },
    },
    async (request, reply) => {
      const { actor } = who(request);
      const made = await audited(deps.database.prisma, async (tx) => {
        const result = await createPunchSource(tx, request.body, actor);
        return { result, facts: { actor, action: 'punchSource.create', ...factsOf(result) } };
      });
      await askForGuard(deps, null, made);
      return reply.code(201).send(made);
    },
  );
}

function changeRoute(app: ApiApp, deps: HttpDeps): void {
  app.put(
    '/api/punch-sources/:id',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Change a place punches come from',
        description: 'Files are read so from now on; another door or use alters the days it touches.',
        params: idParams,
        body: punchSourceBody,
        response: { 200: punchSource },
      },
    },
    async (request) => {
      const { actor } = who(request);
      const { before, after } = await audited(deps.database.prisma, async (tx) => {
        const result = await changePunchSource(tx, request.params.id, request.body);
        return { result, facts: { actor, action: 'punchSource.change', ...factsOf(result.after) } };
      });
      await askForGuard(deps, before, after);
      return after;
    },
  );
}

function factsOf({ id, name, format, direction, door, usedFrom, usedTo, codes }: PunchSource) {
  const detail = { name, format, direction, doorId: door?.id ?? null, usedFrom, usedTo, codes: codes.length };
  return { subject: `punchSource:${id}`, detail };
}

/** Another guard of a door is about everyone; another door is about what its punches prove, too. */
async function askForGuard(deps: HttpDeps, before: PunchSource | null, after: PunchSource): Promise<void> {
  const reason = `punch source ${after.id}`;
  const [was = null, is = null] = guardChanges(before, after);
  if (was !== null || is !== null)
    await askForChange(deps, { kind: 'validity', before: was, after: is }, null, reason);
  if (before === null || before.door?.id === after.door?.id) return;
  for (const { employeeId, dates } of await punchDates(deps.database.prisma, after.id))
    await askForChange(deps, { kind: 'sighting', dates }, [employeeId], reason);
}
