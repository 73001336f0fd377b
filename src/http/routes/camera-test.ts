import { cameraAccessOf } from '../../store/cameras.ts';
import { openPassword } from '../camera-access.ts';
import { cameraAccess, cameraTest, testAsked } from '../contracts/cameras.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { languageOf } from '../language.ts';
import { idParams } from '../shapes.ts';
import { testCamera } from '../test-camera.ts';
import { noteView } from '../view-trace.ts';

/** Most tests a minute: a camera locks itself after a few wrong passwords. */
const rateLimit = { max: 20, timeWindow: '1 minute' };

/** "Test the connection": nothing is stored. */
export function cameraTestRoutes(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;

  app.post(
    '/api/cameras/test',
    {
      config: { access: 'officer', rateLimit, shows: 'camera.test' },
      schema: {
        tags: ['cameras'],
        summary: 'Try a camera step by step',
        querystring: testAsked,
        body: cameraAccess,
        response: { 200: cameraTest },
      },
    },
    async (request) => {
      const { address } = request.body;
      await noteView(request, db, { subject: 'camera:new', detail: { address } });
      const walkPastMs = request.query.walkPastSeconds * 1_000;
      return testCamera(request.body, languageOf(request), { walkPastMs });
    },
  );

  app.post(
    '/api/cameras/:id/test',
    {
      config: { access: 'officer', rateLimit, shows: 'camera.test' },
      schema: {
        tags: ['cameras'],
        summary: 'Try a camera that is stored',
        params: idParams,
        querystring: testAsked,
        response: { 200: cameraTest },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { password, ...access } = await cameraAccessOf(db, id);
      await noteView(request, db, { subject: `camera:${id}` });
      const walkPastMs = request.query.walkPastSeconds * 1_000;
      const opened = { ...access, password: openPassword(deps, password) };
      return testCamera(opened, languageOf(request), { walkPastMs });
    },
  );
}
