import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raiseAlerts } from '../../../src/alerts/raise.ts';
import { computeDay } from '../../../src/attendance/compute-day.ts';
import { scratchContext, type Scratch } from '../scratch.ts';
import { monday, officeDay, type OfficeDay } from './office-day.ts';

let scratch: Scratch;
let day: OfficeDay;
beforeAll(async () => {
  scratch = await scratchContext();
  day = await officeDay(scratch.context);
});
afterAll(() => scratch.close());

const db = () => scratch.context.database.prisma;
const workDate = new Date(monday);
const compute = (employeeId: string) => computeDay(scratch.context, employeeId, monday);
const recordOf = (employeeId: string) =>
  db().dayRecord.findUniqueOrThrow({ where: { employeeId_workDate: { employeeId, workDate } } });
const tripOf = (employeeId: string, state: string) => ({
  employeeId,
  kind: 'businessTrip',
  firstDate: workDate,
  lastDate: workDate,
  part: { kind: 'sessions', keys: ['S'] },
  state,
  requestedBy: 'an',
});

describe('an excusal', () => {
  it('entered after the day takes back the finding and its alert, once it is approved', async () => {
    const { id: employeeId } = await day.person('07:12:00');
    const tell = () => raiseAlerts(scratch.context, { kind: 'record', employeeId, workDate: monday });
    await compute(employeeId);
    await tell();
    expect(await recordOf(employeeId)).toMatchObject({ outcome: 'late', lateMinutes: 12, version: 1 });
    const trip = await db().excusal.create({ data: tripOf(employeeId, 'requested') });
    await compute(employeeId);
    expect(await recordOf(employeeId)).toMatchObject({ outcome: 'late', version: 1 });

    await db().excusal.update({ where: { id: trip.id }, data: { state: 'approved' } });
    await compute(employeeId);
    await tell();
    expect(await recordOf(employeeId)).toMatchObject({ outcome: 'onTime', lateMinutes: 0, version: 2 });
    expect(await db().finding.findMany({ where: { employeeId } })).toMatchObject([
      { kind: 'late', state: 'withdrawn', withdrawnAt: expect.any(Date) as Date },
    ]);
    expect(await db().alert.findMany({ where: { employeeId } })).toMatchObject([
      { kind: 'lateArrival', withdrawnAt: expect.any(Date) as Date },
    ]);
    expect(await compute(employeeId)).toMatchObject({ written: false });

    await db().excusal.update({ where: { id: trip.id }, data: { state: 'cancelled' } });
    await compute(employeeId);
    await tell();
    expect(await db().finding.findFirst({ where: { employeeId } })).toMatchObject({
      state: 'candidate',
      withdrawnAt: null,
    });
    expect(await db().alert.findMany({ where: { employeeId } })).toMatchObject([{ withdrawnAt: null }]);
  });
});

describe('other inputs of a day', () => {
  it('a holiday, other hours and an exemption change what is expected', async () => {
    const { id: employeeId } = await day.person('07:12:00');
    const source = 'Thông báo 12/TB';
    const holiday = await db().calendarDay.create({
      data: { date: workDate, kind: 'holiday', state: 'announced', name: 'Lễ', source, createdBy: 'an' },
    });
    await compute(employeeId);
    expect(await recordOf(employeeId)).toMatchObject({ outcome: 'notExpected' });
    await db().calendarDay.delete({ where: { id: holiday.id } });
    const sessions = [{ key: 'S', start: '07:30', end: '11:30' }];
    await db().datedOverride.create({
      data: { employeeId, date: workDate, kind: 'hours', sessions, reason: 'Họp', createdBy: 'an' },
    });
    await compute(employeeId);
    expect(await recordOf(employeeId)).toMatchObject({
      outcome: 'onTime',
      symbol: expect.any(String) as string,
    });
    await db().exemption.create({
      data: { employeeId, reason: 'Thường trực', validFrom: workDate, validTo: workDate, createdBy: 'an' },
    });
    await compute(employeeId);
    expect((await recordOf(employeeId)).record).toMatchObject({ kind: 'exempt' });
  });

  it('an allowance at the start of the day moves what is required', async () => {
    const { id: employeeId } = await day.person('07:12:00');
    const validFrom = new Date('2026-01-01');
    await db().allowance.create({
      data: {
        employeeId,
        minutesPerDay: 60,
        placement: 'start',
        ground: 'Điều 137',
        validFrom,
        createdBy: 'an',
      },
    });
    await compute(employeeId);
    expect(await recordOf(employeeId)).toMatchObject({ outcome: 'onTime' });
    await db().allowance.updateMany({ where: { employeeId }, data: { validTo: new Date('2026-02-28') } });
    await compute(employeeId);
    expect(await recordOf(employeeId)).toMatchObject({ outcome: 'late' });
  });

  it('a reviewer decides about an uncertain sighting, and may decide again', async () => {
    const { id: employeeId, arrivalId } = await day.person('07:12:00', 'uncertain');
    await compute(employeeId);
    expect(await recordOf(employeeId)).toMatchObject({ outcome: 'insufficientEvidence', lateMinutes: 0 });
    const decide = (kind: string) =>
      db().correction.create({
        data: { employeeId, workDate, kind, body: { proofId: arrivalId }, by: 'an', reason: 'Xem lại ảnh' },
      });
    await decide('confirmProof');
    await compute(employeeId);
    expect(await recordOf(employeeId)).toMatchObject({ outcome: 'late', lateMinutes: 12 });
    await decide('dismissProof');
    await compute(employeeId);
    expect(await recordOf(employeeId)).toMatchObject({ outcome: 'insufficientEvidence', lateMinutes: 0 });
    expect(await db().finding.findFirst({ where: { employeeId } })).toMatchObject({ state: 'withdrawn' });
    expect(await compute(employeeId)).toMatchObject({ written: false });
  });
});
