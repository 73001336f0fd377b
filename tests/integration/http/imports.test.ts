import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeDay } from '../../../src/attendance/compute-day.ts';
import { toLocal } from '../../../src/domain/civil-time.ts';
import { createAccount } from '../../../src/store/accounts.ts';
import { createSession } from '../../../src/store/sessions.ts';
import { monday, officeDay, watchDoor } from '../attendance/office-day.ts';
import { idOf, itemsOf, startHttpApp, type Answer, type HttpApp } from './http-app.ts';

let http: HttpApp;
let doorId = '';
const people: Record<'an' | 'binh', string> = { an: '', binh: '' };
beforeAll(async () => {
  http = await startHttpApp();
  const day = await officeDay(http.context);
  people.an = (await day.person(null)).id; // code N1
  people.binh = (await day.person(null)).id; // code N2
  doorId = idOf(await http.as.officer('POST', '/api/doors', { name: 'Cổng phụ', staffOnly: true }));
  await watchDoor(db(), doorId);
});
afterAll(() => http.close());

const db = () => http.context.database.prisma;

function send(url: string, asked: object, content: Buffer, fileName = 'chấm công.csv', as = http.as.officer) {
  const boundary = 'cc-test-boundary';
  const field = `--${boundary}\r\ncontent-disposition: form-data; name="asked"\r\n\r\n${JSON.stringify(asked)}\r\n`;
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${fileName}"\r\ncontent-type: text/csv\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(field + head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return as('POST', url, body, { 'content-type': `multipart/form-data; boundary=${boundary}` });
}
const takeIn = (asked: object, content: Buffer, fileName?: string) =>
  send('/api/imports', asked, content, fileName);
const preview = (asked: object, content: Buffer) => send('/api/imports/preview', asked, content);

const columns = { employeeCode: 'Mã cán bộ', date: 'Ngày', time: 'Giờ', direction: 'Chiều' };
const heading = 'Mã cán bộ;Ngày;Giờ;Chiều';
const csv = (...lines: string[]) => Buffer.from([heading, ...lines].join('\r\n'));
const wholeDay = (code: string) => [`${code};02/03/2026;6h58;vào`, `${code};02/03/2026;17:01;ra`];

let sources = 0;
async function source(facts: object = {}): Promise<string> {
  sources += 1;
  const body = { name: `Máy ${sources}`, format: { kind: 'columns', columns }, ...facts };
  const made = await http.as.officer('POST', '/api/punch-sources', body);
  expect(made.status).toBe(201);
  return idOf(made);
}
const importOf = (answer: Answer) => (answer.body as { import: Record<string, unknown> }).import;
const undo = (id: unknown, reason = 'nhầm tệp') =>
  http.as.officer('POST', `/api/imports/${String(id)}/undo`, { reason });

/** Person-days asked for since the last call. */
async function asked(): Promise<string[]> {
  const jobs = await http.context.queues.get('attendance').getJobs(['waiting', 'delayed', 'prioritized']);
  const days = jobs.map((job) => job.data as { employeeId: string; workDate: string });
  await Promise.all(jobs.map((job) => job.remove()));
  return days.map((it) => `${it.workDate} ${it.employeeId}`).sort();
}

async function outcomeOf(employeeId: string): Promise<string> {
  await computeDay(http.context, employeeId, monday);
  const why = await http.as.head('GET', `/api/records/${employeeId}/${monday}`);
  return (why.body as { outcome: string }).outcome;
}

