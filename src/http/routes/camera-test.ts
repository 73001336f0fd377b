import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CameraAccess } from '../../cameras/types.ts';
import type { CameraSettings } from '../../captures/camera-settings.ts';
import { cameraAccessOf, findCamera } from '../../store/cameras.ts';
import { given } from '../../store/given.ts';
import { openPassword } from '../camera-access.ts';
import {
  cameraAccess,
  cameraTest,
  testAsked,
  type CameraTest,
  type TestProgress,
} from '../contracts/cameras.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { languageOf } from '../language.ts';
import { idParams } from '../shapes.ts';
import { streamLines, wantsLines } from '../stream-lines.ts';
import { testCamera } from '../test-camera.ts';
import { noteView } from '../view-trace.ts';

/** Most tests a minute: a camera locks itself after a few wrong passwords. */
const rateLimit = { max: 20, timeWindow: '1 minute' };

const description =
  'With `Accept: application/x-ndjson` the answer is one line of JSON for everything that becomes known (`start`, `step`, `picture`), the whole result last (`done`); closing the connection ends the test.';

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
        description,
        querystring: testAsked,
        body: cameraAccess,
        response: { 200: cameraTest },
      },
    },
    async (request, reply) => {
      const { address } = request.body;
      await noteView(request, db, { subject: 'camera:new', detail: { address } });
      return answer(request, reply, request.body, request.query.walkPastSeconds);
    },
  );

  app.post(
    '/api/cameras/:id/test',
    {
      config: { access: 'officer', rateLimit, shows: 'camera.test' },
      schema: {
        tags: ['cameras'],
        summary: 'Try a camera that is stored, or what would change of its access',
        description,
        params: idParams,
        querystring: testAsked,
        body: cameraAccess.partial().nullish(),
        response: { 200: cameraTest },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { password, ...stored } = await cameraAccessOf(db, id);
      const { settings } = await findCamera(db, id);
      await noteView(request, db, { subject: `camera:${id}` });
      const access = { ...stored, password: openPassword(deps, password), ...given(request.body ?? {}) };
      return answer(request, reply, access, request.query.walkPastSeconds, settings);
    },
  );
}

/** A camera that nobody has set anything for yet. */
const asNamed: Pick<CameraSettings, 'masks' | 'streams'> = { masks: [], streams: { main: null, sub: null } };

/** The result in one piece, or line by line as it comes. */
async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  access: CameraAccess,
  walkPastSeconds: number,
  { masks, streams }: Pick<CameraSettings, 'masks' | 'streams'> = asNamed,
): Promise<CameraTest> {
  const language = languageOf(request);
  const options = { walkPastMs: walkPastSeconds * 1_000, masks, streams };
  if (!wantsLines(request)) return testCamera(access, language, options);
  await streamLines<TestProgress>(request, reply, async (send, signal) => {
    const test = await testCamera(access, language, {
      ...options,
      signal,
      onStart: (name) => send({ type: 'start', name, seconds: name === 'walkPast' ? walkPastSeconds : null }),
      onStep: (step) => send({ type: 'step', step }),
      onPicture: (picture) => send({ type: 'picture', picture }),
    });
    send({ type: 'done', test });
  });
  // The answer has been sent already; the framework asks for nothing more.
  return reply as never;
}
