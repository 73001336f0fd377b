import { z } from 'zod';
import { discover } from '../../cameras/discover.ts';
import { publishLive } from '../../notify/live.ts';
import { audited } from '../../store/audit.ts';
import {
  cameraAccessOf,
  changeCamera,
  coverageBetween,
  createCamera,
  deleteCamera,
  findCamera,
  lastFrameOf,
  listCameras,
} from '../../store/cameras.ts';
import { given } from '../../store/given.ts';
import { officeDate, readOffice } from '../../store/office.ts';
import { dayBounds } from '../../store/today.ts';
import { auditOnce } from '../audit-once.ts';
import { who } from '../auth.ts';
import { checkedAccess, factsOf, openPassword, sealPassword } from '../camera-access.ts';
import {
  camera,
  cameraCreate,
  cameraPatch,
  coverage,
  discoveredCamera,
  type Camera,
} from '../contracts/cameras.ts';
import { isoDate } from '../contracts/common.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { hasRole, type Identity } from '../identity.ts';
import { idParams, listOf, nothing } from '../shapes.ts';

/** `force=true` stores a camera that does not answer (yet). */
const forceQuery = z.object({ force: z.enum(['true', 'false']).default('false') });

/** The cameras of the office. */
export function cameraRoutes(app: ApiApp, deps: HttpDeps): void {
  readRoutes(app, deps);
  createRoute(app, deps);
  changeRoutes(app, deps);
}

/** Where a camera is on the network concerns those who look after it. */
function shown(row: Camera, identity: Identity): Camera {
  return hasRole(identity.role, 'officer') ? row : { ...row, address: '', username: '' };
}

function readRoutes(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;

  app.get(
    '/api/cameras',
    {
      config: { access: 'viewer' },
      schema: { tags: ['cameras'], summary: 'Every camera and how it is', response: { 200: listOf(camera) } },
    },
    async (request) => ({ items: (await listCameras(db)).map((row) => shown(row, who(request))) }),
  );

  app.get(
    '/api/cameras/:id',
    {
      config: { access: 'viewer' },
      schema: { tags: ['cameras'], summary: 'One camera', params: idParams, response: { 200: camera } },
    },
    async (request) => shown(await findCamera(db, request.params.id), who(request)),
  );

  app.get(
    '/api/cameras/discover',
    {
      config: { access: 'officer', rateLimit: { max: 12, timeWindow: '1 minute' } },
      schema: {
        tags: ['cameras'],
        summary: 'Cameras that answer in this network (takes some seconds)',
        response: { 200: listOf(discoveredCamera) },
      },
    },
    async () => ({
      items: (await discover()).map(({ addresses, name, hardware }) => ({
        address: addresses[0] ?? '',
        name: name ?? '',
        hardware: hardware ?? '',
      })),
    }),
  );

  app.get(
    '/api/cameras/coverage',
    {
      config: { access: 'viewer' },
      schema: {
        tags: ['cameras'],
        summary: 'When each camera was watched on a day',
        querystring: z.object({ date: isoDate.optional() }),
        response: { 200: listOf(coverage) },
      },
    },
    async ({ query }) => {
      const office = await readOffice(db);
      const { from, to } = dayBounds(query.date ?? officeDate(office), office.timeZone);
      const watched = await coverageBetween(db, from, to);
      const cameras = await listCameras(db);
      return { items: cameras.map(({ id }) => ({ cameraId: id, intervals: watched.get(id) ?? [] })) };
    },
  );

  app.get(
    '/api/cameras/:id/frame',
    {
      config: { access: 'head' },
      schema: { tags: ['cameras'], summary: 'The newest picture of a camera (audited)', params: idParams },
    },
    async (request, reply) => {
      const { sealed, at } = await lastFrameOf(db, request.params.id);
      const subject = `camera:${request.params.id}`;
      // Refreshed every few seconds while the page is open: one line for the time it is looked at.
      await auditOnce(db, { actor: who(request).actor, action: 'camera.view', subject });
      if (at !== null) reply.header('last-modified', at.toUTCString());
      return reply.type('image/jpeg').header('cache-control', 'no-store').send(deps.secrets.decrypt(sealed));
    },
  );
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
      const { name, doorId, direction, ...access } = request.body;
      const probe = await checkedAccess(access, request.query.force === 'true');
      const created = await audited(db, async (tx) => {
        const { address, username, password } = access;
        const facts = { ...factsOf(probe), address, username, password: sealPassword(deps, password) };
        const result = await createCamera(tx, { name, doorId, direction, ...facts });
        const detail = { name, address, doorId, direction, forced: probe === null };
        const { actor } = who(request);
        return { result, facts: { actor, action: 'camera.create', subject: `camera:${result.id}`, detail } };
      });
      await publishLive(deps.database, { type: 'camera', cameraId: created.id });
      return reply.code(201).send(created);
    },
  );
}

function changeRoutes(app: ApiApp, deps: HttpDeps): void {
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
      const found = moved ? factsOf(await checkedAccess(access, request.query.force === 'true')) : {};
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
