import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeDay } from '../../../src/attendance/compute-day.ts';
import { monday, officeDay } from '../attendance/office-day.ts';
import { idOf, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
let late = '';
beforeAll(async () => {
  http = await startHttpApp();
  const day = await officeDay(http.context);
  late = (await day.person('07:12:00')).id;
  await computeDay(http.context, late, monday);
});
afterAll(() => http.close());

/** Days asked for since the last call. */
async function asked(): Promise<string[]> {
  const jobs = await http.context.queues.get('attendance').getJobs(['waiting', 'delayed', 'prioritized']);
  const days = jobs.map((job) => job.data as { employeeId: string; workDate: string });
  await Promise.all(jobs.map((job) => job.remove()));
  return days
    .filter((it) => it.employeeId === late)
    .map((it) => it.workDate)
    .sort();
}
const around = ['2026-03-01', '2026-03-02', '2026-03-03'];
const history = async (as = http.as.officer) => (await as('GET', `/api/employees/${late}/history`)).body;
const outcome = async () => {
  await computeDay(http.context, late, monday);
  const where = { employeeId: late, workDate: new Date(monday) };
  return (await http.context.database.prisma.dayRecord.findFirstOrThrow({ where })).outcome;
};
const oneDay = { validFrom: monday, validTo: monday };

describe('allowances', () => {
  it('count from day to day, ask for exactly those, and keep their ground from heads', async () => {
    await asked();
    const ground = 'Nuôi con dưới 12 tháng tuổi';
    const grant = { minutesPerDay: 60, placement: 'start', ground, ...oneDay };
    const made = await http.as.officer('POST', `/api/employees/${late}/allowances`, grant);
    expect(made).toMatchObject({ status: 201, body: { ...grant, createdBy: 'token:officer' } });
    expect(await asked()).toEqual(around);
    expect(await outcome()).toBe('onTime');
    expect(await history()).toMatchObject({ allowances: [{ ground }] });
    expect(await history(http.as.head)).toMatchObject({ allowances: [{ minutesPerDay: 60, ground: null }] });
    expect((await http.as.viewer('GET', `/api/employees/${late}/history`)).status).toBe(403);
    const audit = await http.context.database.prisma.auditEntry.findMany({
      where: { action: 'allowance.create' },
    });
    expect(JSON.stringify(audit)).not.toContain(ground);

    const end = (validTo: string) =>
      http.as.officer('POST', `/api/allowances/${idOf(made)}/end`, { validTo, reason: 'Hết thời gian' });
    expect(await end('2026-02-27')).toMatchObject({
      status: 422,
      body: { details: { issue: 'validityUpsideDown' } },
    });
    expect(await end('2026-03-04')).toMatchObject({ status: 200, body: { validTo: '2026-03-04' } });
    expect(await asked()).toEqual(['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05']);
  });

  it('are refused when they cannot be', async () => {
    const grant = { minutesPerDay: 300, placement: 'any', ground: 'Khác', ...oneDay };
    const refused = await http.as.officer('POST', `/api/employees/${late}/allowances`, grant);
    expect(refused).toMatchObject({ status: 422, body: { details: { issue: 'allowanceTooLong' } } });
    expect(JSON.stringify(refused.body)).toContain('300');
  });
});

describe('exemptions', () => {
  it('hold for a time, with a reason in the audit log; heads learn only that there is one', async () => {
    await asked();
    const reason = 'Lãnh đạo cơ quan';
    const made = await http.as.officer('POST', `/api/employees/${late}/exemptions`, { reason, ...oneDay });
    expect(made.status).toBe(201);
    expect(await asked()).toEqual(around);
    expect(await outcome()).toBe('notExpected');
    expect(await history(http.as.head)).toMatchObject({ exemptions: [{ reason: null, ...oneDay }] });
    const audit = await http.context.database.prisma.auditEntry.findFirstOrThrow({
      where: { action: 'exemption.create' },
    });
    expect(audit.detail).toMatchObject({ employeeId: late, reason });
    const upsideDown = { reason, validFrom: '2026-03-05', validTo: '2026-03-04' };
    expect((await http.as.officer('POST', `/api/employees/${late}/exemptions`, upsideDown)).status).toBe(422);
  });
});

describe('postings', () => {
  it('are added, corrected and removed, each day asked for where the person was', async () => {
    await asked();
    const divisionId = idOf(
      await http.as.officer('POST', '/api/divisions', { code: 'TC', name: 'Tài chính' }),
    );
    const posting = { divisionId, category: 'publicEmployee', title: 'Kế toán', validFrom: '2026-03-02' };
    const url = `/api/employees/${late}/postings`;
    expect(await http.as.officer('POST', url, posting)).toMatchObject({
      status: 200,
      body: { postings: [{ division: 'Tài chính', validFrom: '2026-03-02' }, { division: 'Văn phòng' }] },
    });
    expect((await asked())[0]).toBe('2026-03-01');
    expect(await http.as.officer('POST', url, posting)).toMatchObject({
      status: 422,
      body: { details: { issue: 'postingRepeated' } },
    });
    const { postings } = (await history()) as { postings: { id: string }[] };
    const [added, first] = postings.map(({ id }) => `/api/postings/${id}`);
    await http.as.officer('PATCH', added ?? '', { ...posting, validFrom: '2026-03-03' });
    expect((await asked())[0]).toBe('2026-03-01');
    expect((await http.as.officer('DELETE', added ?? '')).status).toBe(200);
    expect((await asked())[0]).toBe('2026-03-02');
    expect(await http.as.officer('DELETE', first ?? '')).toMatchObject({
      status: 422,
      body: { details: { issue: 'postingNeeded' } },
    });
  });
});

describe('joining and leaving', () => {
  it('asks for the days worked now and for records of days that are not any more', async () => {
    await asked();
    await http.as.officer('PATCH', `/api/employees/${late}`, { leftOn: '2026-02-27' });
    expect(await asked()).toContain(monday);
    expect(await outcome()).toBe('notExpected');
    await http.as.officer('PATCH', `/api/employees/${late}`, { title: 'Chuyên viên' });
    expect(await asked()).toEqual([]);
    const { postings } = (await history()) as { postings: { divisionId: string }[] };
    const moved = { divisionId: postings[0]?.divisionId, validFrom: '2026-02-26' };
    await http.as.officer('PATCH', `/api/employees/${late}`, moved);
    expect(await asked()).toEqual(['2026-02-25', '2026-02-26', '2026-02-27']);
  });
});
