import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Context } from '../../../src/context.ts';
import { alertsQueue } from '../../../src/queues/alerts.ts';
import { start as startAttendanceWorker } from '../../../workers/attendance.ts';
import { start as startCameraWorker } from '../../../workers/camera.ts';
import { spawnVirtualCamera } from '../../virtual-camera/spawn.ts';
import { openFaultyDevice } from '../cameras/conformance/faulty-device.ts';
import { PushingDevice } from '../cameras/conformance/pushing-device.ts';
import { scratchContext, type Scratch } from '../scratch.ts';

const account = { username: 'admin', password: 'Mật-khẩu-1' };
/** Generous: a loaded machine decodes slowly. */
const patience = { timeout: 60_000, interval: 200 };

let scratch: Scratch;
let device: Awaited<ReturnType<typeof spawnVirtualCamera>>;
let cameraId: string;
let pushing: PushingDevice;

beforeAll(async () => {
  const faulty = openFaultyDevice(account);
  [scratch, device] = await Promise.all([scratchContext(), spawnVirtualCamera(account)]);
  pushing = new PushingDevice(await faulty, 60_000);
  pushing.behave('CreatePullPointSubscription');
  const { database, secrets } = scratch.context;
  const door = await database.prisma.door.create({ data: { name: 'Cổng chính' } });
  const add = (name: string, address: string, streamUri: string | null) =>
    database.prisma.camera.create({
      data: {
        ...{ name, address, streamUri, doorId: door.id, direction: 'in' },
        username: account.username,
        password: secrets.encrypt(Buffer.from(account.password)),
      },
    });
  cameraId = (await add('Cổng vào', device.addresses.onvif, device.addresses.rtsp)).id;
  await add('Chỉ biết đẩy', pushing.device.access.address, null);
  const { config } = scratch.context;
  const context: Context = {
    ...scratch.context,
    config: { ...config, push: { host: '127.0.0.1', port: 0 } },
  };
  await startCameraWorker(context);
});
afterAll(async () => {
  await Promise.allSettled([scratch.close(), device.close(), pushing.device.close()]);
});

const row = () =>
  scratch.context.database.prisma.camera.findUniqueOrThrow({
    where: { id: cameraId },
    include: { coverage: { orderBy: { fromAt: 'asc' } } },
  });
const isOpen = async () => (await row()).coverage.some(({ endCause }) => endCause === null);

/** As analytics cameras word it; a property that is taken back when it is over. */
const tampering = (state: boolean) =>
  device.raise({
    topic: 'tns1:VideoSource/GlobalSceneChange/AnalyticsService',
    source: { Source: 'VideoSource0' },
    data: { State: String(state) },
    operation: 'Changed',
  });

test('what the device says of its own picture ends the coverage with that cause, and is told', async () => {
  await expect.poll(isOpen, patience).toBe(true);
  await tampering(true);
  await expect.poll(async () => (await row()).coverage.at(-1)?.endCause, patience).toBe('tampering');
  await expect.poll(async () => (await row()).state, patience).toBe('tampering');
  const told = await scratch.context.queues.get(alertsQueue.name).getJobs(['waiting', 'prioritized']);
  expect(told.map(({ data }) => data as object)).toContainEqual(
    expect.objectContaining({ cameraId, watching: false, cause: 'tampering' }),
  );
  await tampering(false);
  await expect.poll(isOpen, patience).toBe(true);
  await expect.poll(async () => (await row()).state, patience).toBe('listening');
});

test('its usual view is kept for the next start, unreadable without the key', async () => {
  await expect.poll(async () => (await row()).usualViews !== null, patience).toBe(true);
  const { usualViews } = await row();
  expect(scratch.context.secrets.decrypt(usualViews ?? Buffer.alloc(0))).toHaveLength(64 * 36);
});

test('a device that has no pull points may push, where the office wants that', async () => {
  await expect.poll(() => pushing.consumer, patience).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\S+$/);
  expect(await pushing.push(7)).toBe(200);
  const topic = 'RuleEngine/LineDetector/Crossed';
  const stored = () => scratch.context.database.prisma.cameraEvent.count({ where: { topic } });
  await expect.poll(stored, patience).toBe(1);
});

test('a badge that is taken at the device is a sighting, without recognition', async () => {
  const { database } = scratch.context;
  const holder = await database.prisma.employee.create({ data: { code: 'CB1', fullName: 'Trần Thị An' } });
  const badge = { cameraId, kind: 'badge', token: '04A1B2C3', employeeId: holder.id };
  await database.prisma.credential.create({
    data: { ...badge, validFrom: new Date('2020-01-01'), createdBy: 'test' },
  });
  await startAttendanceWorker(scratch.context);
  await device.raise({
    topic: 'tns1:AccessControl/AccessTaken/Credential',
    source: { AccessPointToken: 'ap1' },
    data: { CredentialToken: badge.token, CredentialHolderName: 'An' },
    operation: 'Changed',
  });
  const seen = () =>
    database.prisma.sighting.findMany({
      where: { employeeId: holder.id },
      select: { outcome: true, direction: true, captureId: true },
    });
  await expect.poll(seen, patience).toEqual([{ outcome: 'known', direction: 'in', captureId: null }]);
});
