import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../../src/http/contracts/accounts.ts';
import { enrolFiles } from '../../../src/enrolment/bulk-enrol.ts';
import { filesOfBatch, noteFile } from '../../../src/store/enrolment-batches.ts';
import { createApiToken } from '../../../src/store/tokens.ts';
import { openFilesOf } from '../../unit/open-files.ts';
import { runCli } from '../../../src/cli/run.ts';
import { start as startRecognition } from '../../../workers/recognition.ts';
import { zipOf, type Packed } from '../../unit/enrolment/zip.ts';
import { addPerson, idOf, itemsOf, startHttpApp, type Answer, type HttpApp } from '../http/http-app.ts';
import { drawPortrait, drawScene } from '../vision/drawn-people.ts';

let http: HttpApp;
let photos: Packed[];
beforeAll(async () => {
  http = await startHttpApp();
  await startRecognition(http.context);
  for (const [code, fullName] of [
    ['NV01', 'Nguyễn Văn An'],
    ['NV02', 'Lê Thị Bình'],
    ['NV03', 'Trần Chi'],
  ] as const) {
    const id = await addPerson(http, { code, fullName });
    const consent = { kind: 'notice', textVersion: '2026-01' };
    if (code !== 'NV03') await http.as.officer('POST', `/api/employees/${id}/consents`, consent);
  }
  photos = [
    { path: 'Ảnh/NV01/1.jpg', content: await drawPortrait('an') },
    { path: 'Ảnh/NV02_1.jpg', content: await drawScene(640, 480, []) },
    { path: 'Ảnh/NV02_2.jpg', content: await drawPortrait('binh') },
    { path: 'Ảnh/NV03.jpg', content: await drawPortrait('chi') },
    { path: 'Ảnh/NV99.jpg', content: await drawPortrait('dung') },
    { path: 'Ảnh/NV01/2.jpg', content: Buffer.alloc(2_000_000) },
    { path: 'Ảnh/NV01/=cmd.txt', content: Buffer.from('x') },
    { path: '__MACOSX/NV01/._1.jpg', content: Buffer.from('x') },
  ];
}, 60_000);
afterAll(() => http.close());

function send(zip: Buffer): Promise<Answer> {
  const boundary = 'cc-test-boundary';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="anh.zip"\r\ncontent-type: application/zip\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), zip, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  return http.as.officer('POST', '/api/enrolment-batches', body, headers);
}

async function finished(id: string): Promise<Record<string, unknown>> {
  const read = async () => (await http.as.officer('GET', `/api/enrolment-batches/${id}`)).body;
  await expect.poll(read, { timeout: 60_000 }).toMatchObject({ state: 'done' });
  return (await read()) as Record<string, unknown>;
}

const kept = async () => {
  const { prisma } = http.context.database;
  return [
    await prisma.employeePhoto.count(),
    await prisma.faceTemplate.count(),
    await prisma.evidence.count(),
  ];
};

