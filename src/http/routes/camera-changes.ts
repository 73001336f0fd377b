import { z } from 'zod';
import { publishLive } from '../../notify/live.ts';
import { audited } from '../../store/audit.ts';
import {
  acceptView,
  cameraAccessOf,
  changeCamera,
  createCamera,
  deleteCamera,
  findCamera,
} from '../../store/cameras.ts';
import { given } from '../../store/given.ts';
import { who } from '../auth.ts';
import { checkedAccess, factsOf, openPassword, sealPassword } from '../camera-access.ts';
import { camera, cameraCreate, cameraPatch } from '../contracts/cameras.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { idParams, nothing } from '../shapes.ts';

/** `force=true` stores a camera that does not answer (yet). */
const forceQuery = z.object({ force: z.enum(['true', 'false']).default('false') });

/** Adding, changing and deleting cameras. */
export function cameraChangeRoutes(app: ApiApp, deps: HttpDeps): void {
  createRoute(app, deps);
  changeRoute(app, deps);
  acceptViewRoute(app, deps);
  deleteRoute(app, deps);
}

function createRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/cameras',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['cameras'],
        summary: 'Add a camera',
        description: 'The camera is tried first; one that does not work is refused unless `force=true`.',
        querystring: forceQuery,
        body: cameraCreate,
        response: { 201: camera },
      },
    },
    async (request, reply) => {
      const { name, doorId, direction, settings, ...access } = request.body;
      const force = request.query.force === 'true';
      const probe = await checkedAccess(access, { force, trigger: settings.trigger });
      const created = await audited(db, async (tx) => {
        const { address, username, password } = access;
        const facts = { ...factsOf(probe), address, username, password: sealPassword(deps, password) };
        const result = await createCamera(tx, { name, doorId, direction, settings, ...facts });
        const detail = { name, address, doorId, direction, forced: probe === null };
        const { actor } = who(request);
        return { result, facts: { actor, action: 'camera.create', subject: `camera:${result.id}`, detail } };
      });
      await publishLive(deps.database, { type: 'camera', cameraId: created.id });
      return reply.code(201).send(created);
    },
  );
}

function changeRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;

  app.patch(
    '/api/cameras/:id',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['cameras'],
        summary: 'Change, pause or resume a camera',
        description: 'A new address or account is tried first, as when adding.',
        params: idParams,
        querystring: forceQuery,
        body: cameraPatch,
        response: { 200: camera },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { password, ...plain } = request.body;
      const stored = await cameraAccessOf(db, id);
      const reach = { ...stored, ...given({ address: plain.address, username: plain.username }) };
      const moved =
        reach.address !== stored.address || reach.username !== stored.username || password !== undefined;
      const access = { ...reach, password: password ?? openPassword(deps, stored.password) };
      const force = request.query.force === 'true';
      const { trigger } = plain.settings ?? (await findCamera(db, id)).settings;
      const found = moved ? factsOf(await checkedAccess(access, { force, trigger })) : {};
      const sealed = password === undefined ? {} : { password: sealPassword(deps, password) };
      const changed = await audited(db, async (tx) => {
        const result = await changeCamera(tx, id, { ...found, ...given(plain), ...sealed });
        const detail = { ...given(plain), ...(password !== undefined && { passwordChanged: true }) };
        const { actor } = who(request);
        return { result, facts: { actor, action: 'camera.change', subject: `camera:${id}`, detail } };
      });
      await publishLive(deps.database, { type: 'camera', cameraId: id });
      return changed;
    },
  );
}

function acceptViewRoute(app: ApiApp, deps: HttpDeps): void {
  app.post(
    '/api/cameras/:id/accept-view',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['cameras'],
        summary: 'Say that a camera stands right: what it shows now is what it should show',
        params: idParams,
        response: { 200: camera },
      },
    },
    async (request) => {
      const { id } = request.params;
      return audited(deps.database.prisma, async (tx) => {
        const result = await acceptView(tx, id);
        const { actor } = who(request);
        return { result, facts: { actor, action: 'camera.acceptView', subject: `camera:${id}` } };
      });
    },
  );
}

function deleteRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.delete(
    '/api/cameras/:id',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['cameras'],
        summary: 'Delete a camera that has seen nobody; others can be paused',
        params: idParams,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await audited(db, async (tx) => {
        await deleteCamera(tx, id);
        return {
          result: null,
          facts: { actor: who(request).actor, action: 'camera.delete', subject: `camera:${id}` },
        };
      });
      await publishLive(deps.database, { type: 'camera', cameraId: id });
      return reply.code(204).send();
    },
  );
}
