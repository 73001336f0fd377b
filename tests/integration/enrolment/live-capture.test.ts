import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLiveCapture } from '../../../src/recognition/live-capture.ts';
import { start as startRecognition } from '../../../workers/recognition.ts';
import type { LiveCapture, LiveCaptureChosen } from '../../../src/http/contracts/live-captures.ts';
import { loadVision } from '../../../src/vision/vision.ts';
import { spawnVirtualCamera } from '../../virtual-camera/spawn.ts';
import { addPerson, startHttpApp, type Answer, type HttpApp } from '../http/http-app.ts';

let http: HttpApp;
let camera: Awaited<ReturnType<typeof spawnVirtualCamera>>;
let cameraId: string;
let employeeId: string;
beforeAll(async () => {
  [http, camera] = await Promise.all([
    startHttpApp(),
    spawnVirtualCamera({ events: false, fps: 8, subStream: false }),
  ]);
  await startRecognition(http.context);
  const { prisma } = http.context.database;
  const door = await prisma.door.create({ data: { name: 'Phòng tổ chức' } });
  const { onvif, rtsp, username, password } = camera.addresses;
  const stored = await prisma.camera.create({
    data: {
      ...{
        name: 'Bàn đăng ký',
        address: onvif,
        username,
        streamUri: rtsp,
        doorId: door.id,
        direction: 'inside',
      },
      password: http.context.secrets.encrypt(Buffer.from(password)),
    },
  });
  cameraId = stored.id;
  employeeId = await addPerson(http, { fullName: 'Nguyễn Văn An' });
}, 60_000);
afterAll(async () => {
  await Promise.all([http.close(), camera.close()]);
}, 60_000);

/** People who come nearer to the camera again and again, for two minutes. */
const stand = (...ids: string[]) =>
  camera.play({
    startAt: new Date(Date.now() + 1_000).toISOString(),
    passages: [0, 30, 60, 90].map((at) => ({ at, seconds: 30, people: ids.map((id) => ({ id })) })),
  });
const begin = () => http.as.officer('POST', `/api/employees/${employeeId}/live-captures`, { cameraId });
const bodyOf = (answer: Answer) => answer.body as LiveCapture;
const left = async () => {
  const { prisma } = http.context.database;
  return [
    await prisma.liveCapture.count(),
    await prisma.liveCaptureFrame.count(),
    await prisma.employeePhoto.count(),
    await prisma.evidence.count(),
  ];
};

/** Looks at it as the page does until it is told this, and gives everything it was told. */
async function watch(id: string, until: Partial<LiveCapture>): Promise<LiveCapture[]> {
  const told: LiveCapture[] = [];
  const ask = async () => {
    const answer = await http.as.officer('GET', `/api/live-captures/${id}`);
    told.push(bodyOf(answer));
    const { state, advice, frames, problem } = bodyOf(answer);
    return { state, advice, taken: frames?.length, problem };
  };
  await expect.poll(ask, { timeout: 100_000, interval: 250 }).toMatchObject(until);
  return told;
}

describe('a person before a camera', () => {
  it('is photographed only with a consent', async () => {
    expect(await begin()).toMatchObject({ status: 409, body: { code: 'consent_required' } });
    expect(await left()).toEqual([0, 0, 0, 0]);
    const consent = { kind: 'consent', textVersion: '2026-01' };
    await http.as.officer('POST', `/api/employees/${employeeId}/consents`, consent);
  });

  it('is not photographed where the office recognises no faces', async () => {
    const { prisma } = http.context.database;
    const look = (publicFacing: boolean) =>
      prisma.camera.update({ where: { id: cameraId }, data: { settings: { publicFacing } } });
    await look(true);
    expect(await begin()).toMatchObject({ status: 409, body: { code: 'live_without_recognition' } });
    await look(false);
    expect(await left()).toEqual([0, 0, 0, 0]);
  });

  it('is guided; the pictures that an officer chooses become photos, the others go', async () => {
    await stand('person-01');
    const { id } = bodyOf(await begin());
    const told = await watch(id, { state: 'ready' });
    expect(new Set(told.map(({ advice }) => advice))).toContain('left');
    expect(told.some(({ picture }) => picture?.startsWith('data:image/jpeg;base64,/9j/'))).toBe(true);
    const { frames, picture } = told.at(-1)!;
    expect([frames.length, picture]).toEqual([5, null]);
    const first = `/api/live-captures/${id}/frames/${frames[0]?.id}`;
    const shown = await http.as.officer('GET', first);
    expect([...shown.bytes.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    // It is nobody else's to see.
    expect(await http.as.administrator('GET', `/api/live-captures/${id}`)).toMatchObject({ status: 404 });
    expect(await http.as.administrator('GET', first)).toMatchObject({ status: 404 });
    expect((await left())[3]).toBe(0);
    const frameIds = [frames[0]?.id, frames[3]?.id];
    const answer = await http.as.officer('POST', `/api/live-captures/${id}/choose`, { frameIds });
    const { items } = answer.body as LiveCaptureChosen;
    expect(items).toMatchObject(frameIds.map((frameId) => ({ frameId, problem: null })));
    expect(await left()).toEqual([0, 0, 2, 2]);
    const { prisma } = http.context.database;
    expect(await prisma.faceTemplate.count({ where: { employeeId } })).toBe(2);
  }, 150_000);

  it('who is not alone is told so, and nothing is taken; cancelled, nothing is left', async () => {
    const before = await left();
    await stand('person-01', 'person-02');
    const { id } = bodyOf(await begin());
    const told = await watch(id, { advice: 'onlyOne' });
    // What the camera saw before the other one came may have counted once.
    expect(told.at(-1)?.frames.length).toBeLessThan(2);
    expect((await http.as.officer('DELETE', `/api/live-captures/${id}`)).status).toBe(204);
    expect(await left()).toEqual(before);
    expect(await http.as.officer('GET', `/api/live-captures/${id}`)).toMatchObject({ status: 404 });
  }, 150_000);

  it('ends by itself when nobody looks any more, and when the consent is withdrawn', async () => {
    const { prisma } = http.context.database;
    const facts = { employeeId, cameraId, requestedBy: 'test' };
    const frame = { pose: 'straight', picture: new Uint8Array(1), capturedAt: new Date() };
    const { id } = await prisma.liveCapture.create({ data: { ...facts, frames: { create: frame } } });
    await runLiveCapture(http.context, await loadVision(), id, { unaskedMs: 300 });
    expect((await left()).slice(0, 2)).toEqual([0, 0]);
    const abandoned = { action: 'liveCapture.end', detail: { path: ['cause'], equals: 'left' } };
    expect(await prisma.auditEntry.count({ where: abandoned })).toBe(1);

    const second = bodyOf(await begin());
    const consent = await prisma.consent.findFirstOrThrow({ where: { employeeId, withdrawnAt: null } });
    await http.as.officer('DELETE', `/api/employees/${employeeId}/consents/${consent.id}`);
    expect(await http.as.officer('GET', `/api/live-captures/${second.id}`)).toMatchObject({ status: 404 });
    expect((await left()).slice(0, 3)).toEqual([0, 0, 0]);
  }, 60_000);

  it('left a line in the audit log for each beginning and end', async () => {
    const { prisma } = http.context.database;
    const of = (action: string) => prisma.auditEntry.count({ where: { action } });
    expect([await of('liveCapture.begin'), await of('liveCapture.end'), await of('photo.add')]).toEqual([
      3, 3, 2,
    ]);
  });
});
