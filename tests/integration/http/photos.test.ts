import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maximumPhotoBytes } from '../../../src/domain/enrolment.ts';
import { enrolPhoto } from '../../../src/http/enrol-photo.ts';
import { start as startRecognition } from '../../../workers/recognition.ts';
import { drawPortrait, drawScene } from '../vision/drawn-people.ts';
import { addPerson, idOf, itemsOf, startHttpApp, type Answer, type HttpApp } from './http-app.ts';

let http: HttpApp;
beforeAll(async () => {
  http = await startHttpApp();
});
afterAll(() => http.close());

/** Sends a file as a browser does. */
function send(
  employeeId: string,
  content: Buffer,
  { field = 'photo', fileName = 'ảnh.jpg' } = {},
): Promise<Answer> {
  const boundary = 'cc-test-boundary';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${fileName}"\r\ncontent-type: image/jpeg\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  return http.as.officer('POST', `/api/employees/${employeeId}/photos`, body, headers);
}

async function withConsent(fullName: string): Promise<string> {
  const employeeId = await addPerson(http, { fullName });
  await http.as.officer('POST', `/api/employees/${employeeId}/consents`, {
    kind: 'consent',
    textVersion: '2026-01',
  });
  return employeeId;
}

const anotherPhotoOfAn = (): Promise<Buffer> =>
  drawScene(900, 700, [{ person: 'an', left: 300, top: 80, heightPx: 420 }]);

function files(): string[] {
  const { evidenceDir } = http.context.config;
  if (!existsSync(evidenceDir)) return [];
  return readdirSync(evidenceDir, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.includes('.enc'),
  );
}

async function kept(): Promise<number[]> {
  const { prisma } = http.context.database;
  const counts = [
    prisma.evidence.count({ where: { deletedAt: null } }),
    prisma.employeePhoto.count(),
    prisma.faceTemplate.count(),
  ];
  return [files().length, ...(await Promise.all(counts))];
}

describe('without anyone to look at photos', () => {
  it('says so in the time given, and keeps nothing', async () => {
    const employeeId = await withConsent('Không Ai');
    const upload = { employeeId, content: await drawPortrait('an'), fileName: 'a.jpg', requestedBy: 'test' };
    const waiting = enrolPhoto({ ...http.context, version: '' }, upload, {
      patienceMs: 300,
      lastPatienceMs: 0,
    });
    await expect(waiting).rejects.toMatchObject({ code: 'service_unavailable', retryable: true });
    expect(await kept()).toEqual([0, 0, 0, 0]);
    expect(await http.context.queues.get('enrolment').getJobCountByTypes('waiting', 'prioritized')).toBe(0);
  });
});

