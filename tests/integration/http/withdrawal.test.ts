import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealCertificates } from '../../../src/store/deletion-certificates.ts';
import { showing } from '../../../src/store/forget.ts';
import { decodeImage } from '../../../src/vision/image.ts';
import { openContext, type Context } from '../../../src/context.ts';
import { enrolmentQueue } from '../../../src/queues/enrolment.ts';
import { sealEmbedding } from '../../../src/recognition/embeddings.ts';
import { followGallery, type FollowedGallery } from '../../../src/recognition/follow-gallery.ts';
import { forgetWithoutConsent } from '../../../src/recognition/forget-face.ts';
import type { Vision } from '../../../src/vision/vision.ts';
import { drawPortrait, drawScene } from '../vision/drawn-people.ts';
import { holdings, type Needle } from './holdings.ts';
import { addPerson, idOf, itemsOf, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
let leaver: string;
let colleague: string;
let consentId: string;
const frames = { alone: randomUUID(), together: randomUUID(), between: randomUUID() };
/** Another process of the service, with a gallery in memory. */
let recognition: Context;
let gallery: FollowedGallery;
/** Everything that shows or recognises the leaver, as it is when it is not encrypted. */
const needles: Needle[] = [];
const at = new Date('2026-03-02T00:05:00Z');
const box = { x: 60, y: 60, width: 160, height: 160 };
/** Recognisable numbers of each person: what is looked for afterwards in everything the service keeps. */
const faceOf = (employeeId: string) =>
  Float32Array.from({ length: 128 }, (_, i) => (employeeId === leaver ? Math.sin(i) : Math.cos(i)));

beforeAll(async () => {
  http = await startHttpApp();
  leaver = await addPerson(http, { fullName: 'Người Rút' });
  colleague = await addPerson(http, { fullName: 'Người Ở' });
  for (const id of [leaver, colleague]) {
    const consent = { kind: 'consent', textVersion: '2026-01' };
    const made = idOf(await http.as.officer('POST', `/api/employees/${id}/consents`, consent));
    if (id === leaver) consentId = made;
    await addPhoto(id);
  }
  const door = await http.context.database.prisma.door.create({ data: { name: 'Cửa chính' } });
  const camera = await http.context.database.prisma.camera.create({
    data: {
      name: 'Cổng',
      address: 'http://127.0.0.1:9/',
      username: '',
      password: http.context.secrets.encrypt(Buffer.from('')),
      doorId: door.id,
      direction: 'in',
      lastFrame: http.context.secrets.encrypt(await scene()),
      lastFrameAt: new Date(at.getTime() + 3_000),
    },
  });
  await addCapture(camera, frames.alone, [leaver]);
  await addCapture(camera, frames.together, [leaver, colleague]);
  await addPoorFace(camera);
  await addPictureBetween();
  needles.push({ name: 'embedding', bytes: Buffer.from(faceOf(leaver).buffer) });
  needles.push({ name: 'photo', bytes: await drawPortrait('an') }, { name: 'scene', bytes: await scene() });
  leaveHalfAFile(needles[1]!.bytes);
  const photo = await http.context.database.prisma.employeePhoto.findFirstOrThrow({
    where: { employeeId: leaver },
  });
  const request = { employeeId: leaver, evidenceId: photo.evidenceId, requestedBy: 'test' };
  await enrolmentQueue.enqueue(http.context.queues, request);
  recognition = openContext(http.context.config, 'recognition');
  gallery = await followGallery(recognition, { model: { id: 'm' } } as Vision);
});
afterAll(async () => {
  await recognition.lifecycle.close();
  await http.close();
});

const poorBox = { x: 600, y: 20, width: 20, height: 20 };

/** In the burst of two people a face was followed that was too poor to be anybody's. */
async function addPoorFace(camera: { id: string; doorId: string }): Promise<void> {
  const { prisma } = http.context.database;
  const { id: frameId, captureId } = await prisma.frame.findUniqueOrThrow({
    where: { evidenceId: frames.together },
  });
  const where = { cameraId: camera.id, doorId: camera.doorId, direction: 'in' as const, captureId, track: 2 };
  const sighting = await prisma.sighting.create({
    data: { ...where, outcome: 'unusable', at, firstAt: at, lastAt: at },
  });
  await prisma.observation.create({
    data: { frameId, sightingId: sighting.id, box: poorBox, score: 1, quality: {}, modelId: 'm' },
  });
}

/** The burst of two people has one more picture, in which no face was found although both are in it. */
async function addPictureBetween(): Promise<void> {
  const { evidence, database } = http.context;
  const frame = await database.prisma.frame.findUniqueOrThrow({ where: { evidenceId: frames.together } });
  const picture = await evidence.put(await scene(), 'frame', { at, id: frames.between });
  await database.prisma.evidence.create({ data: picture });
  const capturedAt = new Date(at.getTime() + 200);
  await database.prisma.frame.create({
    data: { captureId: frame.captureId, evidenceId: frames.between, capturedAt },
  });
}

/** A process died while it sealed the leaver's photo anew: what it had written lies beside the file. */
function leaveHalfAFile(content: Buffer): void {
  const [photo = ''] = filesHeld().filter(
    (name) => !Object.values(frames).some((id) => name.includes(id)) && isOf(name, content),
  );
  writeFileSync(
    path.join(http.context.config.evidenceDir, `${photo}.part`),
    http.context.secrets.encrypt(content),
  );
}

function isOf(name: string, content: Buffer): boolean {
  const file = readFileSync(path.join(http.context.config.evidenceDir, name));
  return http.context.secrets.decrypt(file).equals(content);
}

function scene(): Promise<Buffer> {
  return drawScene(640, 360, [
    { person: 'an', left: 60, top: 60, heightPx: 240 },
    { person: 'binh', left: 400, top: 60, heightPx: 240 },
  ]);
}

async function addPhoto(employeeId: string): Promise<void> {
  const { evidence, database, secrets } = http.context;
  const portrait = await drawPortrait(employeeId === leaver ? 'an' : 'binh');
  const picture = await evidence.put(portrait, 'photo', { at });
  await database.prisma.evidence.create({ data: picture });
  await database.prisma.employeePhoto.create({
    data: {
      employeeId,
      evidenceId: picture.id,
      quality: {},
      templates: {
        create: {
          employeeId,
          modelId: 'm',
          embedding: sealEmbedding(secrets, faceOf(employeeId)),
          quality: 1,
        },
      },
    },
  });
}

async function addCapture(
  camera: { id: string; doorId: string },
  evidenceId: string,
  people: string[],
): Promise<void> {
  const { evidence, database, secrets } = http.context;
  const picture = await evidence.put(await scene(), 'frame', { at, id: evidenceId });
  await database.prisma.evidence.create({ data: picture });
  const capture = await database.prisma.capture.create({
    data: { cameraId: camera.id, fromAt: at, toAt: at, state: 'done' },
  });
  const frame = await database.prisma.frame.create({
    data: { captureId: capture.id, evidenceId, capturedAt: at },
  });
  for (const [track, employeeId] of people.entries()) {
    const shared = { cameraId: camera.id, doorId: camera.doorId, direction: 'in' as const };
    const sighting = await database.prisma.sighting.create({
      data: {
        ...shared,
        captureId: capture.id,
        track,
        outcome: 'known',
        employeeId,
        at,
        firstAt: at,
        lastAt: at,
      },
    });
    await database.prisma.observation.create({
      data: {
        frameId: frame.id,
        sightingId: sighting.id,
        box: { ...box, x: box.x + track * 340 },
        score: 1,
        quality: {},
        modelId: 'm',
        embedding: sealEmbedding(secrets, faceOf(employeeId)),
      },
    });
  }
}

function filesHeld(): string[] {
  const folder = http.context.config.evidenceDir;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.enc'));
}

describe('withdrawing the last consent', () => {
  it('leaves nothing of the person, keeps the others, and certifies it', async () => {
    const { prisma } = http.context.database;
    const photo = await prisma.employeePhoto.findFirstOrThrow({ where: { employeeId: leaver } });
    const known = gallery.current();
    expect(known.has(leaver)).toBe(true);
    // The look finds what is there: each of these is a place where it could be left behind.
    expect(await holdings(http.context, needles)).toEqual([
      'embedding at FaceTemplate.embedding',
      'embedding at Observation.embedding',
      'photo at file .enc',
      'photo at file .part',
      'scene at Camera.lastFrame',
      'scene at file .enc',
    ]);
    expect(filesHeld()).toHaveLength(5);

    const answer = await http.as.officer('DELETE', `/api/employees/${leaver}/consents/${consentId}`);
    expect(answer.status).toBe(204);

    expect(await holdings(http.context, needles)).toEqual([]);
    await expect.poll(() => gallery.current().has(leaver), { timeout: 10_000 }).toBe(false);
    expect(gallery.current().has(colleague)).toBe(true);
    // What the process held before is overwritten, too.
    await expect.poll(() => known.has(leaver), { timeout: 10_000 }).toBe(false);

    expect(await prisma.faceTemplate.count({ where: { employeeId: leaver } })).toBe(0);
    const left = filesHeld().join(' ');
    expect(left).not.toContain(photo.evidenceId);
    expect(left).not.toContain(frames.alone);
    expect(filesHeld()).toHaveLength(3);
    const others = [{ name: 'embedding', bytes: Buffer.from(faceOf(colleague).buffer) }];
    expect(await holdings(http.context, others)).toEqual([
      'embedding at FaceTemplate.embedding',
      'embedding at Observation.embedding',
    ]);
    expect((await prisma.camera.findFirstOrThrow()).lastFrame).toBeNull();

    const [certificate] = itemsOf(
      await http.as.officer('GET', `/api/employees/${leaver}/deletion-certificates`),
    );
    expect(certificate).toMatchObject({
      cause: 'withdrawal',
      templates: 1,
      photos: 1,
      embeddings: 2,
      blankedPictures: 2,
      found: { templates: 0, photos: 0, embeddings: 0, files: 0 },
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    const files = (certificate?.files as { id: string }[]).map(({ id }) => id).sort();
    expect(files).toEqual([photo.evidenceId, frames.alone].sort());
  });

  it.each(['together', 'between'] as const)(
    'covers the face in a picture of others (%s), and only that',
    async (which) => {
      const { evidence, database } = http.context;
      const content = await evidence.get(frames[which]);
      const row = await database.prisma.evidence.findUniqueOrThrow({ where: { id: frames[which] } });
      expect(row.sha256).toBe(createHash('sha256').update(content).digest('hex'));
      const picture = await decodeImage(content);
      const spread = (x: number) => {
        const values = Array.from(
          { length: 100 },
          (_, i) => picture.data[(100 + i) * picture.width * 3 + x * 3]!,
        );
        return Math.max(...values) - Math.min(...values);
      };
      expect(spread(130)).toBeLessThan(12);
      expect(spread(500)).toBeGreaterThan(40);
    },
  );

  it('covers a face that was too poor to be anybody’s, too', async () => {
    const picture = await decodeImage(await http.context.evidence.get(frames.together));
    const [x, y] = [poorBox.x + poorBox.width / 2, poorBox.y + poorBox.height / 2];
    for (const value of picture.data.subarray((y * picture.width + x) * 3).subarray(0, 3))
      expect(Math.abs(value - 128)).toBeLessThan(6);
  });

  it('is finished by the clean-up when a file could not be deleted at once', async () => {
    const { prisma } = http.context.database;
    const { evidence } = http.context;
    const row = await prisma.deletionCertificate.findFirstOrThrow();
    const [{ id }] = (row.content as { files: [{ id: string }] }).files;
    await prisma.deletionCertificate.update({ where: { id: row.id }, data: { digest: '' } });
    await evidence.put(Buffer.from('x'), 'frame', { at, id });
    const stubborn = { ...evidence, delete: () => Promise.resolve() };
    expect(await sealCertificates(prisma, stubborn)).toBe(0);
    expect(await sealCertificates(prisma, evidence)).toBe(1);
    expect(await evidence.has(id)).toBe(false);
    const listed = await http.as.officer('GET', `/api/employees/${leaver}/deletion-certificates`);
    expect(itemsOf(listed)[0]?.digest).toBe(row.digest);
  });

  it('is finished by the clean-up for a photo that was being stored meanwhile', async () => {
    const { prisma } = http.context.database;
    await addPhoto(leaver);
    expect(await holdings(http.context, needles)).not.toEqual([]);
    expect(await forgetWithoutConsent(http.context)).toBe(1);
    expect(await holdings(http.context, needles)).toEqual([]);
    expect(await forgetWithoutConsent(http.context)).toBe(0);
    const line = await prisma.auditEntry.findFirstOrThrow({ where: { action: 'face.forget' } });
    expect(line).toMatchObject({ actor: 'maintenance', subject: `employee:${leaver}` });
  });

  it.each([
    ['unclear', 1],
    ['nobody', 0],
  ])('looks at an open question about the person also after a reviewer’s “%s”', async (verdict, shown) => {
    const { prisma } = http.context.database;
    const { id: cameraId, doorId } = await prisma.camera.findFirstOrThrow();
    const candidates = [{ employeeId: leaver, distance: 0.5 }];
    const when = { at, firstAt: at, lastAt: at };
    const decision = { verdict, by: 'test' };
    const { id } = await prisma.sighting.create({
      data: {
        ...{ cameraId, doorId, direction: 'in', outcome: 'uncertain', candidates, ...when },
        decisions: { create: decision },
      },
    });
    expect(await prisma.sighting.count({ where: { AND: [{ id }, showing(leaver)] } })).toBe(shown);
    await prisma.sighting.delete({ where: { id } });
  });

  it('of one of two consents forgets nothing', async () => {
    const url = `/api/employees/${colleague}/consents`;
    const second = idOf(await http.as.officer('POST', url, { kind: 'notice', textVersion: '2026-02' }));
    const before = await http.context.evidence.get(frames.together);
    expect((await http.as.officer('DELETE', `${url}/${second}`)).status).toBe(204);
    expect(await http.context.evidence.get(frames.together)).toEqual(before);
    expect(await http.context.database.prisma.employeePhoto.count({ where: { employeeId: colleague } })).toBe(
      1,
    );
  });

  it('deleting a whole person leaves nothing of them either, with a certificate that names them by id', async () => {
    const gone = [
      { name: 'embedding', bytes: Buffer.from(faceOf(colleague).buffer) },
      { name: 'photo', bytes: await drawPortrait('binh') },
    ];
    expect(await holdings(http.context, gone)).not.toEqual([]);
    // A picture of both that was damaged: it cannot be covered, so it goes.
    await http.context.evidence.put(Buffer.from('x'), 'frame', { at, id: frames.between });
    expect((await http.as.officer('DELETE', `/api/employees/${colleague}`)).status).toBe(204);
    expect(await holdings(http.context, gone)).toEqual([]);
    const damaged = { where: { id: frames.between } };
    expect((await http.context.database.prisma.evidence.findUniqueOrThrow(damaged)).expiresAt).not.toBeNull();
    const listed = await http.as.officer('GET', `/api/employees/${colleague}/deletion-certificates`);
    expect(itemsOf(listed)).toMatchObject([
      { cause: 'deletion', photos: 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    ]);
  });

  it('shows its certificates to officers only', async () => {
    const url = `/api/employees/${leaver}/deletion-certificates`;
    expect((await http.as.head('GET', url)).status).toBe(403);
  });
});
