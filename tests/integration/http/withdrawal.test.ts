import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealCertificates } from '../../../src/store/deletion-certificates.ts';
import { decodeImage } from '../../../src/vision/image.ts';
import { sealEmbedding } from '../../../src/recognition/embeddings.ts';
import { drawScene } from '../vision/drawn-people.ts';
import { addPerson, idOf, itemsOf, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
let leaver: string;
let colleague: string;
let consentId: string;
const frames = { alone: randomUUID(), together: randomUUID() };
const at = new Date('2026-03-02T00:05:00Z');
const box = { x: 60, y: 60, width: 160, height: 160 };
/** Recognisable numbers: what is looked for afterwards in everything the service keeps. */
const face = Float32Array.from({ length: 128 }, (_, i) => Math.sin(i));

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
});
afterAll(() => http.close());

function scene(): Promise<Buffer> {
  return drawScene(640, 360, [
    { person: 'an', left: 60, top: 60, heightPx: 240 },
    { person: 'binh', left: 400, top: 60, heightPx: 240 },
  ]);
}

async function addPhoto(employeeId: string): Promise<void> {
  const { evidence, database, secrets } = http.context;
  const picture = await evidence.put(await scene(), 'photo', { at });
  await database.prisma.evidence.create({ data: picture });
  await database.prisma.employeePhoto.create({
    data: {
      employeeId,
      evidenceId: picture.id,
      quality: {},
      templates: {
        create: { employeeId, modelId: 'm', embedding: sealEmbedding(secrets, face), quality: 1 },
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
        embedding: sealEmbedding(secrets, face),
      },
    });
  }
}

/** Every sealed value of the database that opens to the face, as table and column. */
async function embeddingsHeld(): Promise<string[]> {
  const { database, secrets } = http.context;
  const columns = await database.prisma.$queryRaw<{ table: string; column: string }[]>`
    select table_name as "table", column_name as "column" from information_schema.columns
    where table_schema = 'public' and data_type = 'bytea'`;
  const held: string[] = [];
  for (const { table, column } of columns) {
    const rows = await database.prisma.$queryRawUnsafe<{ value: Uint8Array }[]>(
      `select "${column}" as value from "${table}" where "${column}" is not null`,
    );
    for (const { value } of rows) {
      const plain = Buffer.from(secrets.decrypt(value));
      if (plain.equals(Buffer.from(face.buffer))) held.push(`${table}.${column}`);
    }
  }
  return held.sort();
}

function filesHeld(): string[] {
  const folder = http.context.config.evidenceDir;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.enc'));
}

describe('withdrawing the last consent', () => {
  it('leaves nothing of the person, keeps the others, and certifies it', async () => {
    const { prisma } = http.context.database;
    const photo = await prisma.employeePhoto.findFirstOrThrow({ where: { employeeId: leaver } });
    expect(await embeddingsHeld()).toHaveLength(5);
    expect(filesHeld()).toHaveLength(4);

    const answer = await http.as.officer('DELETE', `/api/employees/${leaver}/consents/${consentId}`);
    expect(answer.status).toBe(204);

    // The colleague's template and observation, and nobody else's.
    expect(await embeddingsHeld()).toEqual(['FaceTemplate.embedding', 'Observation.embedding']);
    expect(await prisma.faceTemplate.count({ where: { employeeId: leaver } })).toBe(0);
    const left = filesHeld().join(' ');
    expect(left).not.toContain(photo.evidenceId);
    expect(left).not.toContain(frames.alone);
    expect(filesHeld()).toHaveLength(2);
    expect((await prisma.camera.findFirstOrThrow()).lastFrame).toBeNull();

    const [certificate] = itemsOf(
      await http.as.officer('GET', `/api/employees/${leaver}/deletion-certificates`),
    );
    expect(certificate).toMatchObject({
      cause: 'withdrawal',
      templates: 1,
      photos: 1,
      embeddings: 2,
      blankedPictures: 1,
      found: { templates: 0, photos: 0, embeddings: 0, files: 0 },
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    const files = (certificate?.files as { id: string }[]).map(({ id }) => id).sort();
    expect(files).toEqual([photo.evidenceId, frames.alone].sort());
  });

  it('covers the face in a picture that others are in, and only that', async () => {
    const { evidence } = http.context;
    const picture = await decodeImage(await evidence.get(frames.together));
    const spread = (x: number) => {
      const values = Array.from(
        { length: 100 },
        (_, i) => picture.data[(100 + i) * picture.width * 3 + x * 3]!,
      );
      return Math.max(...values) - Math.min(...values);
    };
    expect(spread(130)).toBeLessThan(12);
    expect(spread(500)).toBeGreaterThan(40);
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

  it('shows its certificates to officers only', async () => {
    const url = `/api/employees/${leaver}/deletion-certificates`;
    expect((await http.as.head('GET', url)).status).toBe(403);
  });
});
