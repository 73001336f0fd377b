import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { watchCameras } from '../../../src/captures/watch-cameras.ts';
import { loadLanes } from '../../../src/attendance/lanes.ts';
import { recogniseStoredCapture } from '../../../src/recognition/recognise-stored-capture.ts';
import { Gallery } from '../../../src/vision/gallery.ts';
import type { Vision } from '../../../src/vision/vision.ts';
import { motionEvent } from '../../virtual-camera/notifications.ts';
import { spawnVirtualCamera } from '../../virtual-camera/spawn.ts';
import { scratchContext, type Scratch } from '../scratch.ts';

let scratch: Scratch;
let device: Awaited<ReturnType<typeof spawnVirtualCamera>>;
let cameraId: string;
const started = Date.now();

beforeAll(async () => {
  scratch = await scratchContext();
  device = await spawnVirtualCamera({ username: 'u', password: 'p' });
  const { database, secrets } = scratch.context;
  const door = await database.prisma.door.create({ data: { name: 'Sảnh tiếp dân' } });
  const camera = await database.prisma.camera.create({
    data: {
      ...{ name: 'Sảnh', address: device.addresses.onvif, streamUri: device.addresses.rtsp },
      ...{ username: 'u', password: secrets.encrypt(Buffer.from('p')), doorId: door.id, direction: 'both' },
      settings: { publicFacing: true },
      lastFrame: secrets.encrypt(Buffer.from('a picture from before')),
      lastFrameAt: new Date(),
    },
  });
  cameraId = camera.id;
});
afterAll(async () => {
  await scratch.close();
  await device.close();
});

const row = () => scratch.context.database.prisma.camera.findUniqueOrThrow({ where: { id: cameraId } });

test('where the public is, events are counted and no picture is taken or kept', async () => {
  const { context } = scratch;
  const db = context.database.prisma;
  await watchCameras(context);
  await expect.poll(async () => (await row()).state, { timeout: 30_000 }).toBe('listening');
  await device.raise(motionEvent(true));
  const moved = { cameraId, topic: { contains: 'CellMotionDetector' } };
  await expect.poll(() => db.cameraEvent.count({ where: moved }), { timeout: 30_000 }).toBeGreaterThan(0);
  await expect.poll(async () => (await row()).lastEventAt, { timeout: 30_000 }).not.toBeNull();
  expect(await db.capture.count()).toBe(0);
  expect(await row()).toMatchObject({ lastFrame: null, lastFrameAt: null });
  expect(readdirSync(context.config.dataDir)).not.toContain('evidence');
  expect(await db.coverageInterval.count()).toBe(0);
});

test('its door is not watched by it', async () => {
  const lanes = await loadLanes(scratch.context.database.prisma, { from: started, to: Date.now() });
  expect(lanes.map(({ direction, watched }) => [direction, watched])).toEqual([
    ['in', []],
    ['out', []],
  ]);
});

test('what waited when it was switched off is not looked at, and counts as not watched', async () => {
  const { context } = scratch;
  const { database, evidence } = context;
  const [fromAt, toAt] = [new Date(started - 60_000), new Date(started - 58_000)];
  const picture = await evidence.put(Buffer.from('a face'), 'frame', { at: fromAt });
  await database.prisma.evidence.create({ data: picture });
  const frames = { create: { evidenceId: picture.id, capturedAt: fromAt } };
  const capture = await database.prisma.capture.create({ data: { cameraId, fromAt, toAt, frames } });
  // Models that throw when anything is asked of them.
  const unused = new Proxy({} as Vision, {
    get: () => {
      throw new Error('nobody may look');
    },
  });
  expect(await recogniseStoredCapture(context, unused, new Gallery('m'), capture.id)).toMatchObject({
    recognition: 'off',
  });
  expect(await evidence.has(picture.id)).toBe(false);
  const stored = await database.prisma.capture.findUniqueOrThrow({ where: { id: capture.id } });
  expect(stored).toMatchObject({ state: 'failed', error: 'recognition_off' });
});
