import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addPerson, idOf, itemsOf, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
let schedule = '';
const hours = {
  weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
  sessions: [
    { key: 'S', start: '07:00', end: '11:30' },
    { key: 'C', start: '13:30', end: '17:00' },
  ],
  arrivalGraceMinutes: 5,
  departureGraceMinutes: 0,
};
const summer = {
  ...hours,
  sessions: [{ key: 'S', start: '06:30', end: '11:00' }, hours.sessions[1]],
  arrivalGraceMinutes: 10,
};

beforeAll(async () => {
  http = await startHttpApp();
  schedule = String(itemsOf(await http.as.viewer('GET', '/api/schedules'))[0]?.id);
});
afterAll(() => http.close());

const put = (validFrom: string, definition: object) =>
  http.as.officer('PUT', `/api/schedules/${schedule}/versions`, { validFrom, definition });

describe('work schedules', () => {
  it('begin with the usual hours for everyone', async () => {
    expect(itemsOf(await http.as.viewer('GET', '/api/schedules'))).toMatchObject([
      { name: 'Giờ hành chính', isDefault: true, versions: [{ definition: hours }] },
    ]);
  });

  it('have dated versions; the same date replaces, an earlier one stays', async () => {
    await put('2026-04-15', { ...summer, arrivalGraceMinutes: 30 });
    const changed = await put('2026-04-15', summer);
    const { versions } = changed.body as {
      versions: { validFrom: string; definition: object; createdBy: string }[];
    };
    expect(versions.map((it) => [it.validFrom, it.createdBy])).toEqual([
      ['2026-04-15', 'token:officer'],
      ['2020-01-01', 'system'],
    ]);
    expect(versions[0]?.definition).toMatchObject(summer);
    expect(versions[1]?.definition).toMatchObject(hours);
  });

  it('show on a day the hours of that day', async () => {
    const startOn = async (date: string) => {
      const { body } = await http.as.viewer('GET', `/api/today?date=${date}`);
      return (body as { sessions: { start: string }[] }).sessions[0]?.start;
    };
    expect(await startOn('2026-04-14')).toBe('2026-04-14T00:00:00.000Z');
    expect(await startOn('2026-04-15')).toBe('2026-04-14T23:30:00.000Z');
    expect(await startOn('2026-04-18')).toBeUndefined();
  });

  it('keep what the form does not ask for', async () => {
    const { prisma } = http.context.database;
    const version = await prisma.workScheduleVersion.findFirstOrThrow({ orderBy: { validFrom: 'desc' } });
    const stored = version.definition as { rules: object; week: Record<string, object[]> };
    const rules = { ...stored.rules, roundingMinutes: 5, minimumMinutes: 400 };
    const week = {
      ...stored.week,
      mon: [{ ...stored.week.mon?.[0], flexibleMinutes: 15 }, ...(stored.week.mon?.slice(1) ?? [])],
    };
    await prisma.workScheduleVersion.update({
      where: { id: version.id },
      data: { definition: { week, rules } },
    });
    await put('2026-05-01', summer);
    const next = await prisma.workScheduleVersion.findFirstOrThrow({ orderBy: { validFrom: 'desc' } });
    expect(next.definition).toMatchObject({
      rules: { roundingMinutes: 5, minimumMinutes: 400, arrivalGraceMinutes: 10 },
    });
    expect((next.definition as typeof stored).week.mon?.[0]).toMatchObject({
      start: '06:30',
      flexibleMinutes: 15,
    });
  });

  it('ask for the records of the days they hold on again, once for each person', async () => {
    const employeeId = await addPerson(http);
    const queue = http.context.queues.get('attendance');
    await put('2021-06-04', hours);
    await queue.drain(true);
    await put('2021-06-01', summer);
    await put('2021-06-01', hours);
    const jobs = await queue.getJobs(['waiting', 'delayed', 'prioritized']);
    const asked = jobs.map((job) => job.data as { employeeId: string; workDate: string });
    // A day more on each side: a night may reach over.
    expect(asked.map((it) => it.workDate).sort()).toEqual([
      '2021-05-31',
      '2021-06-01',
      '2021-06-02',
      '2021-06-03',
      '2021-06-04',
    ]);
    expect(new Set(asked.map((it) => it.employeeId))).toEqual(new Set([employeeId]));
  });

  it('say everything that the day records understand', async () => {
    const duty = {
      weekdays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
      sessions: [
        { key: 'S', start: '07:00', end: '11:30', flexibleMinutes: 30 },
        { key: 'T', start: '19:00', end: '06:00', endsNextDay: true, judgeDeparture: false },
      ],
      arrivalGraceMinutes: 5,
      departureGraceMinutes: 0,
      otherDays: { sat: [{ key: 'S', start: '07:00', end: '11:00' }] },
      rules: {
        roundingMinutes: 5,
        countLateFrom: 'grace',
        minimumMinutes: 240,
        leadMinutes: 60,
        lagMinutes: 45,
        bothCameras: 'presenceOnly',
        noiseMinutes: 3,
        restAfterDutyMinutes: 600,
        missRateLimit: 0.1,
      },
    };
    const body = { name: 'Trực đêm', validFrom: '2026-01-01', definition: duty };
    const made = await http.as.officer('POST', '/api/schedules', body);
    expect(made.body).toMatchObject({ versions: [{ definition: duty }] });
    const url = `/api/schedules/${idOf(made)}/versions`;
    const { otherDays: _, rules: __, ...asked } = duty;
    const changed = await http.as.officer('PUT', url, { validFrom: '2026-02-01', definition: asked });
    expect(changed.body).toMatchObject({ versions: [{ definition: { ...asked, rules: duty.rules } }, {}] });
  });

  it.each([
    ['minimumTooLong', { rules: { minimumMinutes: 1000 } }],
    ['flexibleTooLong', { sessions: [{ key: 'S', start: '07:00', end: '11:30', flexibleMinutes: 300 }] }],
    ['sessionEndsBeforeStart', { otherDays: { mon: [{ key: 'S', start: '11:30', end: '07:00' }] } }],
    ['graceTooLong', { otherDays: { mon: [{ key: 'S', start: '07:00', end: '07:05' }] } }],
  ])('are refused when they cannot be kept: %s', async (issue, wrong) => {
    expect(await put('2021-07-01', { ...hours, ...wrong })).toMatchObject({
      status: 422,
      body: { code: 'rule_input_invalid', details: { issue } },
    });
  });

  it('are made beside the first, by a name of their own', async () => {
    const body = { name: 'Ca trực', validFrom: '2026-01-01', definition: hours };
    const made = await http.as.officer('POST', '/api/schedules', body);
    expect(made).toMatchObject({ status: 201, body: { name: 'Ca trực', isDefault: false } });
    expect(await http.as.officer('POST', '/api/schedules', body)).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
    expect(idOf(made)).not.toBe(schedule);
  });
});
