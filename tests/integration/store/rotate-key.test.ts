import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../../../src/cli/run.ts';
import { openContext, type Context } from '../../../src/context.ts';
import { openEmbedding, sealEmbedding } from '../../../src/recognition/embeddings.ts';
import { beat } from '../../../src/store/heartbeat.ts';
import { readKeyRing, sealingKey } from '../../../src/store/key-ring.ts';
import { countSealed, resealAll } from '../../../src/store/reseal.ts';
import { rotateKey, type KeyWork } from '../../../src/store/rotate-key.ts';
import { plainByteColumns, sealedColumns } from '../../../src/store/sealed-columns.ts';
import { scratchContext, type Scratch } from '../scratch.ts';

let scratch: Scratch;
/** Another process of the service, with connections and keys of its own. */
let other: Context;
let first: string;
const at = new Date('2026-03-02T00:05:00Z');
const face = Float32Array.from({ length: 128 }, (_, i) => Math.sin(i));
const pictures: string[] = [];

beforeAll(async () => {
  scratch = await scratchContext();
  const { config, database, secrets, evidence } = scratch.context;
  first = sealingKey(readKeyRing(config.keyFile)).id;
  const db = database.prisma;
  const door = await db.door.create({ data: { name: 'Cửa' } });
  const camera = await db.camera.create({
    data: {
      ...{ name: 'Cổng', address: 'http://127.0.0.1:9/', username: 'u', doorId: door.id, direction: 'in' },
      password: secrets.encrypt(Buffer.from('mật khẩu')),
      lastFrame: secrets.encrypt(Buffer.from('still')),
    },
  });
  const { id: employeeId } = await db.employee.create({ data: { code: 'A', fullName: 'An' } });
  for (let i = 0; i < 3; i++) {
    const embedding = sealEmbedding(secrets, face);
    await db.faceTemplate.create({ data: { employeeId, modelId: 'm', embedding, quality: 1 } });
  }
  const capture = await db.capture.create({ data: { cameraId: camera.id, fromAt: at, toAt: at } });
  for (const kind of ['frame', 'photo', 'attachment'] as const) {
    const stored = await evidence.put(Buffer.from(`a ${kind}`), kind, { at });
    pictures.push(stored.id);
    await db.evidence.create({ data: stored });
    if (kind !== 'frame') continue;
    const frame = await db.frame.create({
      data: { captureId: capture.id, evidenceId: stored.id, capturedAt: at },
    });
    const embedding = sealEmbedding(secrets, face);
    await db.observation.create({
      data: { frameId: frame.id, box: {}, score: 1, quality: {}, modelId: 'm', embedding },
    });
  }
  other = openContext(config, 'other');
  beat(other, ['other'], 200);
});
afterAll(async () => {
  await other.lifecycle.close();
  await scratch.close();
});

const work = (context: Context): KeyWork => ({
  prisma: context.database.prisma,
  ...{ secrets: context.secrets, evidence: context.evidence, keyFile: context.config.keyFile },
  ...{ actor: 'cli', say: () => undefined, patienceMs: 30_000 },
});

async function expectAllReadable(context: Context): Promise<void> {
  const { database, secrets, evidence } = context;
  for (const { embedding } of await database.prisma.faceTemplate.findMany())
    expect(openEmbedding(secrets, embedding)).toEqual(face);
  for (const { embedding } of await database.prisma.observation.findMany())
    expect(openEmbedding(secrets, embedding!)).toEqual(face);
  const camera = await database.prisma.camera.findFirstOrThrow();
  expect(secrets.decrypt(camera.password).toString()).toBe('mật khẩu');
  expect(secrets.decrypt(camera.lastFrame!).toString()).toBe('still');
  const contents = await Promise.all(pictures.map(async (id) => (await evidence.get(id)).toString()));
  expect(contents).toEqual(['a frame', 'a photo', 'a attachment']);
}

const cli = async (...args: string[]) => {
  const lines: string[] = [];
  const env = { CC_DATA_DIR: scratch.folder, DATABASE_URL: scratch.postgres.url };
  const tell = (line: string): void => void lines.push(line);
  const code = await runCli(['key', ...args], env, {
    print: tell,
    say: tell,
    readLine: () => Promise.resolve(''),
  });
  return { code, text: lines.join('\n') };
};

test('every column of bytes is known as sealed or as no secret', async () => {
  const columns = await scratch.context.database.prisma.$queryRaw<{ table: string; column: string }[]>`
    select table_name as "table", column_name as "column" from information_schema.columns
    where table_schema = 'public' and data_type = 'bytea'`;
  const name = ({ table, column }: { table: string; column: string }) => `${table}.${column}`;
  expect(columns.map(name).sort()).toEqual([...sealedColumns, ...plainByteColumns].map(name).sort());
});

test('a rotation that dies in the middle leaves everything readable, and the next one ends it', async () => {
  const { context } = scratch;
  const dying = {
    ...work(context),
    say: (line: string) => {
      if (line.includes('values')) throw new Error('the power failed');
    },
  };
  await expect(rotateKey(dying)).rejects.toThrow('the power failed');
  const ring = readKeyRing(context.config.keyFile);
  expect(ring).toHaveLength(2);
  const second = sealingKey(ring).id;
  expect(second).not.toBe(first);
  const counts = await countSealed(stored(context));
  expect([counts.get(second)?.values, counts.get(first)?.files]).toEqual([3, 3]);
  await expectAllReadable(context);
  await expectAllReadable(other);
  expect((await cli('retire', '--key', first)).text).toContain('still sealed');

  expect(await rotateKey(work(context))).toEqual({
    ...{ from: second, to: second, values: 3, files: 3, unreadable: [] },
  });
  const after = await countSealed(stored(context));
  expect([...after]).toEqual([[second, { values: 6, files: 3 }]]);
  await expectAllReadable(context);
  await expectAllReadable(other);
  const folder = path.dirname(context.config.keyFile);
  expect(readdirSync(folder)).toEqual([path.basename(context.config.keyFile)]);
  expect(statSync(context.config.keyFile).mode & 0o777).toBe(0o600);
});

