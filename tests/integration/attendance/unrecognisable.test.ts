import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askForComputed, askForDays } from '../../../src/attendance/ask-for-days.ts';
import { computeDay } from '../../../src/attendance/compute-day.ts';
import { CoverageLedger } from '../../../src/captures/coverage-ledger.ts';
import { addDays } from '../../../src/domain/civil-time.ts';
import { attendanceQueue } from '../../../src/queues/attendance.ts';
import { endRecognisable, beginRecognisable } from '../../../src/store/recognisable.ts';
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
async function outcomeOf(employeeId: string): Promise<{ outcome: string; text: string }> {
  await computeDay(scratch.context, employeeId, monday);
  const key = { employeeId, workDate: new Date(monday) };
  const row = await db().dayRecord.findUniqueOrThrow({ where: { employeeId_workDate: key } });
  return { outcome: row.outcome, text: JSON.stringify(row.record) };
}

describe('whom cameras cannot tell', () => {
  it('is never late or absent on their evidence: somebody without an enrolled photo', async () => {
    const [late, absent] = [await day.person('07:12:00'), await day.person(null)];
    expect([(await outcomeOf(late.id)).outcome, (await outcomeOf(absent.id)).outcome]).toEqual([
      'late',
      'absent',
    ]);
    await db().recognisableSpan.deleteMany({ where: { employeeId: { in: [late.id, absent.id] } } });
    for (const { id } of [late, absent]) {
      const { outcome, text } = await outcomeOf(id);
      expect(outcome).toBe('insufficientEvidence');
      expect(text).toContain('notEnrolled');
    }
  });

  it('nor anybody while there is a door that nothing watches', async () => {
    const { id } = await day.person(null);
    const door = await db().door.create({ data: { name: 'Cổng sau' } });
    expect((await outcomeOf(id)).outcome).toBe('insufficientEvidence');
    await watchDoor(db(), door.id);
    expect((await outcomeOf(id)).outcome).toBe('absent');
  });

  it('nor somebody enrolled only after they may have come', async () => {
    const { id } = await day.person('07:12:00');
    await db().recognisableSpan.updateMany({ where: { employeeId: id }, data: { fromAt: at('07:11:30') } });
    expect((await outcomeOf(id)).outcome).toBe('insufficientEvidence');
    await db().recognisableSpan.create({
      data: { employeeId: id, fromAt: at('04:00:00'), toAt: at('07:11:00') },
    });
    // Half a minute after the grace is no way to have come in time.
    expect((await outcomeOf(id)).outcome).toBe('late');
  });

  it('spans begin with the first template and end with the last', async () => {
    const { id: employeeId } = await day.person(null);
    await db().recognisableSpan.deleteMany({ where: { employeeId } });
    const spans = () => db().recognisableSpan.findMany({ where: { employeeId } });
    await beginRecognisable(db(), employeeId);
    expect(await spans()).toEqual([]);
    const template = await db().faceTemplate.create({
      data: { employeeId, modelId: 'm', embedding: new Uint8Array(1), quality: 1 },
    });
    await beginRecognisable(db(), employeeId);
    await beginRecognisable(db(), employeeId);
    expect(await spans()).toMatchObject([{ toAt: null }]);
    await endRecognisable(db(), employeeId);
    expect(await spans()).toMatchObject([{ toAt: null }]);
    await db().faceTemplate.delete({ where: { id: template.id } });
    await endRecognisable(db(), employeeId);
    expect(await spans()).toMatchObject([{ toAt: expect.any(Date) as Date }]);
  });
});

describe('a face that could be anybody’s', () => {
  it('leaves it open who came then, and asks for the days it touches', async () => {
    const [late, onTime] = [await day.person('07:20:00'), await day.person('06:50:00')];
    for (const [{ id }, outcome] of [
      [late, 'late'],
      [onTime, 'onTime'],
    ] as const)
      expect((await outcomeOf(id)).outcome).toBe(outcome);
    const door = await db().door.findFirstOrThrow();
    const camera = await db().camera.findFirstOrThrow({ where: { direction: 'in' } });
    const moment = { at: at('07:01:00'), firstAt: at('07:01:00'), lastAt: at('07:01:00') };
    const place = { cameraId: camera.id, doorId: door.id, direction: 'in', outcome: 'unusable' } as const;
    const face = await db().sighting.create({ data: { ...place, ...moment } });
    await askForDays(scratch.context, face);
    const after = await outcomeOf(late.id);
    expect(after.outcome).toBe('insufficientEvidence');
    expect(after.text).toContain('faceUnusable');
    expect((await outcomeOf(onTime.id)).outcome).toBe('onTime');
    await db().sighting.delete({ where: { id: face.id } });
    expect((await outcomeOf(late.id)).outcome).toBe('late');
  });
});

