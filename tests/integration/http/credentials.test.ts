import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeDay } from '../../../src/attendance/compute-day.ts';
import { takeDeviceWord } from '../../../src/attendance/take-device-word.ts';
import { attendanceQueue } from '../../../src/queues/attendance.ts';
import { identificationQueue } from '../../../src/queues/identification.ts';
import { at, monday, officeDay, type OfficeDay } from '../attendance/office-day.ts';
import { idOf, itemsOf, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
let day: OfficeDay;
let cameras: Record<'in' | 'out', string>;

beforeAll(async () => {
  http = await startHttpApp();
  day = await officeDay(http.context);
  const rows = await db().camera.findMany();
  const of = (direction: string) => rows.find((row) => row.direction === direction)?.id ?? '';
  cameras = { in: of('in'), out: of('out') };
});
afterAll(() => http.close());

const db = () => http.context.database.prisma;

type Meaning = { kind: string; credential?: string; personId?: string; likelihood?: number };

/** The device says something at a time of that Monday; taken as the worker does. */
async function said(cameraId: string, time: string, meaning: Meaning): Promise<string> {
  const key = randomUUID();
  const row = { cameraId, key, topic: 'AccessControl/AccessTaken/Credential', operation: 'Changed' };
  const when = { receivedAt: at(time), deviceTime: at(time), skewMs: 0 };
  await db().cameraEvent.create({
    data: { ...row, ...when, payload: { meaning: { active: null, ...meaning } } },
  });
  await takeDeviceWord(http.context, { cameraId, eventKey: key });
  return key;
}

/** Does what the queue holds, as the worker does. */
async function work(): Promise<number> {
  const queue = http.context.queues.get(identificationQueue.name);
  const jobs = await queue.getJobs(['waiting', 'prioritized', 'delayed']);
  for (const job of jobs) {
    await takeDeviceWord(http.context, identificationQueue.parse(job.data));
    await job.remove();
  }
  return jobs.length;
}

const assign = (body: object) =>
  http.as.officer('POST', '/api/credentials', { kind: 'badge', validFrom: '2026-03-01', ...body });
const sightings = (employeeId: string) =>
  db().sighting.findMany({
    where: {
      identificationId: { not: null },
      OR: [{ employeeId }, { candidates: { array_contains: [{ employeeId }] } }],
    },
    orderBy: { at: 'asc' },
    select: { outcome: true, direction: true, at: true },
  });
async function whyOf(employeeId: string) {
  await computeDay(http.context, employeeId, monday);
  const answer = await http.as.officer('GET', `/api/records/${employeeId}/${monday}`, undefined, {
    'accept-language': 'vi',
  });
  return answer.body as { outcome: string; derivation: { text: string }[]; sightings: { device: unknown }[] };
}

describe('a badge', () => {
  it('of nobody is listed, and once it is somebody’s, its uses since then are evidence', async () => {
    const { id: employeeId } = await day.person(null);
    expect((await whyOf(employeeId)).outcome).toBe('absent');
    await said(cameras.in, '06:50:00', { kind: 'accessTaken', credential: '04A1B2C3' });
    await said(cameras.in, '13:20:00', { kind: 'accessGranted', credential: '04A1B2C3' });
    await said(cameras.out, '17:05:00', { kind: 'accessGranted', credential: '04A1B2C3' });
    expect(await sightings(employeeId)).toEqual([]);
    const unknown = itemsOf(await http.as.officer('GET', '/api/credentials/unknown'));
    expect(unknown).toMatchObject([
      { camera: { id: cameras.out }, kind: 'badge', token: '04A1B2C3', uses: 1 },
      {
        camera: { id: cameras.in },
        kind: 'badge',
        token: '04A1B2C3',
        uses: 2,
        firstAt: at('06:50:00').toISOString(),
      },
    ]);
    await http.context.queues.get(attendanceQueue.name).drain();
    for (const cameraId of [cameras.in, cameras.out])
      expect(await assign({ cameraId, token: '04A1B2C3', employeeId })).toMatchObject({ status: 201 });
    expect(await work()).toBe(3);
    expect(itemsOf(await http.as.officer('GET', '/api/credentials/unknown'))).toEqual([]);
    // Granted at the exit shows that the badge was inside, never that it left.
    expect(await sightings(employeeId)).toEqual([
      { outcome: 'known', direction: 'in', at: at('06:50:00') },
      { outcome: 'known', direction: 'in', at: at('13:20:00') },
      { outcome: 'known', direction: 'inside', at: at('17:05:00') },
    ]);
    const asked = await http.context.queues.get(attendanceQueue.name).getJobs(['waiting', 'prioritized']);
    expect(asked.map(({ data }) => data as object)).toContainEqual(
      expect.objectContaining({ employeeId, workDate: monday }),
    );
    const why = await whyOf(employeeId);
    expect(why.outcome).not.toBe('absent');
    const text = why.derivation.map((line) => line.text).join('\n');
    expect(text).toContain('do thẻ …B2C3 tại');
    expect(text).toContain('đã đi qua cửa');
    expect(text).not.toContain('04A1');
    expect(why.sightings.map(({ device }) => device)).toContainEqual({ kind: 'accessTaken', token: '…B2C3' });
  });

  it('taken twice by the queue is one sighting; given to another from a date on it is theirs from then', async () => {
    const [before, after] = [await day.person(null), await day.person(null)];
    const cameraId = cameras.in;
    const key = await said(cameraId, '07:00:00', { kind: 'accessTaken', credential: 'CARD-7' });
    const first = await assign({ cameraId, token: 'CARD-7', employeeId: before.id, validFrom: '2026-01-01' });
    await work();
    for (const _ of [1, 2]) await takeDeviceWord(http.context, { cameraId, eventKey: key });
    expect(await sightings(before.id)).toHaveLength(1);
    await assign({ cameraId, token: 'CARD-7', employeeId: after.id, validFrom: '2026-03-03' });
    await work();
    expect([await sightings(before.id), await sightings(after.id)]).toMatchObject([[{}], []]);
    await assign({ cameraId, token: 'CARD-7', employeeId: after.id, validFrom: monday });
    await work();
    expect([await sightings(before.id), await sightings(after.id)]).toMatchObject([[], [{}]]);
    // A visitor's card from the Monday on: nobody's.
    await assign({ cameraId, token: 'CARD-7', employeeId: null, validFrom: monday });
    await work();
    expect([await sightings(before.id), await sightings(after.id)]).toEqual([[], []]);
    expect(await http.as.officer('DELETE', `/api/credentials/${idOf(first)}`)).toMatchObject({ status: 204 });
  });
});

describe('a face that the camera recognised itself', () => {
  const face = { kind: 'faceRecognised', personId: 'P-12', likelihood: 0.95 };

  it('needs a consent, is a question to a reviewer, and certain only where the office trusts the camera', async () => {
    const { id: employeeId } = await day.person(null);
    const cameraId = cameras.in;
    const key = await said(cameraId, '06:55:00', face);
    const asked = { cameraId, kind: 'face', token: 'P-12', employeeId };
    expect(await assign(asked)).toMatchObject({ status: 409, body: { code: 'consent_required' } });
    const consent = { employeeId, kind: 'consent', textVersion: '1', recordedBy: 'test' };
    await db().consent.create({ data: consent });
    await assign(asked);
    await work();
    expect(await sightings(employeeId)).toMatchObject([{ outcome: 'uncertain' }]);
    expect((await whyOf(employeeId)).outcome).toBe('insufficientEvidence');
    await db().camera.update({ where: { id: cameraId }, data: { settings: { ownFacesFrom: 0.9 } } });
    await takeDeviceWord(http.context, { cameraId, eventKey: key });
    expect(await sightings(employeeId)).toMatchObject([{ outcome: 'known', direction: 'in' }]);
    expect((await whyOf(employeeId)).derivation.map((line) => line.text).join('\n')).toContain(
      'do chính camera in ',
    );
    // Withdrawn: the camera's own enrolment counts for nobody any more, and what was seen until then stays.
    await db().consent.updateMany({ where: { employeeId }, data: { withdrawnAt: new Date() } });
    await takeDeviceWord(http.context, { cameraId, eventKey: key });
    await said(cameraId, '07:10:00', face);
    expect(await sightings(employeeId)).toMatchObject([{ outcome: 'known', at: at('06:55:00') }]);
  });

  it('is not even kept where no faces are recognised', async () => {
    await db().camera.update({ where: { id: cameras.out }, data: { settings: { publicFacing: true } } });
    await said(cameras.out, '07:00:00', { ...face, personId: 'P-99' });
    expect(await db().deviceIdentification.count({ where: { token: 'P-99' } })).toBe(0);
  });
});
