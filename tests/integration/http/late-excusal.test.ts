import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeDay } from '../../../src/attendance/compute-day.ts';
import { createAccount } from '../../../src/store/accounts.ts';
import { createSession } from '../../../src/store/sessions.ts';
import { monday, officeDay } from '../attendance/office-day.ts';
import { idOf, itemsOf, startHttpApp, type Answer, type HttpApp } from './http-app.ts';

let http: HttpApp;
let away = '';
let tripId = '';
beforeAll(async () => {
  http = await startHttpApp();
  const day = await officeDay(http.context);
  away = (await day.person(null)).id;
  await computeDay(http.context, away, monday);
});
afterAll(() => http.close());

const trip = () => ({
  employeeId: away,
  kind: 'businessTrip',
  firstDate: monday,
  lastDate: monday,
  part: { kind: 'day' },
  note: 'Họp tại tỉnh',
});
const record = () => http.as.head('GET', `/api/records/${away}/${monday}`);

describe('a trip entered later than its day', () => {
  it('withdraws what was flagged, with a note of why', async () => {
    expect((await record()).body).toMatchObject({
      outcome: 'absent',
      findings: [
        { kind: 'absent', sessionKey: 'C', state: 'candidate', withdrawnBecause: null },
        { kind: 'absent', sessionKey: 'S', state: 'candidate', withdrawnBecause: null },
      ],
    });
    tripId = idOf(await http.as.officer('POST', '/api/excusals', trip()));
    await http.as.officer('POST', `/api/excusals/${tripId}/approve`, { note: 'Đúng quyết định' });
    await computeDay(http.context, away, monday);
    const because = { kind: 'excusal', id: tripId, by: 'token:officer' };
    expect((await record()).body).toMatchObject({
      outcome: 'excused',
      findings: [
        { kind: 'absent', sessionKey: 'C', state: 'withdrawn', withdrawnBecause: because },
        { kind: 'absent', sessionKey: 'S', state: 'withdrawn', withdrawnBecause: because },
      ],
    });
    expect(itemsOf(await http.as.head('GET', '/api/excusals?state=approved'))).toMatchObject([
      {
        id: tripId,
        withdrawn: [
          { workDate: monday, sessionKey: 'C', kind: 'absent' },
          { workDate: monday, sessionKey: 'S', kind: 'absent' },
        ],
      },
    ]);
  });

  it('lets the candidate stand again once it is cancelled', async () => {
    await http.as.officer('POST', `/api/excusals/${tripId}/cancel`, {});
    await computeDay(http.context, away, monday);
    expect((await record()).body).toMatchObject({
      outcome: 'absent',
      findings: [
        { state: 'candidate', withdrawnBecause: null },
        { state: 'candidate', withdrawnBecause: null },
      ],
    });
    expect(itemsOf(await http.as.head('GET', '/api/excusals'))).toMatchObject([{ withdrawn: [] }]);
  });
});

const pdf = Buffer.from('%PDF-1.7\nGiấy ra viện');

function send(excusalId: string, content: Buffer, fileName = 'giấy.pdf', as = http.as.officer) {
  const boundary = 'cc-test-boundary';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${fileName}"\r\ncontent-type: application/pdf\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  return as('POST', `/api/excusals/${excusalId}/attachments`, body, headers);
}
const code = (answer: Answer) => (answer.body as { code?: string }).code;

describe('papers of an excusal', () => {
  it('are kept encrypted, listed and handed out to officers, and every view is written down', async () => {
    const { prisma } = http.context.database;
    const id = idOf(await http.as.officer('POST', '/api/excusals', trip()));
    const sent = await send(id, pdf);
    expect(sent).toMatchObject({
      status: 201,
      body: { fileName: 'giấy.pdf', mime: 'application/pdf', bytes: pdf.length, addedBy: 'token:officer' },
    });
    expect(itemsOf(await http.as.officer('GET', `/api/excusals/${id}/attachments`))).toHaveLength(1);
    const listed = itemsOf(await http.as.head('GET', '/api/excusals')).find((it) => it.id === id);
    expect(listed).toMatchObject({ attachments: 1 });
    const url = `/api/attachments/${idOf(sent)}/file`;
    expect((await http.as.head('GET', url)).status).toBe(403);
    expect((await http.as.officer('GET', url)).bytes.equals(pdf)).toBe(true);
    const views = await prisma.auditEntry.findMany({ where: { action: 'attachment.view' } });
    expect(views).toMatchObject([{ actor: 'token:officer', detail: { excusalId: id } }]);

    const row = await prisma.evidence.findFirstOrThrow({ where: { kind: 'attachment' } });
    expect((await http.as.head('GET', `/api/evidence/${row.id}`)).status).toBe(404);
    const folder = createHash('sha256').update(row.id).digest('hex').slice(0, 2);
    const file = readFileSync(path.join(http.context.config.evidenceDir, folder, `${row.id}.enc`));
    expect(file.includes('ra viện')).toBe(false);
  });

  it('are refused when they are something else or too large', async () => {
    const id = idOf(await http.as.officer('POST', '/api/excusals', trip()));
    expect(code(await send(id, Buffer.from('<html><script>'), 'giấy.pdf'))).toBe('attachment_type');
    const large = Buffer.concat([pdf, Buffer.alloc(10 * 1024 * 1024)]);
    expect(code(await send(id, large))).toBe('attachment_too_large');
    expect(code(await send(away, pdf))).toBe('not_found');
    expect(itemsOf(await http.as.officer('GET', `/api/excusals/${id}/attachments`))).toEqual([]);
  });

  it('may be added to an excusal of oneself while it is undecided; viewers see and cancel only their own', async () => {
    const { prisma } = http.context.database;
    const account = await createAccount(prisma, {
      username: 'binh',
      displayName: 'Bình',
      role: 'viewer',
      password: 'mật khẩu dài 1',
      employeeId: away,
    });
    const own = {
      cookie: `cc_session=${await createSession(prisma, account.id)}`,
      'x-requested-with': 'chuyen-can',
    };
    const asBinh: typeof http.as.viewer = (method, url, body, headers) =>
      http.as.nobody(method, url, body, { ...own, ...headers });
    const id = idOf(await asBinh('POST', '/api/excusals', trip()));
    expect((await send(id, pdf, 'giấy.pdf', asBinh)).status).toBe(201);
    expect((await send(id, pdf, 'giấy.pdf', http.as.viewer)).status).toBe(403);
    expect(itemsOf(await asBinh('GET', '/api/excusals?state=requested')).map((it) => it.id)).toContain(id);
    expect(itemsOf(await http.as.viewer('GET', '/api/excusals'))).toEqual([]);
    await http.as.officer('POST', `/api/excusals/${id}/approve`, {});
    expect((await send(id, pdf, 'giấy.pdf', asBinh)).status).toBe(403);
    expect((await asBinh('POST', `/api/excusals/${id}/cancel`, {})).status).toBe(403);
    const second = idOf(await asBinh('POST', '/api/excusals', trip()));
    expect((await asBinh('POST', `/api/excusals/${second}/cancel`, {})).status).toBe(200);
  });

  it('go with the person', async () => {
    const { prisma } = http.context.database;
    await http.as.officer('DELETE', `/api/employees/${away}`);
    const rows = await prisma.evidence.findMany({ where: { kind: 'attachment' } });
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row.deletedAt !== null)).toBe(true);
  });
});