describe('a file of punches', () => {
  it('is looked at first, in any encoding; then taken in once, and changes the record', async () => {
    const sourceId = await source({ doorId: null });
    const text = ['Mã cán bộ;Ngày;Giờ;Chiều', ...wholeDay('N1')].join('\r\n');
    const utf16 = iconv.encode(text, 'utf-16le', { addBOM: true });
    expect(await preview({}, utf16)).toMatchObject({
      status: 200,
      body: {
        encoding: 'utf-16le',
        firstLines: [{ row: 1, cells: ['Mã cán bộ', 'Ngày', 'Giờ', 'Chiều'] }, { row: 2 }, { row: 3 }],
        problemCount: 0,
      },
    });
    expect((await preview({ sourceId }, utf16)).body).toMatchObject({
      counts: { rows: 2, added: 2, known: 0 },
      rows: [
        { row: 2, employee: { code: 'N1' }, at: '2026-03-01T23:58:00.000Z', direction: 'in', known: false },
        {},
      ],
      sameFile: null,
    });
    expect(await db().punch.count()).toBe(0);
    expect(await outcomeOf(people.an)).toBe('absent');

    const done = await takeIn({ sourceId }, utf16);
    expect(done).toMatchObject({
      status: 201,
      body: { sameFile: false, import: { added: 2, known: 0, rows: 2, importedBy: 'token:officer' } },
    });
    expect(await outcomeOf(people.an)).toBe('onTime');
    const why = await http.as.head('GET', `/api/records/${people.an}/${monday}`, undefined, {
      'accept-language': 'vi',
    });
    expect(JSON.stringify(why.body)).toContain('tệp chấm công.csv, dòng 2');
    expect((why.body as { punches: unknown[] }).punches).toMatchObject([
      { source: 'file', terminal: 'Máy 1', file: 'chấm công.csv', row: 2, direction: 'in' },
      { source: 'file', row: 3, direction: 'out' },
    ]);

    const again = await takeIn({ sourceId }, utf16, 'tên khác.csv');
    expect(again).toMatchObject({
      status: 200,
      body: { sameFile: true, import: { fileName: 'chấm công.csv' } },
    });
    expect((await preview({ sourceId }, utf16)).body).toMatchObject({
      counts: { added: 0, known: 2 },
      sameFile: { fileName: 'chấm công.csv' },
    });
    expect([await db().punch.count(), await db().punchImport.count()]).toEqual([2, 1]);
    await undo(importOf(done).id);
    expect(await outcomeOf(people.an)).toBe('absent');
  });

  it('is read on trial before its columns are kept, whatever its encoding', async () => {
    const text = ['Ma;Gi\u01a1\u0300;Chi\u00ea\u0300u', 'N1;02/03/2026 7h05;va\u0300o'].join('\r\n');
    const content = iconv.encode(text, 'windows-1258');
    const format = { kind: 'columns', columns: { employeeCode: 1, dateTime: 'Giờ', direction: 'Chiều' } };
    expect((await preview({ format }, content)).body).toMatchObject({
      encoding: 'windows-1258',
      problemCount: 0,
      rows: [{ row: 2, at: '2026-03-02T00:05:00.000Z', direction: 'in' }],
    });
    const hikvision = [
      'Person ID,Name,Department,Time,Attendance Status,Attendance Check Point',
      "'N1,An,VP,2026-03-02 07:29:44,Check-in,Cửa chính",
    ].join('\n');
    const preset = { kind: 'preset', preset: 'hikvision-csv' };
    expect((await preview({ format: preset }, Buffer.from(hikvision))).body).toMatchObject({
      problemCount: 0,
      rows: [{ row: 2, employee: { code: 'N1' }, at: '2026-03-02T00:29:44.000Z', direction: 'in' }],
    });
    const none = { kind: 'columns', columns: { employeeCode: 1 } };
    expect((await preview({ format: none }, content)).status).toBe(400);
  });

  it('with anything wrong is refused whole, row and column named in words', async () => {
    const sourceId = await source();
    const wrong = csv(
      ...wholeDay('N1'),
      'N1;31/02/2026;7h05;vào',
      'X99;02/03/2026;7h05;vào',
      'N1;02/03/2026;25h00;vào',
      'N1;02/03/2026',
      'N1;02/03/2999;07:00;vào',
    );
    const seen = await send('/api/imports/preview', { sourceId }, wrong);
    expect(seen.body).toMatchObject({
      problemCount: 5,
      unknownCodes: ['X99'],
      problems: [
        {
          row: 4,
          column: 'Ngày',
          code: 'dateInvalid',
          value: '31/02/2026',
          message: 'Không có ngày “31/02/2026”.',
        },
        { row: 5, column: 'Mã cán bộ', code: 'employeeUnknown', value: 'X99' },
        { row: 6, column: 'Giờ', code: 'timeInvalid', value: '25h00' },
        { row: 7, column: null, code: 'columnCount', value: '2' },
        { row: 8, column: 'Ngày', code: 'timeInFuture' },
      ],
    });
    const refused = await takeIn({ sourceId }, wrong);
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'import_has_problems',
        details: { count: 5, row: 4, column: 'Ngày', value: '31/02/2026' },
      },
    });
    expect(await db().punch.count({ where: { sourceId } })).toBe(0);
    expect(await db().punchImport.count({ where: { sourceId } })).toBe(0);
  });

  it('too large, empty, or asked for in a way that is not understood is refused', async () => {
    const sourceId = await source();
    const code = (answer: Answer) => [answer.status, (answer.body as { code: string }).code];
    expect(code(await takeIn({ sourceId }, Buffer.alloc(10 * 1024 * 1024 + 1, 65)))).toEqual([
      413,
      'import_file_too_large',
    ]);
    expect(code(await takeIn({ sourceId }, Buffer.alloc(0)))).toEqual([422, 'import_has_problems']);
    expect(code(await takeIn({ sourceId: 'nonsense' }, csv(...wholeDay('N1'))))).toEqual([
      400,
      'invalid_request',
    ]);
    expect(code(await takeIn({ sourceId: people.an }, csv(...wholeDay('N1'))))).toEqual([404, 'not_found']);
    const covered = { sourceId, coveredFrom: monday, coveredTo: monday };
    expect(code(await takeIn(covered, csv(...wholeDay('N1'))))).toEqual([422, 'import_input_invalid']);
    expect(await db().punchImport.count({ where: { sourceId } })).toBe(0);
  });

  it('does not double what another file brought, and undone leaves what the other holds', async () => {
    const sourceId = await source({ doorId, usedFrom: monday, usedTo: monday });
    const first = await takeIn({ sourceId }, csv(...wholeDay('N1')), 'tuần 1.csv');
    const second = await takeIn({ sourceId }, csv(...wholeDay('N1'), ...wholeDay('N2')), 'tháng 3.csv');
    expect(importOf(second)).toMatchObject({ added: 2, known: 2 });
    expect(await db().punch.count({ where: { sourceId } })).toBe(4);
    expect(await outcomeOf(people.binh)).toBe('onTime');

    expect((await undo(importOf(first).id)).status).toBe(200);
    expect([await outcomeOf(people.an), await outcomeOf(people.binh)]).toEqual(['onTime', 'onTime']);
    expect(await undo(importOf(second).id)).toMatchObject({
      status: 200,
      body: { undone: { by: 'token:officer', reason: 'nhầm tệp' } },
    });
    expect(await outcomeOf(people.an)).not.toBe('onTime');
    expect(await undo(importOf(second).id)).toMatchObject({ status: 409, body: { code: 'import_undone' } });

    // Taken in once more, the same punches count again.
    const third = await takeIn({ sourceId }, csv(...wholeDay('N1')), 'tuần 1.csv');
    expect(importOf(third)).toMatchObject({ added: 2, known: 0 });
    expect(await outcomeOf(people.an)).toBe('onTime');
    expect(itemsOf(await http.as.officer('GET', '/api/imports')).slice(0, 3)).toMatchObject([
      { fileName: 'tuần 1.csv', undone: null },
      { fileName: 'tháng 3.csv', undone: {} },
      { fileName: 'tuần 1.csv', undone: {} },
    ]);
    const actions = await db().auditEntry.findMany({
      where: { subject: `import:${String(importOf(second).id)}` },
    });
    expect(actions.map((it) => it.action)).toEqual(['import.takeIn', 'import.undo']);
    await undo(importOf(third).id);
    await http.as.officer('PUT', `/api/punch-sources/${sourceId}`, {
      name: 'Máy cũ',
      format: { kind: 'columns', columns },
    });
  });

  it('of two taken in at once stores each punch once', async () => {
    const sourceId = await source();
    const files = [csv(...wholeDay('N1')), csv(...wholeDay('N1'), 'N1;03/03/2026;07:00;vào')];
    const done = await Promise.all([
      takeIn({ sourceId }, files[0] ?? Buffer.alloc(0)),
      takeIn({ sourceId }, files[1] ?? Buffer.alloc(0)),
      takeIn({ sourceId }, files[0] ?? Buffer.alloc(0)),
    ]);
    expect(done.map((it) => it.status).sort()).toEqual([200, 201, 201]);
    expect(await db().punch.count({ where: { sourceId } })).toBe(3);
    for (const answer of done) await undo(importOf(answer).id);
    expect(await db().punch.count({ where: { sourceId, withdrawnAt: null } })).toBe(0);
  });

  it('asks for exactly the days it touches', async () => {
    const sourceId = await source();
    const ofAn = ['2026-03-01', monday, '2026-03-03'].map((date) => `${date} ${people.an}`);
    await asked();
    const done = await takeIn({ sourceId }, csv(...wholeDay('N1')));
    expect(await asked()).toEqual(ofAn);
    await takeIn({ sourceId }, csv(...wholeDay('N1')));
    expect(await asked()).toEqual([]);
    await undo(importOf(done).id);
    expect(await asked()).toEqual(ofAn);
  });

  it('that is complete for some dates asks for these dates of everyone the terminal knows', async () => {
    const dates = { usedFrom: '2026-03-09', usedTo: '2026-03-13' };
    const sourceId = await source({ doorId, ...dates });
    const first = await takeIn({ sourceId }, csv(...wholeDay('N1')));
    await asked();
    const covered = { coveredFrom: '2026-03-11', coveredTo: '2026-03-12' };
    const done = await takeIn({ sourceId, ...covered }, csv('N2;12/03/2026;07:00;vào'));
    expect(importOf(done)).toMatchObject(covered);
    const around = ['2026-03-10', '2026-03-11', '2026-03-12', '2026-03-13'];
    const expected = around.flatMap((date) => [people.an, people.binh].map((id) => `${date} ${id}`));
    expect(await asked()).toEqual(expected.sort());
    const today = toLocal(Date.now(), 'Asia/Ho_Chi_Minh').date;
    const early = await takeIn(
      { sourceId, coveredFrom: '2026-03-11', coveredTo: today },
      csv('N2;13/03/2026;07:00;'),
    );
    expect(early.body).toMatchObject({ details: { issue: 'coverageNotOver' } });
    for (const answer of [first, done]) await undo(importOf(answer).id);
  });
});

