/** A camera whose events are of no use, watched by its picture alone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cameraSettings } from '../../../src/captures/camera-settings.ts';
import { watchCameras } from '../../../src/captures/watch-cameras.ts';
import { cameraScript, truthOf } from '../../virtual-camera/script.ts';
import { spawnVirtualCamera } from '../../virtual-camera/spawn.ts';
import { scratchContext, type Scratch } from '../scratch.ts';

let scratch: Scratch;
let camera: Awaited<ReturnType<typeof spawnVirtualCamera>>;
let cameraId: string;

beforeAll(async () => {
  [scratch, camera] = await Promise.all([
    scratchContext(),
    spawnVirtualCamera({ name: 'Cửa vào', events: false }),
  ]);
  const { database, secrets } = scratch.context;
  const door = await database.prisma.door.create({ data: { name: 'Cổng' } });
  const { onvif, rtsp, rtspSub, username, password } = camera.addresses;
  const row = await database.prisma.camera.create({
    data: {
      ...{ name: 'Vào', address: onvif, username, doorId: door.id, direction: 'in' },
      password: secrets.encrypt(Buffer.from(password)),
      // It names no stream: the office typed them.
      settings: cameraSettings.parse({ trigger: 'motion', streams: { main: rtsp, sub: rtspSub } }),
    },
  });
  cameraId = row.id;
  await watchCameras(scratch.context);
});
afterAll(async () => {
  await scratch.close();
  await camera.close();
});

async function until<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain: ${what}`);
}

const row = () => scratch.context.database.prisma.camera.findUniqueOrThrow({ where: { id: cameraId } });
const captures = (topic: string) =>
  scratch.context.database.prisma.capture.findMany({
    where: { cameraId, event: { topic } },
    include: { frames: { orderBy: { capturedAt: 'asc' } } },
    orderBy: { fromAt: 'asc' },
  });
const watched = () =>
  scratch.context.database.prisma.coverageInterval.findFirst({
    where: { cameraId, endCause: null },
    orderBy: { fromAt: 'desc' },
  });

test(
  'somebody who passes is seen, the door counts as watched, and what works is remembered',
  { timeout: 120_000 },
  async () => {
    await until('watched', async () => ((await row()).state === 'listening' ? true : null));
    const script = cameraScript.parse({
      startAt: new Date(Date.now() + 10_000).toISOString(),
      passages: [{ at: 0, people: [{ id: 'person-01' }], seconds: 4 }],
    });
    await camera.play(script);
    await camera.rendered();
    const [truth] = truthOf(script);
    if (!truth) throw new Error('no passage');

    const seen = await until('pictures of the passage', async () => {
      const found = (await captures('Picture/Motion')).filter(({ frames }) => frames.length >= 4);
      return found[0] ?? null;
    });
    const [first] = seen.frames;
    expect(first?.capturedAt.getTime()).toBeLessThan(truth.visibleFrom + 1_000);
    const during = seen.frames.filter(
      ({ capturedAt }) => +capturedAt > truth.visibleFrom - 500 && +capturedAt < truth.visibleTo + 500,
    );
    expect(during.length).toBeGreaterThanOrEqual(4);

    // Without a single event of the camera's own.
    const interval = await until('coverage until after the passage', async () => {
      const open = await watched();
      return open && open.toAt.getTime() > truth.visibleTo ? open : null;
    });
    expect(interval.fromAt.getTime()).toBeLessThan(truth.visibleFrom);
    // This machine's hardware was tried on the stream, or there was none to try: either way it is settled.
    expect((await row()).found).toMatchObject({ transport: 'tcp', decoder: expect.any(String) as string });
  },
);

test('continuous: pictures of every moment while the hours last', async () => {
  const settings = cameraSettings.parse({
    trigger: 'continuous',
    streams: { main: camera.addresses.rtsp, sub: null },
  });
  await scratch.context.database.prisma.camera.update({ where: { id: cameraId }, data: { settings } });
  const taken = await until('three pieces', async () => {
    const found = await captures('Picture/Continuous');
    return found.length >= 3 ? found : null;
  });
  for (const [n, { fromAt, frames }] of taken.entries()) {
    const before = taken[n - 1];
    if (before) expect(fromAt.getTime() - before.toAt.getTime()).toBeLessThanOrEqual(0);
    expect(frames.length).toBeGreaterThanOrEqual(3);
  }
});
