import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { computeDay } from '../../../src/attendance/compute-day.ts';
import { monday, officeDay } from '../attendance/office-day.ts';
import { idOf, itemsOf, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
let divisionId = '';
let early = '';
let late = '';
let summer = '';

/** Monday at 07:20: late by the usual hours, on time by those from 07:30. */
beforeAll(async () => {
  http = await startHttpApp();
  const day = await officeDay(http.context);
  early = (await day.person('06:50:00')).id;
  late = (await day.person('07:20:00')).id;
  const { prisma } = http.context.database;
  divisionId = (await prisma.division.findFirstOrThrow({ where: { code: 'VP' } })).id;
  summer = idOf(
    await http.as.officer('POST', '/api/schedules', {
      name: 'Giờ muộn',
      validFrom: '2020-01-01',
      definition: {
        weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
        sessions: [{ key: 'S', start: '07:30', end: '11:30' }],
        arrivalGraceMinutes: 5,
        departureGraceMinutes: 0,
      },
    }),
  );
});
beforeEach(() => http.context.queues.get('attendance').drain(true));
afterAll(() => http.close());

async function outcome(employeeId: string): Promise<unknown> {
  await computeDay(http.context, employeeId, monday);
  const { body } = await http.as.head('GET', `/api/records/${employeeId}/${monday}`);
  return (body as { outcome: string }).outcome;
}

/** Who and when was asked for since the last test. */
async function asked(): Promise<Set<string>> {
  const jobs = await http.context.queues.get('attendance').getJobs(['waiting', 'delayed', 'prioritized']);
  return new Set(
    jobs.map((job) => {
      const { employeeId, workDate } = job.data as { employeeId: string; workDate: string };
      return `${employeeId} ${workDate}`;
    }),
  );
}

const week = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04'];

describe('who keeps which schedule', () => {
  it('is the division of the person from a day to a day; what it touches is asked for', async () => {
    expect(await outcome(late)).toBe('late');
    const body = {
      scheduleId: summer,
      target: { kind: 'division', id: divisionId },
      validFrom: monday,
      validTo: '2026-03-03',
    };
    const made = await http.as.officer('POST', '/api/schedule-assignments', body);
    expect(made).toMatchObject({
      status: 201,
      body: {
        scheduleName: 'Giờ muộn',
        target: { kind: 'division', name: 'Văn phòng' },
        validTo: '2026-03-03',
      },
    });
    expect(await asked()).toEqual(
      new Set([early, late].flatMap((id) => week.map((date) => `${id} ${date}`))),
    );
    expect(await outcome(late)).toBe('onTime');
    expect((await http.as.head('GET', `/api/records/${late}/${monday}`)).body).toMatchObject({
      schedule: { name: 'Giờ muộn' },
    });
    expect(await http.as.officer('POST', '/api/schedule-assignments', body)).toMatchObject({ status: 409 });
    const ended = `/api/schedule-assignments/${idOf(made)}/end`;
    expect(await http.as.officer('POST', ended, { validTo: '2026-03-01' })).toMatchObject({
      status: 422,
      body: { code: 'rule_input_invalid', details: { issue: 'validityUpsideDown' } },
    });
    const list = itemsOf(await http.as.viewer('GET', '/api/schedule-assignments'));
    expect(list.map((it) => (it.target as { kind: string }).kind)).toEqual(['office', 'division']);
  });

  it('is the person before the division, until it ends', async () => {
    const [usual] = itemsOf(await http.as.viewer('GET', '/api/schedules'));
    const own = { scheduleId: usual?.id, target: { kind: 'employee', id: late }, validFrom: '2026-02-02' };
    const made = await http.as.officer('POST', '/api/schedule-assignments', own);
    expect(await outcome(late)).toBe('late');
    await http.context.queues.get('attendance').drain(true);
    await http.as.officer('POST', `/api/schedule-assignments/${idOf(made)}/end`, { validTo: '2026-02-27' });
    expect(await asked()).toContain(`${late} ${monday}`);
    expect([...(await asked())].filter((it) => it.startsWith(early))).toEqual([]);
    expect(await outcome(late)).toBe('onTime');
  });
});

describe('other hours on one date', () => {
  const council = {
    date: '2026-03-01',
    target: { kind: 'office' },
    kind: 'hours',
    sessions: [{ key: 'H', start: '06:30', end: '11:00' }],
    reason: 'Họp Hội đồng nhân dân ngày Chủ nhật',
  };

  it('call people to a Sunday session, and are taken back', async () => {
    const made = await http.as.officer('POST', '/api/schedule-overrides', council);
    expect(made).toMatchObject({ status: 201, body: { ...council, target: { kind: 'office' } } });
    const touched = ['2026-02-28', '2026-03-01', '2026-03-02'];
    expect(await asked()).toEqual(
      new Set([early, late].flatMap((id) => touched.map((date) => `${id} ${date}`))),
    );
    await computeDay(http.context, early, council.date);
    const url = `/api/records/${early}/${council.date}`;
    expect((await http.as.head('GET', url)).body).toMatchObject({
      sessions: [{ key: 'H', start: '2026-02-28T23:30:00.000Z' }],
    });
    expect(itemsOf(await http.as.viewer('GET', '/api/schedule-overrides?year=2026'))).toHaveLength(1);
    expect(await http.as.officer('POST', '/api/schedule-overrides', council)).toMatchObject({ status: 409 });

    const gone = await http.as.officer('DELETE', `/api/schedule-overrides/${idOf(made)}`);
    expect(gone.status).toBe(204);
    await computeDay(http.context, early, council.date);
    expect((await http.as.head('GET', url)).body).toMatchObject({ outcome: 'notExpected', sessions: [] });
  });

  it.each([
    ['sessionEndsBeforeStart', [{ key: 'H', start: '11:00', end: '06:30' }]],
    [
      'sessionsOverlap',
      [
        { key: 'A', start: '06:30', end: '09:00' },
        { key: 'B', start: '08:00', end: '10:00' },
      ],
    ],
    [
      'sessionKeyRepeated',
      [
        { key: 'A', start: '06:30', end: '09:00' },
        { key: 'A', start: '10:00', end: '11:00' },
      ],
    ],
  ])('are refused with a clear reason: %s', async (issue, sessions) => {
    const answer = await http.as.officer('POST', '/api/schedule-overrides', { ...council, sessions });
    expect(answer).toMatchObject({ status: 422, body: { code: 'rule_input_invalid', details: { issue } } });
    expect((answer.body as { message: string }).message).not.toContain('sessions.');
  });
});
