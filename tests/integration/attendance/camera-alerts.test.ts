import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findSilentCameras } from '../../../src/alerts/find-silent.ts';
import { raiseAlerts } from '../../../src/alerts/raise.ts';
import { computeDay } from '../../../src/attendance/compute-day.ts';
import { evidenceCompleteUntil } from '../../../src/attendance/evidence.ts';
import { addDays } from '../../../src/domain/civil-time.ts';
import { alertsQueue } from '../../../src/queues/alerts.ts';
import { attendanceQueue } from '../../../src/queues/attendance.ts';
import { listAlerts } from '../../../src/store/alerts.ts';
import { scratchContext, type Scratch } from '../scratch.ts';
import { at, monday, officeDay, watchDoor, type OfficeDay } from './office-day.ts';

let scratch: Scratch;
let day: OfficeDay;
beforeAll(async () => {
  scratch = await scratchContext();
  day = await officeDay(scratch.context);
});
afterAll(() => scratch.close());

const db = () => scratch.context.database.prisma;
const texts = async (language: 'vi' | 'en' = 'vi') =>
  (await listAlerts(db(), { open: true, limit: 20 }, { language, timeZone: 'Asia/Ho_Chi_Minh' })).map(
    ({ kind, text }) => `${kind}: ${text}`,
  );

describe('cameras that are lost', () => {
  beforeEach(() => db().alert.deleteMany());
  const change = (cameraId: string, time: string, watching = false, cause: string | null = 'offline') =>
    raiseAlerts(scratch.context, {
      kind: 'camera',
      cameraId,
      watching,
      cause: watching ? null : cause,
      at: at(time).toISOString(),
    });

  it('within seconds are one alert that names them, and so when they come back', async () => {
    const cameras = await db().camera.findMany({ orderBy: { direction: 'asc' } });
    const [first, second] = cameras;
    if (!first || !second) throw new Error('two cameras are needed');
    await change(first.id, '08:00:00');
    await db().alert.updateMany({ data: { acknowledgedAt: new Date(), acknowledgedBy: 'an' } });
    await Promise.all([
      change(second.id, '08:00:12'),
      change(first.id, '08:00:00'),
      change(second.id, '08:00:12'),
    ]);
    expect(await texts()).toEqual([
      `camerasAway: 2 camera cùng mất liên lạc từ 08:00: ${first.name}, ${second.name}. Hãy kiểm tra nguồn điện và switch mạng. Trong lúc này không ai bị ghi đi muộn hay vắng ở các cửa này.`,
    ]);
    await change(first.id, '08:05:03', true);
    await change(second.id, '08:05:01', true);
    expect((await texts('en'))[0]).toBe(
      `camerasBack: 2 cameras are watching again since 08:05: ${second.name}, ${first.name}.`,
    );
  });

  it('one after the other are alerts of their own, each with its cause', async () => {
    const [first, second] = await db().camera.findMany({ orderBy: { direction: 'asc' } });
    await change(first?.id ?? '', '09:00:00', false, 'pictureBlack');
    await change(second?.id ?? '', '09:10:00', false, 'tampering');
    expect((await texts()).map((text) => /\((.+)\)/.exec(text)?.[1])).toEqual([
      'Camera báo bị che hoặc bị tác động',
      'Hình tối đen',
    ]);
  });
});

describe('a camera that is alive', () => {
  it('is waited for, also one that proves it once a minute only; one that is away is not', async () => {
    const camera = await db().camera.findFirstOrThrow({ where: { direction: 'in' } });
    const { id } = await db().coverageInterval.create({
      data: { cameraId: camera.id, fromAt: at('20:00:00'), toAt: at('20:10:00') },
    });
    const until = async (time: string) =>
      new Date(await evidenceCompleteUntil(db(), at(time).getTime())).toISOString();
    const seen = at('20:10:00').toISOString();
    expect(await until('20:10:10')).toBe(seen);
    expect(await until('20:10:50')).toBe(at('20:10:50').toISOString());
    await db().camera.update({ where: { id: camera.id }, data: { settings: { ring: 'onEvent' } } });
    expect(await until('20:10:50')).toBe(seen);
    expect(await until('20:11:30')).toBe(at('20:11:30').toISOString());
    await db().coverageInterval.delete({ where: { id } });
    await db().camera.update({ where: { id: camera.id }, data: { settings: {} } });
  });
});

