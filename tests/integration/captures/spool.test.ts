import { randomUUID } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CaptureSpool, type SpooledCapture } from '../../../src/captures/spool.ts';
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

const spooled = async () =>
  (await readdir(path.join(scratch.folder, 'spool'))).filter((name) => name.endsWith('.json'));

describe('capture spool', () => {
  test('delivers a capture into the database and the queue, and forgets it', async () => {
    const spool = new CaptureSpool(scratch.context);
    await spool.open();
    const capture = await aCapture();
    await spool.add(capture);
    expect(await arrived(capture.captureId)).toBe(true);
    const job = await scratch.context.queues
      .get(recognitionQueue.name)
      .getJob(`capture-${capture.captureId}`);
    expect(job?.data).toEqual({ captureId: capture.captureId });
    await expect.poll(spooled).toEqual([]);
    await expect.poll(() => spool.earliestWaiting(cameraId)).toBeNull();
  });

  test('an event is on disk before its pictures: a worker that dies leaves it to the next one', async () => {
    const dying = new CaptureSpool(scratch.context);
    await dying.open();
    const promised = await aCapture({ frames: [] });
    await dying.promise(promised);
    expect(dying.earliestWaiting(cameraId)).toEqual(promised.fromAt);
    const next = new CaptureSpool(scratch.context);
    await next.open();
    expect(await arrived(promised.captureId)).toBe(true);
    const row = await scratch.context.database.prisma.capture.findUniqueOrThrow({
      where: { id: promised.captureId },
      include: { event: true, frames: true },
    });
    expect(row).toMatchObject({ event: { key: promised.event.key }, frames: [] });
    await expect.poll(spooled).toEqual([]);
  });

  test('events that share pictures are all kept, and only one capture', async () => {
    const spool = new CaptureSpool(scratch.context);
    await spool.open();
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
    const spool = new CaptureSpool(scratch.context);
    await spool.open();
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

  test('the next process delivers what a dead one left, and sets aside what it cannot read', async () => {
    const capture = await aCapture();
    const folder = path.join(scratch.folder, 'spool');
    await writeFile(path.join(folder, `${capture.captureId}.json`), JSON.stringify(capture));
    await writeFile(path.join(folder, 'torn.json'), '{"captureId":');
    await new CaptureSpool(scratch.context).open();
    expect(await arrived(capture.captureId)).toBe(true);
    await expect.poll(spooled).toEqual([]);
    expect(await readdir(folder)).toContain('torn.json.bad');
  });

  test('the same capture twice is one capture, the same event twice one event', async () => {
    const spool = new CaptureSpool(scratch.context);
    await spool.open();
    const first = await aCapture();
    const second = await aCapture({ event: { ...first.event, id: randomUUID() } });
    for (const capture of [first, first, second]) await spool.add(capture);
    expect(await arrived(second.captureId)).toBe(true);
    const { prisma } = scratch.context.database;
    expect(await prisma.cameraEvent.count({ where: { key: first.event.key } })).toBe(1);
    expect(await prisma.capture.count({ where: { event: { key: first.event.key } } })).toBe(2);
  });

  test('captures of a camera that was deleted are dropped with their pictures', async () => {
    const spool = new CaptureSpool(scratch.context);
    await spool.open();
    const capture = await aCapture({ cameraId: randomUUID() });
    await spool.add(capture);
    await expect.poll(spooled).toEqual([]);
    await expect(scratch.context.evidence.get(capture.frames[0]!.picture.id)).rejects.toMatchObject({
      code: 'evidence_missing',
    });
  });
});
