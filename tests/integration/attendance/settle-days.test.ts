import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raiseAlerts } from '../../../src/alerts/raise.ts';
import { advanceDays } from '../../../src/attendance/advance-days.ts';
import { computeDay } from '../../../src/attendance/compute-day.ts';
import { scratchContext, type Scratch } from '../scratch.ts';
import { at, monday, officeDay } from './office-day.ts';

const workDate = new Date(monday);
let scratch: Scratch;
let employeeId: string;

beforeAll(async () => {
  scratch = await scratchContext();
  ({ id: employeeId } = await (await officeDay(scratch.context)).person('07:12:00'));
  await computeDay(scratch.context, employeeId, monday);
});
afterAll(() => scratch.close());

const db = () => scratch.context.database.prisma;
/** Days asked for a week later, beside the one person's record of that day itself, which does not exist yet. */
const olderAsked = async () => {
  const outcome = await advanceDays(scratch.context, new Date('2026-03-10T03:00:00Z'));
  return Number(outcome['asked']) - 1;
};

/** As the record was left when the service stopped at 06:00 of the day. */
async function leaveProvisional(): Promise<void> {
  const key = { employeeId_workDate: { employeeId, workDate } };
  const { record } = await db().dayRecord.findUniqueOrThrow({ where: key });
  const left = { ...(record as object), provisional: true, evaluatedUntil: at('06:00:00').getTime() };
  await db().dayRecord.update({
    where: key,
    data: { provisional: true, record: left, inputsDigest: 'left when the service stopped' },
  });
}

describe('days that ended while the service was off', () => {
  it('asks for none that is settled', async () => {
    expect(await olderAsked()).toBe(0);
  });

  it('asks for one that was left provisional a week ago, until it is settled', async () => {
    await leaveProvisional();
    expect(await olderAsked()).toBe(1);
    await computeDay(scratch.context, employeeId, monday);
    expect(await olderAsked()).toBe(0);
    const row = await db().dayRecord.findFirstOrThrow({ where: { employeeId, workDate } });
    expect(row).toMatchObject({ provisional: false, outcome: 'late' });
  });
});

describe('pictures from before somebody came that nobody has looked at yet', () => {
  it('keep the day open: no finding and no alert, until they are looked at', async () => {
    const { prisma } = scratch.context.database;
    const person = await prisma.employee.findUniqueOrThrow({ where: { id: employeeId } });
    const told = async () => {
      await computeDay(scratch.context, person.id, monday);
      await raiseAlerts(scratch.context, { kind: 'record', employeeId: person.id, workDate: monday });
      return [
        await prisma.finding.count({ where: { employeeId, state: 'candidate' } }),
        await prisma.alert.count({ where: { employeeId, withdrawnAt: null } }),
      ];
    };
    const { id: cameraId } = await prisma.camera.findFirstOrThrow({ where: { direction: 'in' } });
    const capture = await prisma.capture.create({
      data: { cameraId, fromAt: at('06:55:00'), toAt: at('06:55:02'), state: 'pending' },
    });
    expect(await told()).toEqual([0, 0]);
    const key = { employeeId_workDate: { employeeId, workDate } };
    expect(await prisma.dayRecord.findUnique({ where: key })).toMatchObject({ provisional: true });
    await prisma.capture.update({ where: { id: capture.id }, data: { state: 'done' } });
    expect(await told()).toEqual([1, 1]);
  });
});