const stored = ({ database, evidence }: Context) => ({ prisma: database.prisma, evidence });

test('the old key goes by command, never one that seals, and each step is in the audit log', async () => {
  const { context } = scratch;
  const second = sealingKey(readKeyRing(context.config.keyFile)).id;
  expect(await cli('retire', '--key', second)).toMatchObject({ code: 1 });
  const [line] = readFileSync(context.config.keyFile, 'utf8').split('\n');
  const retired = await cli('retire', '--key', first);
  expect(retired).toMatchObject({ code: 0 });
  const kept = `${context.config.keyFile}.retired`;
  expect(retired.text).toContain(kept);
  expect([readFileSync(kept, 'utf8'), statSync(kept).mode & 0o777]).toEqual([`${line}\n`, 0o600]);
  expect((await cli('list')).text).toBe(`${second}\tseals\t6 values\t3 files`);
  await expectAllReadable(context);
  const { prisma } = context.database;
  const lines = await prisma.auditEntry.findMany({ orderBy: { id: 'asc' } });
  expect(lines.map(({ action, subject }) => `${action} ${subject}`)).toEqual([
    `key.add key:${second}`,
    `key.seal key:${second}`,
    `key.rotate key:${second}`,
    `key.retire key:${first}`,
  ]);
});

test('what was altered is named and left as it is; the key it may need stays', async () => {
  const { context } = scratch;
  const { prisma } = context.database;
  const second = sealingKey(readKeyRing(context.config.keyFile)).id;
  const template = await prisma.faceTemplate.findFirstOrThrow();
  const altered = Buffer.from(template.embedding);
  altered[40] = (altered[40] ?? 0) ^ 1;
  await prisma.faceTemplate.update({ where: { id: template.id }, data: { embedding: altered } });
  const [id = ''] = pictures;
  const name = readdirSync(context.config.evidenceDir, { recursive: true, encoding: 'utf8' }).find((it) =>
    it.endsWith(`${id}.enc`),
  );
  const file = path.join(context.config.evidenceDir, name ?? '');
  const content = readFileSync(file);
  content[content.length - 1]! ^= 1;
  writeFileSync(file, content);

  const { code, text } = await cli('rotate');
  expect([code, text]).toEqual([1, expect.stringContaining(`FaceTemplate.embedding ${template.id}`)]);
  expect(text).toContain(`file ${id}`);
  expect(readFileSync(file)).toEqual(content);
  expect((await cli('retire', '--key', second)).text).toContain('1 values and 1 files are still sealed');
  expect(await prisma.faceTemplate.findUniqueOrThrow({ where: { id: template.id } })).toMatchObject({
    embedding: new Uint8Array(altered),
  });
});

test('a picture deleted while it is sealed anew stays deleted', async () => {
  const { evidence, database, secrets } = scratch.context;
  const ids = await Promise.all(
    Array.from({ length: 20 }, async () => (await evidence.put(Buffer.from('x'), 'frame', { at })).id),
  );
  await Promise.all(ids.flatMap((id) => [evidence.reseal(id), evidence.delete(id), evidence.reseal(id)]));
  for (const id of ids) expect(await evidence.has(id)).toBe(false);
  expect(await evidence.reseal(randomUUID())).toBe(false);
  const left = await resealAll({ prisma: database.prisma, secrets, evidence });
  expect(left.files).toBe(0);
});

test('a process that does not get the key holds the rotation up before anything is sealed with it', async () => {
  const { context } = scratch;
  const { prisma } = context.database;
  const before = sealingKey(readKeyRing(context.config.keyFile)).id;
  await prisma.processHeartbeat.create({
    data: {
      ...{ id: 'far-1', role: 'recognition', host: 'far', pid: 1, startedAt: at, seenAt: new Date() },
      detail: { keys: before, sealing: before },
    },
  });
  // Everything readable is sealed with the newest key, so that this begins a new rotation.
  await prisma.faceTemplate.deleteMany();
  await context.evidence.delete(pictures[0] ?? '');
  await expect(rotateKey({ ...work(context), patienceMs: 0 })).rejects.toThrow(/recognition on far/);
  const ring = readKeyRing(context.config.keyFile);
  expect(ring.at(-1)).toMatchObject({ next: true });
  expect(sealingKey(ring).id).toBe(before);
});

test('beside a database that does not know the pictures no key is made and none goes', async () => {
  const { context } = scratch;
  const { prisma } = context.database;
  await prisma.frame.deleteMany();
  await prisma.evidence.deleteMany();
  const ring = readFileSync(context.config.keyFile, 'utf8');
  for (const args of [['rotate'], ['retire', '--key', first]])
    expect(await cli(...args)).toEqual({ code: 1, text: expect.stringContaining('DATABASE_URL') as string });
  expect(readFileSync(context.config.keyFile, 'utf8')).toBe(ring);
});