describe('a camera that is silent when its door is lively', () => {
  it('is told once, counts as not watched until it brings something again, and never accuses', async () => {
    const { id: employeeId } = await day.person('09:20:00');
    const door = await db().door.findFirstOrThrow();
    const camera = await db().camera.findFirstOrThrow({ where: { doorId: door.id, direction: 'in' } });
    const eventAt = (date: string, time: string) =>
      db().cameraEvent.create({
        data: {
          cameraId: camera.id,
          key: randomUUID(),
          topic: 'RuleEngine/LineDetector/Crossed',
          payload: {},
          receivedAt: new Date(`${date}T${time}+07:00`),
        },
      });
    const outcome = async () => {
      await computeDay(scratch.context, employeeId, monday);
      const key = { employeeId, workDate: new Date(monday) };
      const row = await db().dayRecord.findUniqueOrThrow({ where: { employeeId_workDate: key } });
      return [row.outcome, JSON.stringify(row.record).includes('cameraSilent')];
    };
    for (const week of [1, 2, 3, 4]) {
      const date = addDays(monday, -7 * week);
      const [fromAt, toAt] = ['06:00', '18:00'].map((time) => new Date(`${date}T${time}:00+07:00`));
      if (!fromAt || !toAt) throw new Error('unreadable');
      await db().coverageInterval.create({
        data: { cameraId: camera.id, fromAt, toAt, endCause: 'stopped' },
      });
      for (let minute = 10; minute < 50; minute += 5) await eventAt(date, `07:${minute}:00`);
    }
    await eventAt(monday, '07:04:00');
    expect(await outcome()).toEqual(['late', false]);
    // Half past seven of that Monday: it listens, and nothing has come since four minutes past.
    await db().camera.update({ where: { id: camera.id }, data: { state: 'listening' } });
    await db().coverageInterval.updateMany({
      where: { cameraId: camera.id, fromAt: at('05:00:00') },
      data: { toAt: at('07:45:00'), endCause: null },
    });
    const noticedAt = at('07:45:00');
    expect(await findSilentCameras(scratch.context, at('07:20:00'))).toMatchObject({ told: 0 });
    expect(await findSilentCameras(scratch.context, noticedAt)).toMatchObject({ told: 1 });
    expect(await findSilentCameras(scratch.context, noticedAt)).toMatchObject({ told: 0 });
    const asked = await scratch.context.queues.get(attendanceQueue.name).getJobs(['waiting', 'prioritized']);
    expect(asked.map(({ data }) => data as object)).toContainEqual(
      expect.objectContaining({ employeeId, workDate: monday }),
    );
    const [told] = await scratch.context.queues.get(alertsQueue.name).getJobs(['waiting']);
    for (const _ of [1, 2]) await raiseAlerts(scratch.context, alertsQueue.parse(told?.data));
    expect((await texts()).filter((text) => text.startsWith('cameraSilent'))).toEqual([
      expect.stringContaining('từ 07:04, trong khi giờ này thường có ít nhất 7 lượt') as string,
    ]);

    await db().coverageInterval.updateMany({
      where: { cameraId: camera.id, fromAt: at('05:00:00') },
      data: { toAt: at('19:00:00'), endCause: 'stopped' },
    });
    expect(await outcome()).toEqual(['insufficientEvidence', true]);
    // Somebody walks past it at eight: from then on it counts again.
    await eventAt(monday, '08:00:00');
    expect(await findSilentCameras(scratch.context, at('08:01:00'))).toMatchObject({ told: 1 });
    expect(await db().cameraSilence.findMany()).toMatchObject([{ toAt: at('08:00:00') }]);
    // Who came in between may have come in time, and stays so.
    expect(await outcome()).toEqual(['insufficientEvidence', true]);
  });

  it('is not looked for where there is no past to compare with', async () => {
    const door = await db().door.create({ data: { name: 'Cổng mới' } });
    const { in: cameraId } = await watchDoor(db(), door.id);
    await db().camera.update({ where: { id: cameraId }, data: { state: 'listening' } });
    await db().coverageInterval.updateMany({
      where: { cameraId },
      data: { toAt: at('10:00:00'), endCause: null },
    });
    expect(await findSilentCameras(scratch.context, at('10:00:00'))).toMatchObject({ told: 0 });
  });
});