describe('enrolling from photos', () => {
  let an: string;
  beforeAll(async () => {
    await startRecognition(http.context);
    an = await withConsent('Nguyễn Văn An');
  });

  it('needs a recorded consent', async () => {
    const employeeId = await addPerson(http);
    expect(await send(employeeId, await drawPortrait('an'))).toMatchObject({
      status: 409,
      body: { code: 'consent_required' },
    });
    expect(await kept()).toEqual([0, 0, 0, 0]);
  });

  it.each<[string, () => Promise<Buffer> | Buffer, number, object]>([
    [
      'is no picture',
      () => Buffer.from('không phải ảnh'),
      422,
      { code: 'photo_not_an_image', details: { fileName: 'ảnh.jpg' } },
    ],
    ['is empty', () => Buffer.alloc(0), 422, { code: 'photo_not_an_image' }],
    ['shows nobody', () => drawScene(640, 480, []), 422, { code: 'photo_no_face' }],
    [
      'shows two people',
      () =>
        drawScene(1000, 700, [
          { person: 'an', left: 80, top: 120, heightPx: 400 },
          { person: 'binh', left: 560, top: 120, heightPx: 400 },
        ]),
      422,
      {
        code: 'photo_several_faces',
        details: { count: 2 },
        message: expect.stringContaining('2 khuôn mặt') as string,
      },
    ],
    [
      'is 40 MB large',
      () => Buffer.alloc(40 * 1024 * 1024, 7),
      413,
      { code: 'photo_too_large', details: { limitMb: 15 } },
    ],
    ['is a byte too large', () => Buffer.alloc(maximumPhotoBytes + 1, 7), 413, { code: 'photo_too_large' }],
  ])('refuses a photo that %s, and keeps nothing of it', async (_what, photo, status, body) => {
    expect(await send(an, await photo())).toMatchObject({ status, body });
    expect(await kept()).toEqual([0, 0, 0, 0]);
  });

  it('refuses a form without the file', async () => {
    expect(await send(an, Buffer.from('x'), { field: 'other' })).toMatchObject({
      status: 400,
      body: { issues: [{ path: 'photo' }] },
    });
    expect(await http.as.officer('POST', `/api/employees/${an}/photos`, {})).toMatchObject({ status: 400 });
  });

  it('makes a person enrolled, and shows the photo to those who may see it, with a trace', async () => {
    const answer = await send(an, await drawPortrait('an'));
    expect(answer).toMatchObject({ status: 201, body: { employeeId: an } });
    const listed = itemsOf(await http.as.viewer('GET', '/api/employees')).find((it) => it.id === an);
    expect(listed).toMatchObject({ enrolment: 'enrolled', photoCount: 1, portraitPhotoId: idOf(answer) });
    const picture = await http.as.viewer('GET', `/api/photos/${idOf(answer)}/picture`);
    expect(picture).toMatchObject({
      status: 200,
      headers: { 'content-type': 'image/jpeg', 'cache-control': 'no-store' },
    });
    expect(picture.bytes.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    const [seen] = itemsOf(await http.as.administrator('GET', '/api/audit?limit=1'));
    expect(seen).toMatchObject({
      actor: 'token:viewer',
      action: 'photo.view',
      subject: `photo:${idOf(answer)}`,
    });
  });

  it('refuses the face of somebody who is enrolled already', async () => {
    const other = await withConsent('Người Khác');
    // The gallery learns of a new template through the live channel, a moment after it was stored.
    await expect
      .poll(async () => (await send(other, await drawPortrait('an'))).body, { timeout: 20_000 })
      .toMatchObject({ code: 'photo_of_someone_else', details: { otherName: 'Nguyễn Văn An' } });
  });

  it.each<[string, () => Promise<Buffer>, object]>([
    ['it has already', () => drawPortrait('an'), { code: 'photo_duplicate' }],
    [
      'unlike the other photos of the person',
      () => drawPortrait('chi'),
      { code: 'photo_unlike_others', details: { photos: 1 } },
    ],
  ])('refuses a photo %s, and keeps nothing of it', async (_what, photo, body) => {
    const before = await kept();
    expect(await send(an, await photo())).toMatchObject({ status: 409, body });
    expect(await kept()).toEqual(before);
  });

  it('measures a photo by none that is set aside', async () => {
    const { prisma } = http.context.database;
    const other = await withConsent('Người Có Ảnh Nhầm');
    const wrong = await prisma.faceTemplate.findFirstOrThrow({ where: { employeeId: an } });
    const { modelId, embedding, quality } = wrong;
    const findings = { create: { kind: 'poisoned', employeeId: other, otherId: an } };
    await prisma.faceTemplate.create({ data: { employeeId: other, modelId, embedding, quality, findings } });
    expect(await send(other, await drawPortrait('chi'))).toMatchObject({ status: 201 });
    expect((await http.as.officer('DELETE', `/api/employees/${other}`)).status).toBe(204);
  });

  it('says that the enrolment is not complete until there are three, and takes no more than ten', async () => {
    const stage = async () => (await http.as.officer('GET', `/api/employees/${an}`)).body;
    expect(await stage()).toMatchObject({ enrolment: 'enrolled', photoCount: 1, photosMissing: 2 });
    const { prisma } = http.context.database;
    const taken = Array.from({ length: 9 }, () => randomUUID());
    await prisma.evidence.createMany({
      data: taken.map((id) => ({ id, kind: 'photo', mime: 'image/jpeg', bytes: 1, sha256: id })),
    });
    await prisma.employeePhoto.createMany({
      data: taken.map((evidenceId) => ({
        employeeId: an,
        evidenceId,
        quality: { faceHeightPx: 1, score: 1, box: { x: 0, y: 0, width: 1, height: 1 } },
      })),
    });
    expect(await stage()).toMatchObject({ photoCount: 10, photosMissing: 0 });
    const answer = await send(an, await anotherPhotoOfAn());
    expect(answer).toMatchObject({ status: 409, body: { code: 'photo_too_many', details: { maximum: 10 } } });
    await prisma.employeePhoto.deleteMany({ where: { evidenceId: { in: taken } } });
    await prisma.evidence.deleteMany({ where: { id: { in: taken } } });
  });

  it('deletes one photo with its template and file', async () => {
    const [, photos, templates] = await kept();
    const second = await send(an, await anotherPhotoOfAn());
    expect(second.status).toBe(201);
    await http.as.officer('DELETE', `/api/photos/${idOf(second)}`);
    const after = await kept();
    expect(after.slice(1, 3)).toEqual([photos, templates]);
    expect((await http.as.viewer('GET', `/api/photos/${idOf(second)}/picture`)).status).toBe(404);
  });

  it('forgets the face when the last consent is withdrawn: template, photos and files', async () => {
    const detail = (await http.as.officer('GET', `/api/employees/${an}`)).body as {
      consents: { id: string }[];
    };
    const consentId = detail.consents[0]?.id ?? '';
    expect((await http.as.officer('DELETE', `/api/employees/${an}/consents/${consentId}`)).status).toBe(204);
    const { prisma } = http.context.database;
    expect(await prisma.faceTemplate.count({ where: { employeeId: an } })).toBe(0);
    expect(await prisma.employeePhoto.count({ where: { employeeId: an } })).toBe(0);
    const listed = itemsOf(await http.as.viewer('GET', '/api/employees')).find((it) => it.id === an);
    expect(listed).toMatchObject({ enrolment: 'noConsent', photoCount: 0, portraitPhotoId: null });
    expect(await send(an, await drawPortrait('an'))).toMatchObject({ body: { code: 'consent_required' } });
    const again = await http.as.officer('DELETE', `/api/employees/${an}/consents/${consentId}`);
    expect(again).toMatchObject({ status: 404 });
  });

  it('deletes a person with everything of theirs', async () => {
    const binh = await withConsent('Lê Thị Bình');
    expect((await send(binh, await drawPortrait('binh'))).status).toBe(201);
    const before = files().length;
    expect((await http.as.officer('DELETE', `/api/employees/${binh}`)).status).toBe(204);
    expect(files().length).toBe(before - 1);
    const { prisma } = http.context.database;
    expect(await prisma.faceTemplate.count({ where: { employeeId: binh } })).toBe(0);
    expect((await http.as.officer('GET', `/api/employees/${binh}`)).status).toBe(404);
    // What stays is the proof that pictures were deleted, and who did it.
    expect(
      await prisma.auditEntry.count({ where: { subject: `employee:${binh}`, action: 'employee.delete' } }),
    ).toBe(1);
  });
});
