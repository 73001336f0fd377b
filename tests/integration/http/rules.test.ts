import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeDay } from '../../../src/attendance/compute-day.ts';
import { createAccount } from '../../../src/store/accounts.ts';
import { createSession } from '../../../src/store/sessions.ts';
import { at, monday, officeDay, type OfficeDay } from '../attendance/office-day.ts';
import { idOf, itemsOf, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
let day: OfficeDay;
let late = { id: '', arrivalId: '' };
beforeAll(async () => {
  http = await startHttpApp();
  day = await officeDay(http.context);
  late = await day.person('07:12:00');
  await computeDay(http.context, late.id, monday);
});
afterAll(() => http.close());

/** Person-days asked for since the last call. */
async function asked(): Promise<string[]> {
  const queue = http.context.queues.get('attendance');
  const jobs = await queue.getJobs(['waiting', 'delayed', 'prioritized']);
  const days = jobs.map((job) => job.data as { employeeId: string; workDate: string });
  await Promise.all(jobs.map((job) => job.remove()));
  return days
    .filter((it) => it.employeeId === late.id)
    .map((it) => it.workDate)
    .sort();
}
const record = () =>
  http.context.database.prisma.dayRecord.findFirstOrThrow({
    where: { employeeId: late.id, workDate: new Date(monday) },
  });

describe('the calendar', () => {
  it('is filled for a year once, lunar days as expected, and announced by notice', async () => {
    const filled = await http.as.officer('POST', '/api/calendar/prefill', { year: 2026 });
    const tet = itemsOf(filled).find((it) => it.date === '2026-02-17');
    expect(tet).toMatchObject({ kind: 'holiday', state: 'expected', source: null });
    expect(itemsOf(await http.as.officer('POST', '/api/calendar/prefill', { year: 2026 }))).toEqual([]);
    const url = `/api/calendar/${String(tet?.id)}`;
    expect(await http.as.officer('PATCH', url, { state: 'announced' })).toMatchObject({
      status: 422,
      body: { code: 'rule_input_invalid', details: { issue: 'sourceMissing', date: '2026-02-17' } },
    });
    const source = 'Thông báo 1/TB-BNV';
    expect(await http.as.officer('PATCH', url, { state: 'announced', source })).toMatchObject({
      status: 200,
      body: { state: 'announced', source },
    });
    const listed = itemsOf(await http.as.viewer('GET', '/api/calendar?year=2026'));
    expect(listed.length).toBe(itemsOf(filled).length);
  });

  it('asks for exactly the days that a new entry touches', async () => {
    await asked();
    const holiday = { date: monday, kind: 'holiday', state: 'announced', name: 'Lễ', source: 'TB 2' };
    const made = await http.as.officer('POST', '/api/calendar', holiday);
    expect(made.status).toBe(201);
    expect(await asked()).toEqual(['2026-03-01', '2026-03-02', '2026-03-03']);
    expect(await http.as.officer('POST', '/api/calendar', holiday)).toMatchObject({
      status: 422,
      body: { details: { issue: 'calendarDayRepeated' } },
    });
    await http.as.officer('DELETE', `/api/calendar/${idOf(made)}`);
    expect(await asked()).toEqual(['2026-03-01', '2026-03-02', '2026-03-03']);
  });

  it('swaps two days and deletes them as a whole; a day is not swapped with itself', async () => {
    const swap = (off: string, work: string) =>
      http.as.officer('POST', '/api/calendar/swap', { off, work, source: 'TB 3' });
    expect(await swap('2026-03-06', '2026-03-06')).toMatchObject({ status: 422 });
    const made = itemsOf(await swap('2026-03-06', '2026-03-07'));
    expect(made).toMatchObject([{ kind: 'swapOff' }, { kind: 'swapWork' }]);
    await http.as.officer('DELETE', `/api/calendar/${String(made[1]?.id)}`);
    const dates = itemsOf(await http.as.viewer('GET', '/api/calendar?year=2026')).map((it) => it.date);
    expect(dates).not.toContain('2026-03-06');
  });
});

describe('excusals', () => {
  const trip = () => ({
    employeeId: late.id,
    kind: 'businessTrip',
    firstDate: monday,
    lastDate: monday,
    part: { kind: 'sessions', keys: ['S'] },
  });

  it('count once approved, and then ask for their days; they are decided once', async () => {
    await asked();
    const id = idOf(await http.as.officer('POST', '/api/excusals', trip()));
    expect(await asked()).toEqual([]);
    const decide = (verb: string) => http.as.officer('POST', `/api/excusals/${id}/${verb}`, { note: 'rõ' });
    expect(await decide('approve')).toMatchObject({
      status: 200,
      body: { state: 'approved', decidedBy: 'token:officer' },
    });
    expect(await asked()).toEqual(['2026-03-01', '2026-03-02', '2026-03-03']);
    await computeDay(http.context, late.id, monday);
    expect(await record()).toMatchObject({ outcome: 'onTime' });
    expect(await decide('refuse')).toMatchObject({ status: 409, body: { code: 'excusal_decided' } });
    expect(await decide('cancel')).toMatchObject({ status: 200 });
    expect(await asked()).toEqual(['2026-03-01', '2026-03-02', '2026-03-03']);
    await computeDay(http.context, late.id, monday);
    expect(await record()).toMatchObject({ outcome: 'late' });
  });

  it('are refused when they cannot be', async () => {
    const issueOf = async (change: object) =>
      (await http.as.officer('POST', '/api/excusals', { ...trip(), ...change })).body;
    expect(await issueOf({ lastDate: '2026-03-01' })).toMatchObject({
      code: 'rule_input_invalid',
      details: { issue: 'excusalUpsideDown' },
    });
    expect(await issueOf({ part: { kind: 'times', start: '10:00', end: '09:00' } })).toMatchObject({
      details: { issue: 'excusalTimesUpsideDown' },
    });
    expect(await issueOf({ part: { kind: 'sessions', keys: ['X'] } })).toMatchObject({
      details: { issue: 'sessionKeyUnknown', key: 'X' },
    });
    expect((await http.as.viewer('POST', '/api/excusals', trip())).status).toBe(403);
  });

  it('are asked for by oneself and never approved by oneself', async () => {
    const { prisma } = http.context.database;
    const account = await createAccount(prisma, {
      username: 'an',
      displayName: 'An',
      role: 'officer',
      password: 'mật khẩu dài 1',
      employeeId: late.id,
    });
    const token = await createSession(prisma, account.id);
    const own = { cookie: `cc_session=${token}`, 'x-requested-with': 'chuyen-can' };
    const asAn = (url: string, body: object) => http.as.nobody('POST', url, body, own);
    const id = idOf(await asAn('/api/excusals', trip()));
    expect(await asAn(`/api/excusals/${id}/approve`, {})).toMatchObject({
      status: 403,
      body: { code: 'own_matter' },
    });
    expect(itemsOf(await http.as.head('GET', '/api/excusals?state=requested'))).toMatchObject([
      { id, requestedBy: 'an' },
    ]);
    const correction = { kind: 'dismissProof', proofId: late.arrivalId, reason: 'Không phải tôi' };
    expect(await asAn(`/api/records/${late.id}/${monday}/corrections`, correction)).toMatchObject({
      status: 403,
    });
  });
});

describe('corrections', () => {
  it('are inputs with a name and a reason; the record follows them', async () => {
    await asked();
    const correct = (body: object) =>
      http.as.officer('POST', `/api/records/${late.id}/${monday}/corrections`, body);
    const setTo = { kind: 'setArrival', sessionKey: 'S', at: at('06:58:00').toISOString(), reason: 'Camera' };
    expect(await correct(setTo)).toMatchObject({ status: 201, body: { by: 'token:officer' } });
    expect(await asked()).toEqual([monday]);
    await computeDay(http.context, late.id, monday);
    expect(await record()).toMatchObject({ outcome: 'onTime', lateMinutes: 0 });
    expect(await correct({ ...setTo, sessionKey: 'X' })).toMatchObject({
      status: 422,
      body: { details: { issue: 'sessionKeyUnknown' } },
    });
    expect((await correct({ ...setTo, reason: ' ' })).status).toBe(400);
    const listed = await http.as.head('GET', `/api/records/${late.id}/${monday}/corrections`);
    expect(itemsOf(listed)).toMatchObject([
      {
        kind: 'setArrival',
        reason: 'Camera',
        sessionKey: 'S',
        before: { earliest: at('07:12:00').toISOString(), latest: at('07:12:00').toISOString() },
        after: setTo.at,
      },
    ]);
    const audit = await http.context.database.prisma.auditEntry.findMany({
      where: { action: 'record.correct' },
    });
    expect(audit).toHaveLength(1);
  });
});
