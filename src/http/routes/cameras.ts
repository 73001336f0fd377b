import { z } from 'zod';
import { deviceServiceUrl } from '../../cameras/device-address.ts';
import { discover } from '../../cameras/discover.ts';
import { coverageBetween, findCamera, lastFrameOf, listCameras } from '../../store/cameras.ts';
import { officeDate, readOffice } from '../../store/office.ts';
import { dayBounds } from '../../store/today.ts';
import { who } from '../auth.ts';
import { camera, coverage, discoveredCamera, type Camera } from '../contracts/cameras.ts';
import { isoDate } from '../contracts/common.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { hasRole, type Identity } from '../identity.ts';
import { idParams, listOf } from '../shapes.ts';
import { noteView } from '../view-trace.ts';

/** The cameras of the office: how they are, what they watched, what they see. */
export function cameraRoutes(app: ApiApp, deps: HttpDeps): void {
  listRoutes(app, deps);
  watchRoutes(app, deps);
  frameRoute(app, deps);
}

/** Where a camera is on the network concerns those who look after it. */
function shown(row: Camera, identity: Identity): Camera {
  return hasRole(identity.role, 'officer') ? row : { ...row, address: '', username: '' };
}

/** Host and port: `192.168.1.64` and the full address of its device service are one place. */
function placeOf(address: string): string {
  try {
    return deviceServiceUrl(address).host;
  } catch {
    return address;
  }
}

function listRoutes(app: ApiApp, deps: HttpDeps): void {
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
    async () => {
      const [found, stored] = await Promise.all([
        discover({ devices: deps.config.discoveryInterfaces }),
        listCameras(db),
      ]);
      const added = new Map(stored.map((row) => [placeOf(row.address), row.name]));
      const items = found.map(({ addresses, name, hardware }) => ({
        address: addresses[0] ?? '',
        name: name ?? '',
        hardware: hardware ?? '',
        addedAs: addresses.map((address) => added.get(placeOf(address))).find(Boolean) ?? null,
      }));
      return { items };
    },
  );
}

function watchRoutes(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;

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
}

function frameRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;

  app.get(
    '/api/cameras/:id/frame',
    {
      config: { access: 'head', shows: 'camera.view' },
      schema: { tags: ['cameras'], summary: 'The newest picture of a camera (audited)', params: idParams },
    },
    async (request, reply) => {
      const { sealed, at } = await lastFrameOf(db, request.params.id);
      const subject = `camera:${request.params.id}`;
      // Refreshed every few seconds while the page is open: one line for the time it is looked at.
      await noteView(request, db, { subject }, { once: true });
      if (at !== null) reply.header('last-modified', at.toUTCString());
      return reply.type('image/jpeg').header('cache-control', 'no-store').send(deps.secrets.decrypt(sealed));
    },
  );
}
