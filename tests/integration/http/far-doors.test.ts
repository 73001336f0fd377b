import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeDay } from '../../../src/attendance/compute-day.ts';
import { takeDeviceWord } from '../../../src/attendance/take-device-word.ts';
import { attendanceQueue } from '../../../src/queues/attendance.ts';
import { checkFarDoorsOf } from '../../../src/recognition/check-far-doors.ts';
import { at, monday, officeDay, watchDoor, type OfficeDay } from '../attendance/office-day.ts';
import { idOf, itemsOf, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
let day: OfficeDay;
let gate: { id: string };
let annex: { id: string; cameraId: string };
beforeAll(async () => {
  http = await startHttpApp();
  day = await officeDay(http.context);
  gate = await db().door.findFirstOrThrow();
  const { id } = await db().door.create({ data: { name: 'Cơ sở 2' } });
  annex = { id, cameraId: (await watchDoor(db(), id)).in };
});
afterAll(() => http.close());

const db = () => http.context.database.prisma;
const walk = () => `/api/doors/${gate.id}/walking-times/${annex.id}`;

/** Says that the way takes 15 minutes, and took them on that Monday too. */
async function knowTheWay(): Promise<void> {
  expect((await http.as.officer('PUT', walk(), { minutes: 15 })).status).toBe(204);
  await db().walkingTime.updateMany({ data: { since: at('00:00:00') } });
}

/** Recognition names the person at the second site. */
async function seeAtAnnex(employeeId: string, time: string) {
  const where = { cameraId: annex.cameraId, doorId: annex.id, direction: 'in' as const };
  const when = { at: at(time), firstAt: at(time), lastAt: at(time) };
  const candidates = [{ employeeId, distance: 0.4 }];
  return db().sighting.create({
    data: { ...where, ...when, outcome: 'known', employeeId, candidates, distance: 0.4 },
  });
}

const sightingOf = (id: string) => db().sighting.findUniqueOrThrow({ where: { id } });
const check = async (id: string) => checkFarDoorsOf(http.context, await sightingOf(id));
const stateOf = async (id: string) => {
  const { outcome, employeeId, doubts } = await sightingOf(id);
  return { outcome, employeeId, doubts };
};
const held = { outcome: 'uncertain', employeeId: null, doubts: ['two_far_doors'] };

async function dayOf(employeeId: string): Promise<string> {
  await computeDay(http.context, employeeId, monday);
  const key = { employeeId, workDate: new Date(monday) };
  return (await db().dayRecord.findUniqueOrThrow({ where: { employeeId_workDate: key } })).outcome;
}

const consent = (employeeId: string) =>
  db().consent.create({ data: { employeeId, kind: 'consent', textVersion: '1', recordedBy: 'test' } });

describe('walking times', () => {
  it('are set, changed and forgotten from either door, and are in the audit log', async () => {
    expect(itemsOf(await http.as.viewer('GET', '/api/walking-times'))).toEqual([]);
    await knowTheWay();
    const back = `/api/doors/${annex.id}/walking-times/${gate.id}`;
    expect((await http.as.officer('PUT', back, { minutes: 12 })).status).toBe(204);
    expect(itemsOf(await http.as.viewer('GET', '/api/walking-times'))).toMatchObject([{ minutes: 12 }]);
    expect((await http.as.viewer('PUT', walk(), { minutes: 5 })).status).toBe(403);
    expect((await http.as.officer('PUT', walk(), { minutes: 0 })).status).toBe(400);
    const itself = `/api/doors/${gate.id}/walking-times/${gate.id}`;
    expect((await http.as.officer('PUT', itself, { minutes: 5 })).status).toBe(409);
    expect((await http.as.officer('DELETE', walk())).status).toBe(204);
    expect(await http.as.officer('DELETE', walk())).toMatchObject({ status: 404 });
    const told = await db().auditEntry.findMany({ where: { action: { startsWith: 'walkingTime.' } } });
    expect(told.map((it) => it.action)).toEqual(['walkingTime.set', 'walkingTime.set', 'walkingTime.forget']);
  });
});

describe('one person at two doors within less than the way takes', () => {
  it('unknown, the distance proves nothing', async () => {
    const { id, arrivalId } = await day.person('07:20:00');
    const other = await seeAtAnnex(id, '07:22:00');
    await check(other.id);
    expect([await stateOf(arrivalId), await stateOf(other.id)]).toMatchObject([
      { outcome: 'known' },
      { outcome: 'known' },
    ]);
  });

  it('both are questions, nobody is late by them, and the queue says why', async () => {
    await knowTheWay();
    const { id, arrivalId } = await day.person('07:25:00');
    expect(await dayOf(id)).toBe('late');
    const other = await seeAtAnnex(id, '07:29:00');
    await check(other.id);
    expect([await stateOf(arrivalId), await stateOf(other.id)]).toEqual([held, held]);
    expect(await dayOf(id)).toBe('insufficientEvidence');
    const queue = (await http.as.officer('GET', '/api/reviews')).body as { items: { id: string }[] };
    expect(queue.items.filter((it) => [arrivalId, other.id].includes(it.id))).toMatchObject([
      { id: arrivalId, doubts: ['two_far_doors'] },
      { id: other.id, doubts: ['two_far_doors'] },
    ]);
    const jobs = await http.context.queues.get(attendanceQueue.name).getJobs();
    const asked = jobs.map((job) => attendanceQueue.payload.parse(job.data));
    expect(asked).toContainEqual(expect.objectContaining({ employeeId: id, workDate: monday }));
  });

  it('one rejected, the other is a name again; taken back, both are questions once more', async () => {
    await knowTheWay();
    const { id, arrivalId } = await day.person('07:26:00');
    const other = await seeAtAnnex(id, '07:30:00');
    await check(other.id);
    const rejected = await http.as.officer('POST', `/api/reviews/${other.id}/decision`, {
      verdict: 'nobody',
    });
    expect(await stateOf(arrivalId)).toEqual({ outcome: 'known', employeeId: id, doubts: [] });
    expect(await dayOf(id)).toBe('late');
    await http.as.officer('POST', `/api/reviews/decisions/${idOf(rejected)}/revoke`);
    expect(await stateOf(arrivalId)).toEqual(held);
    const unclear = await http.as.officer('POST', `/api/reviews/${other.id}/decision`, {
      verdict: 'unclear',
    });
    expect([unclear.status, await stateOf(arrivalId)]).toEqual([201, held]);
  });

  it('one confirmed, the other stays a question', async () => {
    await knowTheWay();
    const { id, arrivalId } = await day.person('06:40:00');
    await consent(id);
    const other = await seeAtAnnex(id, '06:44:00');
    await check(other.id);
    const verdict = { verdict: 'employee', employeeId: id };
    expect((await http.as.officer('POST', `/api/reviews/${arrivalId}/decision`, verdict)).status).toBe(201);
    expect(await stateOf(other.id)).toEqual(held);
    expect(await dayOf(id)).toBe('onTime');
  });

  it('ends the same in whichever order they are told, and told again', async () => {
    await knowTheWay();
    const ends = [];
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0, 1, 1],
    ]) {
      const { id, arrivalId } = await day.person('08:00:00');
      const [near, far] = [await seeAtAnnex(id, '08:10:00'), await seeAtAnnex(id, '08:40:00')];
      const ids = [arrivalId, near.id, far.id];
      for (const i of order) await check(ids[i] ?? '');
      ends.push(await Promise.all(ids.map(async (it) => (await stateOf(it)).outcome)));
    }
    expect(new Set(ends.map(String))).toEqual(new Set(['uncertain,uncertain,known']));
  });

  it('a shorter way, or none, lets them be names again; a longer one holds what it contradicts', async () => {
    await knowTheWay();
    const { id, arrivalId } = await day.person('09:00:00');
    const other = await seeAtAnnex(id, '09:08:00');
    await check(other.id);
    for (const [minutes, outcome] of [
      [5, 'known'],
      [20, 'uncertain'],
    ] as const) {
      expect((await http.as.officer('PUT', walk(), { minutes })).status).toBe(204);
      expect([await stateOf(arrivalId), await stateOf(other.id)]).toMatchObject([{ outcome }, { outcome }]);
    }
    expect((await http.as.officer('DELETE', walk())).status).toBe(204);
    expect((await stateOf(other.id)).outcome).toBe('known');
  });

  it('what a device says is held like a face, said again too; taken back, the other is a name again', async () => {
    await knowTheWay();
    const { id, arrivalId } = await day.person('10:00:00');
    const key = { cameraId: annex.cameraId, eventKey: 'badge-10' };
    const meaning = { kind: 'accessTaken', credential: 'CARD-10', active: null };
    await db().cameraEvent.create({
      data: {
        ...{ cameraId: annex.cameraId, key: key.eventKey, topic: 'Access', operation: 'Changed', skewMs: 0 },
        ...{ receivedAt: at('10:04:00'), deviceTime: at('10:04:00'), payload: { meaning } },
      },
    });
    const card = await db().credential.create({
      data: {
        ...{ cameraId: annex.cameraId, kind: 'badge', token: 'CARD-10', employeeId: id, createdBy: 'test' },
        validFrom: new Date(monday),
      },
    });
    for (let times = 0; times < 2; times++) {
      await takeDeviceWord(http.context, key);
      const word = await db().sighting.findFirstOrThrow({ where: { identification: key } });
      expect([await stateOf(arrivalId), await stateOf(word.id)]).toEqual([held, held]);
    }
    await db().credential.delete({ where: { id: card.id } });
    await takeDeviceWord(http.context, key);
    expect(await stateOf(arrivalId)).toEqual({ outcome: 'known', employeeId: id, doubts: [] });
  });
});