describe('a picture that turns out to have shown nothing', () => {
  it('takes the coverage back to where it was good, says why, and asks for the days that rest on it', async () => {
    const { id: employeeId } = await day.person('07:20:00');
    const camera = await db().camera.findFirstOrThrow({ where: { direction: 'in' } });
    await db().coverageInterval.deleteMany({ where: { cameraId: camera.id } });
    const rest = { fromAt: at('07:10:00'), toAt: at('19:00:00'), endCause: 'stopped' };
    await db().coverageInterval.create({ data: { cameraId: camera.id, ...rest } });
    const term = { cameraId: camera.id, fence: 1 };
    const span = { takenAt: at('05:00:00'), expiresAt: at('19:00:00') };
    await db().cameraLease.create({ data: { ...term, ...span, owner: 'test' } });
    const ledger = new CoverageLedger(term, scratch.context);
    ledger.extend(at('07:10:00').getTime(), at('05:00:00').getTime());
    await ledger.write();
    expect((await outcomeOf(employeeId)).outcome).toBe('late');
    const queue = scratch.context.queues.get(attendanceQueue.name);
    await queue.drain();
    ledger.end('pictureBlack', at('06:50:00').getTime());
    await ledger.write();
    const asked = await queue.getJobs(['waiting', 'prioritized']);
    expect(asked.map(({ data }) => data as object)).toContainEqual(
      expect.objectContaining({ employeeId, workDate: monday }),
    );
    const after = await outcomeOf(employeeId);
    expect(after.outcome).toBe('insufficientEvidence');
    expect(after.text).toContain('pictureBlack');
  });

  it('asks for every day in the office’s zone that what is taken back reaches into', async () => {
    const { id: employeeId } = await day.person(null);
    const dates = [0, 1, 2, 3].map((days) => addDays(monday, days));
    for (const date of dates) await computeDay(scratch.context, employeeId, date);
    const queue = scratch.context.queues.get(attendanceQueue.name);
    await queue.drain();
    // Seen until late on Tuesday, and learnt past midnight, which is still Tuesday in UTC.
    const hoursLater = (hours: number) => new Date(at('00:00:00').getTime() + hours * 3_600_000);
    const stretch = { at: hoursLater(24 + 23), until: hoursLater(48 + 1) };
    await askForComputed(scratch.context, { ...stretch, reason: 'test' });
    const asked = await queue.getJobs(['waiting', 'prioritized', 'delayed']);
    const ofPerson = asked
      .map(({ data }) => data as { employeeId: string; workDate: string })
      .filter((data) => data.employeeId === employeeId);
    expect(ofPerson.map(({ workDate }) => workDate).sort()).toEqual(dates.slice(0, 3));
  });

  it('takes it back from stretches that had ended meanwhile, too, but from none that began afterwards', async () => {
    const camera = await db().camera.findFirstOrThrow({ where: { direction: 'out' } });
    await db().coverageInterval.deleteMany({ where: { cameraId: camera.id } });
    const term = { cameraId: camera.id, fence: 1 };
    await db().cameraLease.create({
      data: { ...term, owner: 'test', takenAt: at('05:00:00'), expiresAt: at('19:00:00') },
    });
    let wall = 0;
    const ledger = new CoverageLedger(term, scratch.context, () => ({ wall, monotonic: wall }));
    const tick = (time: string): void => void (wall = at(time).getTime());
    const extend = (until: string, since: string): void => {
      tick(until);
      ledger.extend(at(until).getTime(), at(since).getTime());
    };
    const clock = (it: Date) => it.toLocaleTimeString('en-GB', { timeZone: 'Asia/Ho_Chi_Minh' });
    const rows = async () => {
      await ledger.write();
      const stretches = await db().coverageInterval.findMany({
        where: { cameraId: camera.id },
        orderBy: [{ fromAt: 'asc' }, { toAt: 'asc' }],
      });
      return stretches.map((it) => [clock(it.fromAt), clock(it.toAt), it.endCause]);
    };
    extend('06:00:00', '05:30:00');
    ledger.end('offline');
    extend('06:10:00', '06:01:00');
    ledger.end('offline');
    await ledger.write();
    extend('06:20:00', '06:11:00');
    ledger.end('pictureBlack', at('05:50:00').getTime());
    // Seen again, before the end could be written, and then lost while nothing was watched.
    extend('06:40:00', '06:30:00');
    const cut = [
      ['05:30:00', '05:50:00', 'offline'],
      ['06:01:00', '06:01:00', 'offline'],
      ['06:11:00', '06:11:00', 'pictureBlack'],
    ];
    expect(await rows()).toEqual([...cut, ['06:30:00', '06:40:00', null]]);
    ledger.end('offline');
    tick('06:41:00');
    ledger.end('pictureCovered', at('06:35:00').getTime());
    expect(await rows()).toEqual([...cut, ['06:30:00', '06:35:00', 'offline']]);
    // Its first pictures are from before the term; the device complains of something from before it, too.
    const later = { cameraId: camera.id, fence: 2 };
    await db().cameraLease.updateMany({ where: term, data: { ended: true } });
    await db().cameraLease.create({
      data: { ...later, owner: 'test', takenAt: at('07:00:00'), expiresAt: at('19:00:00') },
    });
    const next = new CoverageLedger(later, scratch.context, () => ({ wall, monotonic: wall }));
    tick('07:10:00');
    next.extend(at('07:10:00').getTime(), at('06:55:00').getTime());
    await next.write();
    next.end('pictureBlack', -Infinity);
    await next.write();
    expect((await rows()).at(-1)).toEqual(['07:00:00', '07:00:00', 'pictureBlack']);
  });
});
