import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { retentionDefaults } from '../../../src/domain/retention.ts';
import { deleteExpired } from '../../../src/store/evidence.ts';
import { expireOrphanPhotos } from '../../../src/store/forget.ts';
import { runRetention } from '../../../src/store/retention/run.ts';
import { addPerson, itemsOf, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
let frameId = '';
let sightingId = '';
let employeeId = '';

beforeAll(async () => {
  http = await startHttpApp();
  employeeId = await addPerson(http, { fullName: 'Nguyễn Văn An' });
  const { database, evidence } = http.context;
  const at = new Date('2026-03-02T00:00:00Z');
  const stored = await evidence.put(Buffer.from('a picture'), 'frame', { at });
  frameId = stored.id;
  const door = await database.prisma.door.create({ data: { name: 'Cổng' } });
  const camera = await database.prisma.camera.create({
    data: {
      name: 'Vào',
      address: 'a',
      username: '',
      password: new Uint8Array(1),
      doorId: door.id,
      direction: 'in',
    },
  });
  await database.prisma.evidence.create({ data: stored });
  const capture = await database.prisma.capture.create({
    data: {
      cameraId: camera.id,
      fromAt: at,
      toAt: at,
      state: 'done',
      frames: { create: { evidenceId: stored.id, capturedAt: at } },
    },
    include: { frames: true },
  });
  const sighting = await database.prisma.sighting.create({
    data: {
      captureId: capture.id,
      cameraId: camera.id,
      doorId: door.id,
      direction: 'in',
      outcome: 'known',
      employeeId,
      at,
      firstAt: at,
      lastAt: at,
      bestFrameId: capture.frames[0]?.id ?? null,
      bestBox: { x: 1, y: 2, width: 3, height: 4 },
    },
  });
  sightingId = sighting.id;
});
afterAll(() => http.close());

describe('the picture behind a sighting', () => {
  it('is named by the sighting and shown with a trace', async () => {
    const { body } = await http.as.head('GET', `/api/sightings/${sightingId}`);
    expect(body).toMatchObject({ bestFrameId: frameId, bestBox: { width: 3 }, frames: [{ id: frameId }] });
    const picture = await http.as.head('GET', `/api/evidence/${frameId}`);
    expect([picture.status, picture.headers['content-type'], picture.bytes.toString()]).toEqual([
      200,
      'image/jpeg',
      'a picture',
    ]);
    const [trace] = itemsOf(await http.as.administrator('GET', '/api/audit?limit=1'));
    expect(trace).toMatchObject({
      actor: 'token:head',
      action: 'evidence.view',
      subject: `evidence:${frameId}`,
    });
  });

  it('is encrypted on disk', async () => {
    const { readdirSync, readFileSync } = await import('node:fs');
    const { evidenceDir } = http.context.config;
    const files = readdirSync(evidenceDir, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.enc'),
    );
    expect(files).toHaveLength(1);
    for (const file of files)
      expect(readFileSync(`${evidenceDir}/${file}`).includes('a picture')).toBe(false);
  });

  it('is gone after its time, while the sighting stays', async () => {
    expect(await runRetention(http.context, retentionDefaults, new Date('2026-04-02T00:00:00Z'))).toEqual({
      namedPictures: 1,
    });
    const picture = await http.as.head('GET', `/api/evidence/${frameId}`);
    expect([picture.status, picture.body]).toMatchObject([410, { code: 'evidence_missing' }]);
    const { body } = await http.as.head('GET', `/api/sightings/${sightingId}`);
    expect(body).toMatchObject({ bestFrameId: null, employee: { fullName: 'Nguyễn Văn An' } });
  });

  it('is never a photo of a person, which has rights of its own', async () => {
    const { database, evidence } = http.context;
    const photo = await evidence.put(Buffer.from('a face'), 'photo', { at: new Date() });
    await database.prisma.evidence.create({ data: photo });
    expect((await http.as.administrator('GET', `/api/evidence/${photo.id}`)).status).toBe(404);
  });
});

describe('what an upload left behind when its process was killed', () => {
  it('is deleted after an hour, not before', async () => {
    const { database, evidence } = http.context;
    const { prisma } = database;
    const photos = () => prisma.evidence.findMany({ where: { kind: 'photo' } });
    expect(await expireOrphanPhotos(prisma)).toBe(0);
    await prisma.evidence.updateMany({
      where: { kind: 'photo' },
      data: { createdAt: new Date(Date.now() - 3_700_000) },
    });
    expect(await expireOrphanPhotos(prisma)).toBe(1);
    await deleteExpired(prisma, evidence, new Date());
    expect((await photos()).every((row) => row.deletedAt !== null)).toBe(true);
  });
});

describe('how long pictures are kept', () => {
  it('is read by officers, set by administrators within limits, and noted', async () => {
    const before = z.object({ days: z.record(z.string(), z.int()), certificates: z.array(z.unknown()) });
    const { days } = before.parse((await http.as.officer('GET', '/api/retention')).body);
    expect(days).toEqual(retentionDefaults);
    const wanted = { ...days, unknownPictures: 3 };
    expect((await http.as.officer('PUT', '/api/retention', wanted)).status).toBe(403);
    for (const wrong of [{ ...wanted, stills: 0 }, { ...wanted, stills: 3651 }, { unknownPictures: 3 }])
      expect((await http.as.administrator('PUT', '/api/retention', wrong)).status).toBe(400);
    const answer = await http.as.administrator('PUT', '/api/retention', wanted);
    expect(answer).toMatchObject({ status: 200, body: { days: wanted, defaults: retentionDefaults } });
    const [line] = itemsOf(await http.as.administrator('GET', '/api/audit?limit=1'));
    expect(line).toMatchObject({ action: 'retention.set', detail: { before: days, after: wanted } });
  });
});
