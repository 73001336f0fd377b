import { identificationQueue } from '../../queues/identification.ts';
import { audited } from '../../store/audit.ts';
import {
  assignCredential,
  eventsNaming,
  holderAt,
  listCredentials,
  listUnknownCredentials,
  removeCredential,
} from '../../store/credentials.ts';
import { who } from '../auth.ts';
import {
  credential,
  credentialAssignment,
  unknownCredential,
  type Credential,
} from '../contracts/credentials.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { requireNotOneself } from '../not-oneself.ts';
import { idParams, listOf, nothing } from '../shapes.ts';

const tags = ['credentials'];

/** Badges and faces that devices know themselves: whose they are. */
export function credentialRoutes(app: ApiApp, deps: HttpDeps): void {
  readRoutes(app, deps);
  assignRoute(app, deps);
  removeRoute(app, deps);
}

function readRoutes(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/credentials',
    {
      config: { access: 'officer' },
      schema: { tags, summary: 'Whose credentials are', response: { 200: listOf(credential) } },
    },
    async () => ({ items: await listCredentials(db) }),
  );
  app.get(
    '/api/credentials/unknown',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Credentials that were used and are nobody’s yet',
        response: { 200: listOf(unknownCredential) },
      },
    },
    async () => ({ items: await listUnknownCredentials(db) }),
  );
}

function assignRoute(app: ApiApp, deps: HttpDeps): void {
  app.post(
    '/api/credentials',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Say whose a credential is from a date on',
        description:
          'Every use of it since then becomes evidence about that person, and their days are computed again.',
        body: credentialAssignment,
        response: { 201: credential },
      },
    },
    async (request, reply) => {
      const { actor } = who(request);
      const { employeeId } = request.body;
      if (employeeId !== null) await requireNotOneself(deps.database.prisma, who(request), employeeId);
      const assigned = await audited(deps.database.prisma, async (tx) => {
        const holder = await holderAt(tx, request.body);
        if (holder !== null) await requireNotOneself(tx, who(request), holder);
        const result = await assignCredential(tx, request.body, actor);
        return { result, facts: { actor, action: 'credential.assign', ...factsOf(result) } };
      });
      await takeAgain(deps, assigned);
      return reply.code(201).send(assigned);
    },
  );
}

function removeRoute(app: ApiApp, deps: HttpDeps): void {
  app.delete(
    '/api/credentials/:id',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Take back whose a credential is',
        params: idParams,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const { actor } = who(request);
      const removed = await audited(deps.database.prisma, async (tx) => {
        const result = await removeCredential(tx, request.params.id);
        if (result.employee !== null) await requireNotOneself(tx, who(request), result.employee.id);
        return { result, facts: { actor, action: 'credential.remove', ...factsOf(result) } };
      });
      await takeAgain(deps, removed);
      return reply.code(204).send();
    },
  );
}

function factsOf({ id, camera, kind, token, employee, validFrom }: Credential) {
  const detail = { cameraId: camera.id, kind, token, employeeId: employee?.id ?? null, validFrom };
  return { subject: `credential:${id}`, detail };
}

/** What the credential was used for is somebody's now, or nobody's any more. */
async function takeAgain(deps: HttpDeps, changed: Credential): Promise<void> {
  await identificationQueue.enqueueMany(deps.queues, await eventsNaming(deps.database.prisma, changed));
}