describe('a punch that somebody else made', () => {
  it('is dismissed by a correction of the day, like a sighting', async () => {
    const sourceId = await source();
    const done = await takeIn({ sourceId }, csv(...wholeDay('N1')));
    expect(await outcomeOf(people.an)).toBe('onTime');
    const url = `/api/records/${people.an}/${monday}/corrections`;
    for (const { id } of await db().punch.findMany({ where: { sourceId } })) {
      const body = { kind: 'dismissProof', proofId: id, reason: 'Chấm hộ' };
      expect((await http.as.officer('POST', url, body)).status).toBe(201);
    }
    expect(await outcomeOf(people.an)).toBe('absent');
    await undo(importOf(done).id);
    await db().correction.deleteMany();
  });
});

describe('numbers of a terminal', () => {
  it('are given to people once, or to nobody; presets need no columns', async () => {
    const attlog = Buffer.from(
      ['12\t2026-03-02 06:58:02\t1\t0\t1\t0', '13\t2026-03-02 06:59:00\t1\t0\t1\t0'].join('\n'),
    );
    const body = { name: 'ZK', format: { kind: 'preset', preset: 'zkteco-attlog' }, direction: 'unknown' };
    const sourceId = await source(body);
    expect((await preview({ sourceId }, attlog)).body).toMatchObject({ unknownCodes: ['12', '13'] });
    const codes = [
      { code: '12', employeeId: people.an },
      { code: '13', employeeId: null },
    ];
    const changed = await http.as.officer('PUT', `/api/punch-sources/${sourceId}`, { ...body, codes });
    expect(changed.body).toMatchObject({
      codes: [
        { code: '12', employee: { code: 'N1' } },
        { code: '13', employee: null },
      ],
    });
    const done = await takeIn({ sourceId }, attlog, 'attlog.dat');
    expect(importOf(done)).toMatchObject({ added: 1, skipped: 1, rows: 2 });
    expect(await db().punch.findMany({ where: { sourceId } })).toMatchObject([
      { employeeId: people.an, direction: 'both', at: new Date('2026-03-01T23:58:02Z') },
    ]);
    await undo(importOf(done).id);
  });

  it('are refused where they contradict each other; a door needs the day from which it is guarded', async () => {
    const body = { name: 'Sai', format: { kind: 'columns', columns } };
    const issue = async (facts: object) =>
      (
        (await http.as.officer('POST', '/api/punch-sources', { ...body, ...facts })).body as {
          details: object;
        }
      ).details;
    const code = { code: '1', employeeId: null };
    expect(await issue({ codes: [code, code] })).toMatchObject({ issue: 'codeRepeated', code: '1' });
    expect(await issue({ doorId })).toMatchObject({ issue: 'doorWithoutDate' });
    const upside = { doorId, usedFrom: '2026-03-02', usedTo: '2026-03-01' };
    expect(await issue(upside)).toMatchObject({ issue: 'usedUpsideDown' });
    const both = { ...columns, dateTime: 'Lúc' };
    const twice = await http.as.officer('POST', '/api/punch-sources', {
      ...body,
      format: { kind: 'columns', columns: both },
    });
    expect(twice.status).toBe(400);
  });
});

