import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CaptureSpool, type SpooledCapture, type TermSpool } from '../../../src/captures/spool.ts';
import { recognitionQueue } from '../../../src/queues/recognition.ts';
import { scratchServer } from '../scratch.ts';

let scratch: Awaited<ReturnType<typeof scratchServer>>;
let cameraId: string;

beforeAll(async () => {
  scratch = await scratchServer();
  const { prisma } = scratch.context.database;
  const door = await prisma.door.create({ data: { name: 'Cổng' } });
  const camera = await prisma.camera.create({
    data: {
      name: 'Vào',
      address: 'x',
      username: '',
      password: Buffer.from(''),
      doorId: door.id,
      direction: 'in',
    },
  });
  cameraId = camera.id;
});
afterAll(() => scratch.close());

async function aCapture(overrides: Partial<SpooledCapture> = {}): Promise<SpooledCapture> {
  const at = new Date('2026-11-23T00:05:00Z');
  const picture = await scratch.context.evidence.put(Buffer.from('picture'), 'frame', { at });
  return {
    captureId: randomUUID(),
    cameraId,
    fromAt: at,
    toAt: new Date(at.getTime() + 2_000),
    event: {
      id: randomUUID(),
      key: randomUUID(),
      topic: 'VideoSource/MotionAlarm',
      operation: 'Changed',
      payload: { data: { State: 'true' } },
      deviceTime: null,
      receivedAt: at,
      skewMs: 0,
    },
    alsoEvents: [],
    frames: [{ id: randomUUID(), capturedAt: at, picture }],
    ...overrides,
  };
}

async function arrived(captureId: string): Promise<boolean> {
  for (let tries = 0; tries < 200; tries++) {
    const row = await scratch.context.database.prisma.capture
      .findUnique({ where: { id: captureId } })
      .catch(() => null);
    if (row !== null) return true;
    await delay(50);
  }
  return false;
}

let workers = 0;
const absenceMs = 100;
/** The spool of a worker of its own that holds the camera. */
async function aSpool(
  worker = `worker-${++workers}`,
  fence = 1,
): Promise<TermSpool & { spool: CaptureSpool }> {
  const spool = new CaptureSpool(scratch.context, worker, absenceMs);
  await spool.open();
  return { spool, ...spool.under({ cameraId, fence }) };
}

const spooled = async () =>
  (await readdir(path.join(scratch.folder, 'spool'), { recursive: true })).filter((name) =>
    name.endsWith('.json'),
  );

