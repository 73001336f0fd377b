import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { drawPortrait } from '../vision/drawn-people.ts';
import { addPerson, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
beforeAll(async () => {
  http = await startHttpApp();
  await lay();
});
afterAll(() => http.close());

/** Ids of what is looked at, by the route that shows it. */
const laid: Record<string, string> = {};
let liveFrameId = '';
const at = new Date('2026-03-02T00:05:00Z');
const box = { x: 20, y: 20, width: 60, height: 60 };

async function lay(): Promise<void> {
  const { database, evidence, secrets } = http.context;
  const db = database.prisma;
  const picture = await drawPortrait('an');
  const store = async (kind: 'frame' | 'photo' | 'attachment') => {
    const stored = await evidence.put(picture, kind, { at });
    await db.evidence.create({ data: stored });
    return stored.id;
  };
  const employeeId = await addPerson(http, { fullName: 'Nguyễn Văn An' });
  const quality = { faceHeightPx: 60, score: 1, box };
  const photo = await db.employeePhoto.create({
    data: { employeeId, evidenceId: await store('photo'), quality },
  });
  const door = await db.door.create({ data: { name: 'Cửa' } });
  const camera = await db.camera.create({
    data: {
      ...{ name: 'Cổng', address: 'http://127.0.0.1:9/', username: '', doorId: door.id, direction: 'in' },
      ...{ password: secrets.encrypt(Buffer.from('')), lastFrame: secrets.encrypt(picture), lastFrameAt: at },
    },
  });
  const frameId = await store('frame');
  const capture = await db.capture.create({
    data: {
      ...{ cameraId: camera.id, fromAt: at, toAt: at, state: 'done' },
      frames: { create: { evidenceId: frameId, capturedAt: at } },
    },
  });
  const sighting = await db.sighting.create({
    data: {
      ...{ captureId: capture.id, cameraId: camera.id, doorId: door.id, direction: 'in', outcome: 'unknown' },
      ...{ at, firstAt: at, lastAt: at, bestFrameId: frameId, bestBox: box },
    },
  });
  const excusal = await db.excusal.create({
    data: {
      ...{ employeeId, kind: 'sickLeave', firstDate: at, lastDate: at, part: {}, requestedBy: 'an' },
      attachments: {
        create: { evidenceId: await store('attachment'), fileName: 'giấy.jpg', addedBy: 'an' },
      },
    },
    include: { attachments: true },
  });
  const report = await db.report.create({
    data: {
      ...{ kind: 'monthTimesheet', period: '2026-03', state: 'done', requestedBy: 'an' },
      ...{ file: new Uint8Array(3), fileName: 'tháng 3.xlsx' },
    },
  });
  const live = await db.liveCapture.create({
    data: {
      ...{ employeeId, cameraId: camera.id, requestedBy: 'token:officer', picture: secrets.encrypt(picture) },
      frames: { create: { pose: 'straight', picture: secrets.encrypt(picture), capturedAt: at } },
    },
    include: { frames: true },
  });
  const batch = await db.enrolmentBatch.create({
    data: { fileName: 'ảnh.zip', requestedBy: 'an', total: 0 },
  });
  liveFrameId = live.frames[0]?.id ?? '';
  Object.assign(laid, {
    'GET /api/evidence/{id}': frameId,
    'GET /api/photos/{id}/picture': photo.id,
    'GET /api/reviews/{id}/picture': sighting.id,
    'GET /api/cameras/{id}/frame': camera.id,
    'GET /api/attachments/{id}/file': excusal.attachments[0]?.id ?? '',
    'GET /api/reports/{id}/file': report.id,
    'POST /api/cameras/{id}/test': camera.id,
    'GET /api/live-captures/{id}': live.id,
    'GET /api/live-captures/{id}/frames/{frameId}': live.id,
    'GET /api/enrolment-batches/{id}/report': batch.id,
  });
}

/** What every route that shows a picture or a file is in the audit log as: written down a second time on purpose. */
const views: Record<string, { action: string; subject: string }> = {
  'GET /api/evidence/{id}': { action: 'evidence.view', subject: 'evidence' },
  'GET /api/photos/{id}/picture': { action: 'photo.view', subject: 'photo' },
  'GET /api/reviews/{id}/picture': { action: 'review.view', subject: 'sighting' },
  'GET /api/cameras/{id}/frame': { action: 'camera.view', subject: 'camera' },
  'GET /api/attachments/{id}/file': { action: 'attachment.view', subject: 'attachment' },
  'GET /api/reports/{id}/file': { action: 'report.download', subject: 'report' },
  'POST /api/cameras/test': { action: 'camera.test', subject: 'camera' },
  'POST /api/cameras/{id}/test': { action: 'camera.test', subject: 'camera' },
  'GET /api/live-captures/{id}': { action: 'liveCapture.view', subject: 'liveCapture' },
  'GET /api/live-captures/{id}/frames/{frameId}': { action: 'liveCapture.view', subject: 'liveCapture' },
  'GET /api/enrolment-batches/{id}/report': { action: 'photo.bulkReport', subject: 'enrolmentBatch' },
};

/** Answers ids only, and never ends. */
const showsNobody = ['GET /api/live'];

const document = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({ description: z.string(), responses: z.record(z.string(), z.looseObject({})) }),
    ),
  ),
});

async function routes() {
  const { paths } = document.parse((await http.as.nobody('GET', '/api/openapi.json')).body);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { description, responses }]) => ({
      name: `${method.toUpperCase()} ${path}`,
      action: /in the audit log as ([\w.]+)\./.exec(description)?.[1] ?? null,
      describesAnswer: Object.entries(responses).some(
        ([status, answer]) => status.startsWith('2') && ('content' in answer || status === '204'),
      ),
    })),
  );
}

it('every route whose answer is not described JSON shows something, and says what a view of it is called', async () => {
  const all = await routes();
  expect(all.length).toBeGreaterThan(80);
  const declared = all.flatMap(({ name, action }) => (action === null ? [] : [[name, action]]));
  expect(Object.fromEntries(declared)).toEqual(
    Object.fromEntries(Object.entries(views).map(([name, { action }]) => [name, action])),
  );
  const bare = all.filter((it) => !it.describesAnswer).map(({ name }) => name);
  expect(bare.filter((name) => !(name in views) && !showsNobody.includes(name))).toEqual([]);
});

it.each(Object.entries(views).filter(([name]) => name !== 'POST /api/cameras/test'))(
  '%s leaves who looked at what in the audit log, and nothing in the browser',
  async (name, { action, subject }) => {
    const id = laid[name] ?? '';
    const [method, path = ''] = name.split(' ') as ['GET' | 'POST', string];
    const body = method === 'POST' ? {} : undefined;
    const url = path.replace('{id}', id).replace('{frameId}', liveFrameId);
    const answer = await http.as.officer(method, url, body);
    expect(answer.status).toBe(200);
    const { prisma } = http.context.database;
    const line = await prisma.auditEntry.findFirstOrThrow({ orderBy: { id: 'desc' } });
    expect(line).toMatchObject({ actor: 'token:officer', action, subject: `${subject}:${id}` });
    if (answer.headers['content-type'] === 'image/jpeg') {
      expect(answer.bytes.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
      expect(answer.headers['cache-control']).toBe('no-store');
    }
  },
);
