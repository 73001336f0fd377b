import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
