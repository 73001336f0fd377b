import readExcelFile from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeReport } from '../../../src/reports/make-report.ts';
import { computeDay } from '../../../src/attendance/compute-day.ts';
import { addPerson, idOf, itemsOf, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
beforeAll(async () => {
  http = await startHttpApp();
  const employeeId = await addPerson(http, { fullName: 'Nguyễn Thị Ánh', code: '007' });
  await computeDay(http.context, employeeId, '2026-03-02');
});
afterAll(() => http.close());

describe('the report of a month', () => {
  it('is asked for, made in the background and downloaded with a trace', async () => {
    const asked = await http.as.viewer('POST', '/api/reports', { kind: 'monthTimesheet', period: '2026-03' });
    expect(asked).toMatchObject({
      status: 202,
      body: { state: 'pending', lang: 'vi', requestedBy: 'token:viewer' },
    });
    const id = idOf(asked);
    expect((await http.as.viewer('GET', `/api/reports/${id}/file`)).status).toBe(404);
    const [job] = await http.context.queues.get('reports').getJobs(['waiting', 'prioritized']);
    expect(job?.data).toEqual({ reportId: id });

    await makeReport(http.context, id);
    expect((await http.as.viewer('GET', `/api/reports/${id}`)).body).toMatchObject({
      state: 'done',
      error: null,
      fileName: 'bang-cham-cong-2026-03.xlsx',
    });
    const { headers, bytes } = await http.as.viewer('GET', `/api/reports/${id}/file`);
    expect(headers).toMatchObject({
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': expect.stringContaining('filename="bang-cham-cong-2026-03.xlsx"') as string,
    });
    const [sheet] = await readExcelFile(bytes);
    expect(sheet?.data.find((row) => row[1] === 'Nguyễn Thị Ánh')?.[0]).toBe(1);
    const [trace] = itemsOf(await http.as.administrator('GET', '/api/audit?limit=1'));
    expect(trace).toMatchObject({
      actor: 'token:viewer',
      action: 'report.download',
      subject: `report:${id}`,
    });
  });

  it('says the same on screen', async () => {
    const { body } = await http.as.viewer('GET', '/api/month?period=2026-03');
    const { days, people } = body as { days: object[]; people: { cells: { date: string }[] }[] };
    expect([days.length, people.length, people[0]?.cells.length]).toEqual([31, 1, 31]);
    // No camera watched anything: the day lacks evidence, and nobody is called absent.
    expect(people[0]).toMatchObject({ totals: { absentSessions: 0, insufficientSessions: 2, workDays: 0 } });
    expect(people[0]?.cells[1]).toMatchObject({
      date: '2026-03-02',
      symbol: '?',
      outcome: 'insufficientEvidence',
    });
  });

  it('tells when it could not be made', async () => {
    const { prisma } = http.context.database;
    const asked = await http.as.viewer('POST', '/api/reports', {
      kind: 'monthTimesheet',
      period: '2026-03',
      lang: 'en',
    });
    await prisma.dayRecord.updateMany({ data: { record: { broken: true } } });
    await expect(makeReport(http.context, idOf(asked))).rejects.toThrow();
    const { body } = await http.as.viewer('GET', `/api/reports/${idOf(asked)}`);
    expect(body).toMatchObject({ state: 'failed', error: expect.any(String) as string, fileName: null });
  });
});