describe('capture spool', () => {
  test('delivers a capture into the database and the queue, and forgets it', async () => {
    const spool = await aSpool();
    const capture = await aCapture();
    await spool.add(capture);
    expect(await arrived(capture.captureId)).toBe(true);
    await expect.poll(spooled).toEqual([]);
    const job = await scratch.context.queues
      .get(recognitionQueue.name)
      .getJob(`capture-${capture.captureId}`);
    expect(job?.data).toEqual({ captureId: capture.captureId });
    await expect.poll(() => spool.earliestWaiting(cameraId)).toBeNull();
  });

  test('an event is on disk before its pictures: a worker that dies leaves it to the next one', async () => {
    const dying = await aSpool('dying');
    const promised = await aCapture({ frames: [] });
    await dying.promise(promised);
    expect(dying.earliestWaiting(cameraId)).toEqual(promised.fromAt);
    const { spool: next } = await aSpool('next');
    next.adoptFromAbsent(['next', 'dying']);
    await delay(2 * absenceMs);
    next.adoptFromAbsent(['next']);
    await delay(50);
    expect(await spooled()).toEqual([path.join('dying', `${promised.captureId}.json`)]);
    await delay(absenceMs);
    next.adoptFromAbsent(['next']);
    expect(await arrived(promised.captureId)).toBe(true);
    const row = await scratch.context.database.prisma.capture.findUniqueOrThrow({
      where: { id: promised.captureId },
      include: { event: true, frames: true },
    });
    expect(row).toMatchObject({ event: { key: promised.event.key }, frames: [] });
    await expect.poll(spooled).toEqual([]);
  });

  test('events that share pictures are all kept, and only one capture', async () => {
    const spool = await aSpool();
    const first = await aCapture({ frames: [] });
    const second = await aCapture({ frames: [] });
    await spool.promise(first);
    await spool.promise(second);
    const taken = await aCapture();
    await spool.add({ ...first, frames: taken.frames, alsoEvents: [second.event] }, [second.captureId]);
    expect(await arrived(first.captureId)).toBe(true);
    await expect.poll(spooled).toEqual([]);
    await expect.poll(() => spool.earliestWaiting(cameraId)).toBeNull();
    const { prisma } = scratch.context.database;
    const keys = [first.event.key, second.event.key];
    expect(await prisma.cameraEvent.count({ where: { key: { in: keys } } })).toBe(2);
    expect(await prisma.capture.count({ where: { id: second.captureId } })).toBe(0);
  });

  test('keeps a capture while the database is away, and delivers it when it is back', async () => {
    const spool = await aSpool();
    const capture = await aCapture();
    const died = new Promise((resolve) => scratch.postgres.onDeath(resolve));
    process.kill(scratch.postgres.pid() ?? 0, 'SIGKILL');
    await died;
    await spool.add(capture);
    await delay(300);
    expect(spool.earliestWaiting(cameraId)).toEqual(capture.fromAt);
    await scratch.postgres.restart();
    expect(await arrived(capture.captureId)).toBe(true);
    await expect.poll(() => spool.earliestWaiting(cameraId)).toBeNull();
  });

  test('a capture that the disk does not take waits like any other, and is delivered', async () => {
    const spool = await aSpool('full');
    const capture = await aCapture({ frames: [] });
    const inTheWay = path.join(scratch.folder, 'spool', 'full', `${capture.captureId}.json.part`);
    await mkdir(inTheWay);
    const refused = spool.add(capture);
    expect(spool.earliestWaiting(cameraId)).toEqual(capture.fromAt);
    await expect(refused).rejects.toThrow('EISDIR');
    expect(await arrived(capture.captureId)).toBe(true);
    await expect.poll(() => spool.earliestWaiting(cameraId)).toBeNull();
    await rm(inTheWay, { recursive: true });
  });

  test('what an earlier version left is delivered, and what cannot be read is set aside', async () => {
    const capture = await aCapture();
    const folder = path.join(scratch.folder, 'spool');
    await writeFile(path.join(folder, `${capture.captureId}.json`), JSON.stringify(capture));
    await writeFile(path.join(folder, 'torn.json'), '{"captureId":');
    await aSpool();
    expect(await arrived(capture.captureId)).toBe(true);
    await expect.poll(spooled).toEqual([]);
    expect(await readdir(folder)).toContain('torn.json.bad');
  });

  test('what two holders took of one event is one capture, with the pictures of whoever has some', async () => {
    const { prisma } = scratch.context.database;
    const { evidence } = scratch.context;
    const [old, next] = [await aSpool('old', 1), await aSpool('new', 2)];
    const blind = await aCapture({ frames: [] });
    const repeats = async (laterMs: number, overrides: Partial<SpooledCapture> = {}) =>
      aCapture({
        event: { ...blind.event, id: randomUUID() },
        fromAt: new Date(blind.fromAt.getTime() + laterMs),
        ...overrides,
      });
    await old.add(blind);
    expect(await arrived(blind.captureId)).toBe(true);
    await prisma.capture.update({ where: { id: blind.captureId }, data: { state: 'failed' } });
    const [seen, late] = [await repeats(400), await repeats(-300)];
    // A piece that follows in a long burst is no repetition.
    const piece = await repeats(2_500);
    for (const capture of [seen, seen, late]) await next.add(capture);
    await old.add(blind);
    await next.add(piece);
    expect(await arrived(piece.captureId)).toBe(true);
    await expect.poll(spooled).toEqual([]);
    const rows = await prisma.capture.findMany({
      where: { event: { key: blind.event.key } },
      include: { frames: true },
      orderBy: { fromAt: 'asc' },
    });
    expect(rows.map((row) => [row.id, row.fence, row.state, row.frames.map((frame) => frame.id)])).toEqual([
      [blind.captureId, 1, 'pending', seen.frames.map((frame) => frame.id)],
      [piece.captureId, 2, 'pending', piece.frames.map((frame) => frame.id)],
    ]);
    expect(await evidence.has(seen.frames[0]!.picture.id)).toBe(true);
    await expect.poll(() => evidence.has(late.frames[0]!.picture.id)).toBe(false);
    const again = await scratch.context.queues
      .get(recognitionQueue.name)
      .getJob(`capture-${blind.captureId}-again`);
    expect(again?.data).toEqual({ captureId: blind.captureId });
  });

  test('a worker that slept while another took over its folder loses nothing', async () => {
    const { prisma } = scratch.context.database;
    const sleeper = await aSpool('sleeper', 1);
    const promised = await aCapture({ frames: [] });
    await sleeper.promise(promised);
    const { spool: waking } = await aSpool('awake', 2);
    await expect
      .poll(async () => {
        waking.adoptFromAbsent(['awake']);
        return prisma.capture.count({ where: { id: promised.captureId } });
      })
      .toBe(1);
    await expect.poll(() => readdir(path.join(scratch.folder, 'spool'))).not.toContain('sleeper');
    const { frames } = await aCapture();
    await sleeper.add({ ...promised, frames });
    await expect
      .poll(() => prisma.frame.findMany({ where: { captureId: promised.captureId }, select: { id: true } }))
      .toEqual([{ id: frames[0]!.id }]);
    await expect.poll(spooled).toEqual([]);
  });

  test('captures of a camera that was deleted are dropped with their pictures', async () => {
    const spool = await aSpool();
    const capture = await aCapture({ cameraId: randomUUID() });
    await spool.add(capture);
    await expect.poll(spooled).toEqual([]);
    await expect(scratch.context.evidence.get(capture.frames[0]!.picture.id)).rejects.toMatchObject({
      code: 'evidence_missing',
    });
  });
});