describe('signing somebody in', () => {
  const at = '2026-03-01T23:59:00.000Z';
  const signIn = (facts: object = {}, as = http.as.officer, headers = {}) =>
    as('POST', '/api/sign-ins', { employeeId: people.binh, at, reason: 'Mất điện cổng', ...facts }, headers);

  it('is evidence of presence with a name and a reason, and can be withdrawn', async () => {
    expect(await outcomeOf(people.binh)).toBe('absent');
    const made = await signIn();
    expect(made).toMatchObject({
      status: 201,
      body: { direction: 'inside', by: 'token:officer', reason: 'Mất điện cổng', withdrawn: null },
    });
    expect((await signIn()).body).toMatchObject({ code: 'sign_in_exists' });
    expect(await outcomeOf(people.binh)).not.toBe('absent');
    const { findings } = (await http.as.head('GET', `/api/records/${people.binh}/${monday}`)).body as {
      findings: object[];
    };
    expect(findings).toContainEqual(
      expect.objectContaining({
        state: 'withdrawn',
        withdrawnBecause: expect.objectContaining({
          kind: 'signIn',
          id: idOf(made),
          by: 'token:officer',
        }) as object,
      }),
    );
    const why = await http.as.head('GET', `/api/records/${people.binh}/${monday}`);
    expect((why.body as { punches: unknown[] }).punches).toMatchObject([
      { source: 'signIn', by: 'token:officer', reason: 'Mất điện cổng', at },
    ]);
    const url = `/api/sign-ins/${idOf(made)}/withdraw`;
    expect((await http.as.officer('POST', url, {})).status).toBe(400);
    expect((await http.as.officer('POST', url, { reason: 'Nhầm người' })).body).toMatchObject({
      withdrawn: { by: 'token:officer', reason: 'Nhầm người' },
    });
    expect((await http.as.officer('POST', url, { reason: 'lại' })).body).toMatchObject({
      code: 'sign_in_withdrawn',
    });
    expect(await outcomeOf(people.binh)).toBe('absent');
    const listed = itemsOf(await http.as.officer('GET', `/api/sign-ins?employeeId=${people.binh}`));
    expect(listed).toMatchObject([{ withdrawn: { reason: 'Nhầm người' } }]);
    const actions = await db().auditEntry.findMany({
      where: { subject: `signIn:${idOf(made)}` },
      orderBy: { at: 'asc' },
    });
    expect(actions.map((it) => it.action)).toEqual(['signIn.add', 'signIn.withdraw']);
  });

  it('is refused for a time to come, without a reason, and for oneself', async () => {
    const later = new Date(Date.now() + 3_600_000).toISOString();
    expect((await signIn({ at: later })).body).toMatchObject({ details: { issue: 'signInInFuture' } });
    expect((await signIn({ reason: ' ' })).status).toBe(400);
    const account = await createAccount(db(), {
      username: 'binh',
      displayName: 'Bình',
      role: 'officer',
      password: 'mật khẩu dài 1',
      employeeId: people.binh,
    });
    const own = {
      cookie: `cc_session=${await createSession(db(), account.id)}`,
      'x-requested-with': 'chuyen-can',
    };
    expect((await signIn({}, http.as.nobody, own)).body).toMatchObject({ code: 'own_matter' });
    const made = await signIn();
    const url = `/api/sign-ins/${idOf(made)}/withdraw`;
    const answer = await http.as.nobody('POST', url, { reason: 'của tôi' }, own);
    expect(answer.body).toMatchObject({ code: 'own_matter' });
  });
});

