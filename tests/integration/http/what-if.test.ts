import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeDay } from '../../../src/attendance/compute-day.ts';
import type { WhatIfAnswer } from '../../../src/http/contracts/what-if.ts';
import { monday, officeDay } from '../attendance/office-day.ts';
import { itemsOf, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
let scheduleId = '';
let between = '';
const people: Record<string, string> = {};

const hoursFrom = (start: string) => ({
  weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
  sessions: [
    { key: 'S', start, end: '11:30' },
    { key: 'C', start: '13:30', end: '17:00' },
  ],
  arrivalGraceMinutes: 5,
  departureGraceMinutes: 0,
});

beforeAll(async () => {
  http = await startHttpApp();
  const day = await officeDay(http.context);
  scheduleId = String(itemsOf(await http.as.viewer('GET', '/api/schedules'))[0]?.id);
  const put = (validFrom: string, start: string) =>
    http.as.officer('PUT', `/api/schedules/${scheduleId}/versions`, {
      validFrom,
      definition: hoursFrom(start),
    });
  await put('2020-01-01', '07:30');
  // From the day after on nothing changes any more: the preview is about this Monday and the days beside it.
  await put('2026-03-03', '07:30');
  for (const arrival of ['06:50:00', '07:20:00', '07:40:00', null]) {
    const { id } = await day.person(arrival);
    people[arrival ?? 'never'] = id;
    await computeDay(http.context, id, monday);
  }
  between = people['07:20:00'] ?? '';
});
afterAll(() => http.close());

const ask = async (change: object): Promise<WhatIfAnswer> => {
  const { status, body } = await http.as.officer('POST', '/api/what-if', change);
  expect(status, JSON.stringify(body)).toBe(200);
  return body as WhatIfAnswer;
};
const summer = (start = '07:00') => ({
  kind: 'scheduleVersion',
  scheduleId,
  body: { validFrom: monday, definition: hoursFrom(start) },
});

/** Every row of every table, as text. */
async function everything(): Promise<Record<string, string>> {
  const { pool } = http.context.database;
  const tables = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'
     and tablename not in ('ApiToken', 'ProcessHeartbeat') order by 1`,
  );
  const rows: Record<string, string> = {};
  for (const { name } of tables.rows) {
    const { rows: found } = await pool.query<{ text: string }>(
      `select coalesce(jsonb_agg(t order by t::text), '[]')::text as text from "${name}" t`,
    );
    rows[name] = found[0]?.text ?? '';
  }
  return rows;
}

const jobs = async () =>
  (await http.context.queues.get('attendance').getJobs(['waiting', 'delayed', 'prioritized'])).length;

describe('what a change of the rules would do', () => {
  it('lists the exact records of an earlier start in summer, and stores nothing', async () => {
    const before = await everything();
    const asked = await jobs();
    const { items, totals, closedPeriods } = await ask(summer());
    expect(items.map((day) => [day.employee.id, day.date])).toEqual(
      Object.values(people).map((id) => [id, monday]),
    );
    expect(items.find((day) => day.employee.id === between)).toEqual({
      employee: { id: between, code: 'N2', fullName: 'Nguyễn Văn 2' },
      date: monday,
      closed: false,
      verdictChanged: true,
      before: { outcome: 'onTime', symbol: '+', lateMinutes: 0, earlyMinutes: 0 },
      after: { outcome: 'late', symbol: '+', lateMinutes: 20, earlyMinutes: 0 },
      sessions: [
        {
          key: 'S',
          before: {
            start: '07:30',
            end: '11:30',
            outcome: 'onTime',
            symbol: '+',
            lateMinutes: 0,
            earlyMinutes: 0,
          },
          after: {
            start: '07:00',
            end: '11:30',
            outcome: 'late',
            symbol: '+',
            lateMinutes: 20,
            earlyMinutes: 0,
          },
        },
      ],
      added: ['S late 20'],
      removed: [],
    });
    expect(
      items.filter((day) => day.verdictChanged).map((day) => [day.employee.code, day.added, day.removed]),
    ).toEqual([
      ['N2', ['S late 20'], []],
      ['N3', ['S late 40'], ['S late 10']],
      ['N4', ['S absent 270'], ['S absent 240']],
    ]);
    expect(totals).toEqual({
      examined: 12,
      days: 4,
      people: 4,
      verdicts: 3,
      candidatesAdded: 3,
      candidatesRemoved: 2,
      proposals: 0,
    });
    expect(closedPeriods).toEqual([]);
    expect(await everything()).toEqual(before);
    expect(await jobs()).toBe(asked);
  });

  it('is what the change then does', async () => {
    await ask(summer());
    await http.as.officer('PUT', `/api/schedules/${scheduleId}/versions`, summer().body);
    await computeDay(http.context, between, monday);
    expect((await http.as.head('GET', `/api/records/${between}/${monday}`)).body).toMatchObject({
      outcome: 'late',
      lateMinutes: 20,
    });
    expect((await ask(summer())).items).toEqual([]);
    const back = await ask(summer('07:30'));
    expect(back.items.find((day) => day.employee.id === between)).toMatchObject({ removed: ['S late 20'] });
    await http.as.officer('PUT', `/api/schedules/${scheduleId}/versions`, summer('07:30').body);
    await computeDay(http.context, between, monday);
  });

  it('knows holidays, swaps and other hours on one date', async () => {
    const holiday = { date: monday, kind: 'holiday', state: 'announced', name: 'Lễ', source: 'Thông báo 1' };
    const off = await ask({ kind: 'calendarDay', body: holiday });
    expect(off.items.map((day) => day.after?.outcome)).toEqual(Array(4).fill('notExpected'));
    expect(off.totals.candidatesRemoved).toBeGreaterThan(0);

    const added = await http.as.officer('POST', '/api/calendar', holiday);
    const { id } = added.body as { id: string };
    expect((await ask({ kind: 'calendarRemove', id })).items).toHaveLength(4);
    await http.as.officer('DELETE', `/api/calendar/${id}`);

    const swap = { off: monday, work: '2026-03-07', source: 'Thông báo 2' };
    const swapped = await ask({ kind: 'calendarSwap', body: swap });
    expect(new Set(swapped.items.map((day) => day.date))).toEqual(new Set([monday, '2026-03-07']));

    const earlier = await ask({
      kind: 'scheduleOverride',
      body: {
        date: monday,
        target: { kind: 'employee', id: between },
        kind: 'hours',
        sessions: [{ key: 'S', start: '06:30', end: '11:00' }],
        reason: 'Họp Hội đồng nhân dân',
      },
    });
    expect(earlier.items).toMatchObject([{ employee: { id: between }, added: ['S late 50'] }]);
  });

  it('says of a closed month that it would only get proposals', async () => {
    const { prisma } = http.context.database;
    const close = await prisma.periodClose.create({
      data: {
        period: '2026-03',

        closedBy: 'test',
        closedAt: new Date(),
        firstSeal: '',
        recordCount: 0,
        lastSeal: '',
      },
    });
    const { items, totals, closedPeriods } = await ask(summer());
    expect(items.every((day) => day.closed)).toBe(true);
    expect(totals.proposals).toBe(4);
    expect(closedPeriods).toEqual(['2026-03']);
    await prisma.periodClose.delete({ where: { id: close.id } });
  });

  it('refuses what the change itself would be refused for, and more than it can look at', async () => {
    const upsideDown = {
      kind: 'scheduleVersion',
      scheduleId,
      body: { validFrom: monday, definition: hoursFrom('12:00') },
    };
    expect(await http.as.officer('POST', '/api/what-if', upsideDown)).toMatchObject({ status: 422 });
    const { prisma } = http.context.database;
    const crowd = Array.from({ length: 700 }, (_, i) => ({
      code: `X${i}`,
      fullName: 'Đông Người',
      joinedOn: new Date('2020-01-02'),
    }));
    await prisma.employee.createMany({ data: crowd });
    const body = { off: '2026-03-03', work: '2026-03-08', source: 'Thông báo 3' };
    expect((await ask({ kind: 'calendarSwap', body })).totals.examined).toBe(704 * 6);
    const long = {
      kind: 'scheduleVersion',
      scheduleId,
      body: { validFrom: '2025-06-01', definition: hoursFrom('07:00') },
    };
    expect(await http.as.officer('POST', '/api/what-if', long)).toMatchObject({
      status: 422,
      body: { code: 'what_if_too_large', details: { limit: 30_000 } },
    });
    await prisma.employee.deleteMany({ where: { code: { startsWith: 'X' } } });
  }, 60_000);
});