describe('photos of many people in a ZIP', () => {
  it('enrol who may be enrolled, and tell of every other file why not', async () => {
    const answer = await send(zipOf(photos));
    expect(answer).toMatchObject({ status: 202, body: { state: 'running', total: 8, fileName: 'anh.zip' } });
    expect(await send(zipOf(photos))).toMatchObject({ status: 409, body: { code: 'bulk_running' } });
    const batch = await finished(idOf(answer));
    expect(batch).toMatchObject({ done: 7, enrolled: 2, already: 0, refused: 5 });
    expect(batch.files).toMatchObject([
      { file: 'Ảnh/NV02_1.jpg', outcome: 'refused', problem: { code: 'photo_no_face' } },
      {
        person: { code: 'NV03' },
        problem: {
          code: 'bulk_without_consent',
          message: expect.stringContaining('Trần Chi (NV03)') as string,
        },
      },
      { person: null, problem: { code: 'bulk_unknown_code' } },
      { problem: { code: 'bulk_entry_trap' } },
      { problem: { code: 'bulk_not_a_photo' } },
      { outcome: 'enrolled', person: { fullName: 'Lê Thị Bình' } },
      { file: 'Ảnh/NV01/1.jpg', outcome: 'enrolled', person: { code: 'NV01' }, problem: null },
    ]);
    expect(await kept()).toEqual([2, 2, 2]);
    const log = itemsOf(await http.as.administrator('GET', '/api/audit?limit=20'));
    expect(log.filter(({ action }) => action === 'photo.add')).toHaveLength(2);
    expect(log.filter(({ action }) => action === 'photo.bulk')).toHaveLength(1);
  });

  it('have a report that Excel opens with its Vietnamese letters', async () => {
    const [batch] = itemsOf(await http.as.officer('GET', '/api/enrolment-batches'));
    const report = await http.as.officer('GET', `/api/enrolment-batches/${String(batch?.id)}/report`);
    expect(report.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect([...report.bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = report.bytes.toString('utf8').split('\r\n');
    expect(lines[0]).toBe('\uFEFF"Tệp";"Mã";"Họ tên";"Kết quả";"Lý do";"Cách khắc phục"');
    expect(lines[1]).toBe('"Ảnh/NV01/1.jpg";"NV01";"Nguyễn Văn An";"Đã đăng ký";"";""');
    expect(lines).toHaveLength(9);
  });

  it('sent again change nothing', async () => {
    const batch = await finished(idOf(await send(zipOf(photos))));
    expect(batch).toMatchObject({ enrolled: 0, already: 2, refused: 5 });
    expect(await kept()).toEqual([2, 2, 2]);
  });

  it.each([
    ['is no ZIP', Buffer.from('không phải ZIP'), 'bulk_not_a_zip'],
    ['has a password', zipOf([{ path: 'a.jpg', content: Buffer.from('x'), flags: 1 }]), 'bulk_zip_locked'],
  ])('that %s are refused whole', async (_, file, code) => {
    expect(await send(file)).toMatchObject({ status: 422, body: { code } });
  });
});

describe('a ZIP on its way', () => {
  let url: string;
  beforeAll(async () => {
    url = await http.app.listen({ host: '127.0.0.1', port: 0 });
  });

  /** Sends nothing but the head of a form; the answer comes only if nobody waits for the rest. */
  async function sendHead(role: Role, bytes: number): Promise<{ status: number | undefined; code: unknown }> {
    const { token } = await createApiToken(http.context.database.prisma, {
      name: `${role} ${bytes}`,
      role,
      createdBy: 'test',
    });
    const sent = request(`${url}/api/enrolment-batches`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'multipart/form-data; boundary=b',
        'content-length': bytes,
      },
    });
    sent.flushHeaders();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part as Buffer);
    sent.destroy();
    const { code } = JSON.parse(String(Buffer.concat(parts))) as { code: unknown };
    return { status: response.statusCode, code };
  }

  it('that may not be sent now is refused before any of it is read', async () => {
    const { prisma } = http.context.database;
    expect(await sendHead('viewer', 200_000_000)).toEqual({ status: 403, code: 'forbidden' });
    expect(await sendHead('officer', 400_000_000)).toEqual({ status: 413, code: 'bulk_file_too_large' });
    const running = { fileName: 'khác.zip', requestedBy: 'test', total: 9 };
    const { id } = await prisma.enrolmentBatch.create({ data: running });
    expect(await sendHead('officer', 200_000_000)).toEqual({ status: 409, code: 'bulk_running' });
    await prisma.enrolmentBatch.delete({ where: { id } });
  });

  it('leaves nothing on the disk, done or refused', async () => {
    const uploads = path.join(http.context.config.dataDir, 'uploads');
    await finished(idOf(await send(zipOf(photos))));
    await send(Buffer.from('không phải ZIP'));
    await expect.poll(() => openFilesOf(uploads), { timeout: 20_000 }).toEqual([]);
    expect(await readdir(uploads)).toEqual([]);
  });

  it('names nobody who was deleted while the photos were looked at, and goes on', async () => {
    const { prisma } = http.context.database;
    const gone = await addPerson(http, { code: 'NV50', fullName: 'Phạm Đã Đi' });
    await http.as.officer('POST', `/api/employees/${gone}/consents`, { kind: 'notice', textVersion: '1' });
    const facts = { fileName: 'a.zip', requestedBy: 'test', total: 3 };
    const { id } = await prisma.enrolmentBatch.create({ data: facts });
    const files = ['NV50/1.jpg', 'NV50/2.jpg', 'NV77/\0.jpg'].map((name) => ({
      path: name,
      bytes: 1,
      read: async () => Buffer.from(name),
    }));
    const forget = () => http.as.officer('DELETE', `/api/employees/${gone}`);
    let number = 0;
    for await (const result of enrolFiles(prisma, files, forget))
      expect(await noteFile(prisma, id, number++, result)).toBe(true);
    const goneNow = { person: null, outcome: 'refused', reason: 'bulk_person_gone', details: {} };
    expect(await filesOfBatch(prisma, id)).toEqual([
      { file: '….jpg', ...goneNow },
      { file: '….jpg', ...goneNow },
      expect.objectContaining({ file: 'NV77/\uFFFD.jpg', reason: 'bulk_path_unsafe' }),
    ]);
    await prisma.enrolmentBatch.delete({ where: { id } });
  });
});

describe('photos of many people in a folder', () => {
  it('are enrolled by a command, with a report; a second time nothing is done', async () => {
    const { dataDir } = http.context.config;
    const [folder, report] = [path.join(dataDir, 'photos'), path.join(dataDir, 'report.csv')];
    await mkdir(path.join(folder, 'NV02'), { recursive: true });
    const again = await drawScene(900, 700, [{ person: 'binh', left: 300, top: 80, heightPx: 420 }]);
    await writeFile(path.join(folder, 'NV02', '2.jpg'), again);
    await writeFile(path.join(folder, 'NV01_7.jpg'), await drawPortrait('binh'));
    const enrol = async () => {
      const [printed, said]: [string[], string[]] = [[], []];
      const env = {
        ...{ CC_DATA_DIR: dataDir, DATABASE_URL: http.context.database.url, CC_VISION_BACKEND: 'wasm' },
      };
      const code = await runCli(['enrol', folder, '--report', report, '--language', 'en'], env, {
        print: (text) => printed.push(text),
        say: (text) => said.push(text),
        readLine: async () => '',
      });
      return { code, printed: printed.join(), said: said.join('\n') };
    };
    const first = await enrol();
    expect(first).toMatchObject({ code: 0, printed: '1 photo enrolled, 0 already there, 1 file refused.' });
    expect(first.said).toMatch(/\[#{10}\.{10}\] 1\/2 {2}photos\/NV01_7.jpg: Refused\. .*Lê Thị Bình/);
    expect(await readFile(report, 'utf8')).toContain('"photos/NV02/2.jpg","NV02","Lê Thị Bình","Enrolled"');
    expect((await enrol()).printed).toBe('0 photos enrolled, 1 already there, 1 file refused.');
  });
});