describe('a file that comes after its month was closed', () => {
  it('says so in the preview and makes a proposal; the frozen record stays', async () => {
    const period = monday.slice(0, 7);
    const sourceId = await source();
    await http.as.officer('POST', `/api/periods/${period}/compute`, {});
    const { body } = await http.as.head('GET', `/api/periods/${period}`);
    const acknowledgedUncovered = (body as { uncoveredCount: number }).uncoveredCount;
    const closed = await http.as.officer('POST', `/api/periods/${period}/close`, { acknowledgedUncovered });
    expect(closed.status).toBe(200);
    const file = csv(...wholeDay('N1'));
    expect((await preview({ sourceId }, file)).body).toMatchObject({ closedMonths: [period] });
    expect((await takeIn({ sourceId }, file)).status).toBe(201);
    expect(await outcomeOf(people.an)).toBe('absent');
    expect(itemsOf(await http.as.head('GET', `/api/adjustments?period=${period}`))).toMatchObject([
      { employee: { code: 'N1' }, date: monday, before: { outcome: 'absent' }, after: { outcome: 'onTime' } },
    ]);
  });
});

describe('a person whose file is deleted', () => {
  it('takes their punches and numbers along; the import stays, as what happened', async () => {
    const { id } = await db().employee.create({ data: { code: 'X1', fullName: 'Lê Thị Xuân' } });
    const sourceId = await source({ codes: [{ code: '77', employeeId: id }] });
    const done = await takeIn({ sourceId }, csv('77;02/03/2026;06:58;vào'));
    expect(importOf(done)).toMatchObject({ added: 1 });
    expect((await http.as.officer('DELETE', `/api/employees/${id}`)).status).toBe(204);
    expect(await db().punch.count({ where: { sourceId } })).toBe(0);
    expect(await db().punchCode.count({ where: { sourceId } })).toBe(0);
    expect((await undo(importOf(done).id)).status).toBe(200);
  });
});
