import { z } from 'zod';
import { recognises } from '../../captures/recognition-rule.ts';
import { liveAdvices, poses } from '../../domain/live-guide.ts';
import { AppError } from '../../errors.ts';
import type { Language } from '../../i18n/messages.ts';
import { guidanceQueue } from '../../queues/guidance.ts';
import { audit, audited } from '../../store/audit.ts';
import { findCamera } from '../../store/cameras.ts';
import { requireConsent } from '../../store/consents.ts';
import { findEmployee } from '../../store/employees.ts';
import { askLiveCapture, beginLiveCapture, endLiveCapture, liveFrame } from '../../store/live-captures.ts';
import { who } from '../auth.ts';
import {
  liveCapture,
  liveCaptureChoice,
  liveCaptureChosen,
  liveCaptureCreate,
  type LiveCapture,
  type LiveCaptureChosen,
} from '../contracts/live-captures.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { enrolPhoto } from '../enrol-photo.ts';
import { errorText } from '../error-answer.ts';
import { languageOf } from '../language.ts';
import { idParams, nothing } from '../shapes.ts';
import { noteView } from '../view-trace.ts';

const tags = ['photos'];
const frameParams = idParams.extend({ frameId: z.uuid() });

/** Photos taken at a camera, with the person guided; only who began one sees it. */
export function liveCaptureRoutes(app: ApiApp, deps: HttpDeps): void {
  beginRoute(app, deps);
  readRoutes(app, deps);
  chooseRoute(app, deps);
  cancelRoute(app, deps);
}

function beginRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/employees/:id/live-captures',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Begin to photograph a person at a camera',
        description:
          'The person is told what to do, good pictures are collected, and `choose` makes photos of those that are chosen. Read it at least every 10 seconds: with nobody looking it ends, and nothing of it is kept.',
        params: idParams,
        body: liveCaptureCreate,
        response: { 201: liveCapture },
      },
    },
    async (request, reply) => {
      const { id: employeeId } = request.params;
      const { cameraId } = request.body;
      const { actor } = who(request);
      await findEmployee(db, employeeId, '1970-01-01');
      await requireConsent(db, employeeId);
      const { settings } = await findCamera(db, cameraId);
      if (!recognises(settings))
        throw new AppError('live_without_recognition', `no faces are recognised at ${cameraId}`);
      const id = await audited(db, async (tx) => {
        const result = await beginLiveCapture(tx, { employeeId, cameraId, requestedBy: actor });
        const subject = `employee:${employeeId}`;
        const facts = { actor, action: 'liveCapture.begin', subject, detail: { cameraId } };
        return { result, facts };
      });
      await guidanceQueue.enqueue(deps.queues, { liveCaptureId: id });
      return reply.code(201).send(await shown(deps, id, actor, languageOf(request)));
    },
  );
}

function readRoutes(app: ApiApp, deps: HttpDeps): void {
  app.get(
    '/api/live-captures/:id',
    {
      config: { access: 'officer', shows: 'liveCapture.view' },
      schema: {
        tags,
        summary: 'What the camera sees and what the person should do',
        params: idParams,
        response: { 200: liveCapture },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const answer = await shown(deps, id, who(request).actor, languageOf(request));
      await noteView(request, deps.database.prisma, { subject: `liveCapture:${id}` }, { once: true });
      reply.header('cache-control', 'no-store');
      return answer;
    },
  );
  app.get(
    '/api/live-captures/:id/frames/:frameId',
    {
      config: { access: 'officer', shows: 'liveCapture.view' },
      schema: { tags, summary: 'A picture to choose', params: frameParams },
    },
    async (request, reply) => {
      const { id, frameId } = request.params;
      const sealed = await liveFrame(deps.database.prisma, id, frameId, who(request).actor);
      await noteView(request, deps.database.prisma, { subject: `liveCapture:${id}` }, { once: true });
      return reply.type('image/jpeg').header('cache-control', 'no-store').send(deps.secrets.decrypt(sealed));
    },
  );
}

async function shown(
  { database, secrets }: HttpDeps,
  id: string,
  actor: string,
  language: Language,
): Promise<LiveCapture> {
  const row = await askLiveCapture(database.prisma, id, actor);
  const picture = row.picture === null ? null : secrets.decrypt(row.picture).toString('base64');
  return {
    id,
    state: liveCapture.shape.state.parse(row.state),
    advice: z.enum(liveAdvices).parse(row.advice),
    frames: row.frames.map(({ id: frameId, pose }) => ({ id: frameId, pose: z.enum(poses).parse(pose) })),
    wanted: poses.length,
    picture: picture === null ? null : `data:image/jpeg;base64,${picture}`,
    problem: row.error === null ? null : problemOf(language, row.error, {}),
  };
}

function problemOf(language: Language, code: string, details: AppError['details']) {
  const { message, hint = null } = errorText(language, code, details);
  return { code, message, hint };
}

function chooseRoute(app: ApiApp, deps: HttpDeps): void {
  app.post(
    '/api/live-captures/:id/choose',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Make photos of the chosen pictures; the others are deleted',
        params: idParams,
        body: liveCaptureChoice,
        response: { 200: liveCaptureChosen },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { actor } = who(request);
      const db = deps.database.prisma;
      const { employeeId, cameraId } = await askLiveCapture(db, id, actor);
      const chosen: Chosen[] = [];
      for (const frameId of request.body.frameIds)
        chosen.push({ frameId, content: deps.secrets.decrypt(await liveFrame(db, id, frameId, actor)) });
      // With the row go all pictures; the chosen ones become photos, or nothing.
      if (!(await endLiveCapture(db, id))) throw new AppError('not_found', `no live capture ${id}`);
      const items: LiveCaptureChosen['items'] = [];
      for (const frame of chosen)
        items.push(await enrolFrame(deps, frame, { employeeId, actor, language: languageOf(request) }));
      const photos = items.filter(({ photoId }) => photoId !== null).length;
      const detail = { cameraId, cause: 'chosen', photos };
      await audit(db, { actor, action: 'liveCapture.end', subject: `employee:${employeeId}`, detail });
      return { items };
    },
  );
}

type Chosen = { frameId: string; content: Buffer };

async function enrolFrame(
  deps: HttpDeps,
  { frameId, content }: Chosen,
  { employeeId, actor, language }: { employeeId: string; actor: string; language: Language },
): Promise<LiveCaptureChosen['items'][number]> {
  try {
    const upload = { employeeId, content, fileName: 'camera.jpg', requestedBy: actor };
    const photoId = await enrolPhoto(deps, upload);
    const detail = { employeeId, fromCamera: true };
    await audit(deps.database.prisma, { actor, action: 'photo.add', subject: `photo:${photoId}`, detail });
    return { frameId, photoId, problem: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { frameId, photoId: null, problem: problemOf(language, error.code, error.details) };
  }
}

function cancelRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.delete(
    '/api/live-captures/:id',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Cancel: everything that was seen is deleted',
        params: idParams,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { actor } = who(request);
      const { employeeId, cameraId } = await askLiveCapture(db, id, actor);
      await audited(db, async (tx) => {
        await endLiveCapture(tx, id);
        const subject = `employee:${employeeId}`;
        const detail = { cameraId, cause: 'cancelled' };
        return { result: null, facts: { actor, action: 'liveCapture.end', subject, detail } };
      });
      return reply.code(204).send();
    },
  );
}
