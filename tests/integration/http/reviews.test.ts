import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealEmbedding } from '../../../src/recognition/embeddings.ts';
import { drawScene } from '../vision/drawn-people.ts';
import { addPerson, idOf, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
let camera: { id: string; doorId: string };
let [an, binh] = ['', ''];
beforeAll(async () => {
  http = await startHttpApp();
  [an, binh] = [await addPerson(http, { fullName: 'Lê An' }), await addPerson(http, { fullName: 'Lê Bình' })];
  for (const id of [an, binh])
    await http.as.officer('POST', `/api/employees/${id}/consents`, { kind: 'consent', textVersion: '1' });
  const door = await db().door.create({ data: { name: 'Cửa' } });
  const facts = {
    name: 'Cổng',
    address: 'x',
    username: '',
    password: new Uint8Array(1),
    direction: 'in',
  } as const;
  camera = await db().camera.create({ data: { ...facts, doorId: door.id } });
});
afterAll(() => http.close());

const db = () => http.context.database.prisma;
const face = (turn: number) => Float32Array.from({ length: 128 }, (_, i) => Math.sin(i * turn) / 8);

async function seen(
  outcome: 'uncertain' | 'unknown',
  people: string[],
  minute: number,
  turn = 1,
): Promise<string> {
  const at = new Date(Date.now() - 3_600_000 + minute * 60_000);
  const { evidence, secrets } = http.context;
  const picture = await evidence.put(
    await drawScene(320, 240, [{ person: 'an', left: 60, top: 40, heightPx: 160 }]),
    'frame',
    { at },
  );
  await db().evidence.create({ data: picture });
  const capture = await db().capture.create({
    data: { cameraId: camera.id, fromAt: at, toAt: at, state: 'done' },
  });
  const frame = await db().frame.create({
    data: { captureId: capture.id, evidenceId: picture.id, capturedAt: at },
  });
  const box = { x: 60, y: 40, width: 100, height: 120 };
  const { id } = await db().sighting.create({
    data: {
      ...{ captureId: capture.id, cameraId: camera.id, doorId: camera.doorId, direction: 'in', outcome },
      ...{ at, firstAt: at, lastAt: at, bestFrameId: frame.id, bestBox: box, modelId: 'm' },
      candidates: people.map((employeeId, i) => ({ employeeId, distance: 0.44 + i * 0.08 })),
      observations: {
        create: {
          frameId: frame.id,
          box,
          score: 1,
          quality: {},
          modelId: 'm',
          embedding: sealEmbedding(secrets, face(turn)),
        },
      },
    },
  });
  return id;
}

type Queue = {
  items: { id: string; picture: string; candidates: object[] }[];
  open: number;
  unknown: { faces: { id: string }[] }[];
};
const queue = async () => (await http.as.officer('GET', '/api/reviews')).body as Queue;

describe('the review queue', () => {
  it('lists what is open, oldest first, with candidates in words, and audits who looked', async () => {
    const later = await seen('uncertain', [an, binh], 20);
    const earlier = await seen('uncertain', [binh], 10);
    const { items, open } = await queue();
    expect(items.map((it) => it.id)).toEqual([earlier, later]);
    expect(open).toBe(2);
    expect(items[1]?.candidates).toMatchObject([
      { employee: { fullName: 'Lê An' }, likeness: 'strong' },
      { employee: { fullName: 'Lê Bình' }, likeness: 'weak' },
    ]);
    for (let i = 0; i < 2; i++) {
      const picture = await http.as.officer('GET', items[0]?.picture ?? '');
      expect([picture.status, picture.headers['content-type']]).toEqual([200, 'image/jpeg']);
    }
    const views = await db().auditEntry.findMany({ where: { subject: `sighting:${earlier}` } });
    expect(views).toMatchObject([
      { actor: 'token:officer', action: 'review.view', detail: { candidates: binh } },
    ]);
  });

  it('a decision takes a face out, the next is told who decided, and undoing brings it back', async () => {
    const id = await seen('uncertain', [an], 30);
    const answer = await http.as.officer('POST', `/api/reviews/${id}/decision`, {
      verdict: 'employee',
      employeeId: an,
    });
    expect([answer.status, answer.body]).toEqual([201, expect.objectContaining({ by: 'token:officer' })]);
    const again = await http.as.administrator('POST', `/api/reviews/${id}/decision`, { verdict: 'nobody' });
    expect([again.status, again.body]).toMatchObject([
      409,
      { code: 'review_decided', details: { by: 'token:officer' } },
    ]);
    expect((await queue()).items.map((it) => it.id)).not.toContain(id);
    const revoke = `/api/reviews/decisions/${idOf(answer)}/revoke`;
    expect((await http.as.officer('POST', revoke)).status).toBe(200);
    expect(await http.as.officer('POST', revoke)).toMatchObject({
      status: 409,
      body: { code: 'review_revoked' },
    });
    expect((await queue()).items.map((it) => it.id)).toContain(id);
    const told = await db().auditEntry.findMany({
      where: { subject: `sighting:${id}` },
      orderBy: { at: 'asc' },
    });
    expect(told.map((it) => it.action)).toEqual(['review.decide', 'review.revoke']);
  });

  it('groups the faces of one unknown person, who is named once, all or none', async () => {
    const faces = [await seen('unknown', [], 1, 5), await seen('unknown', [], 2, 5)];
    const stranger = await seen('unknown', [], 3, 9);
    const groups = (await queue()).unknown.map(({ faces: group }) => group.map((it) => it.id).sort());
    expect(groups).toEqual([[...faces].sort(), [stranger]]);
    const name = { verdict: 'employee', employeeId: binh };
    const decideAll = (sightingIds: string[]) =>
      http.as.officer('POST', '/api/reviews/decisions', { sightingIds, ...name });
    expect((await decideAll(faces)).status).toBe(201);
    expect((await decideAll([stranger, ...faces])).status).toBe(409);
    expect((await queue()).unknown.flatMap((it) => it.faces).map((it) => it.id)).toEqual([stranger]);
  });

  it('refuses a name without a person, and a person without that verdict', async () => {
    const id = await seen('uncertain', [an], 40);
    for (const body of [{ verdict: 'employee' }, { verdict: 'nobody', employeeId: an }])
      expect((await http.as.officer('POST', `/api/reviews/${id}/decision`, body)).status).toBe(400);
  });

  it('nobody sees or decides what could be themselves', async () => {
    const id = await seen('uncertain', [an], 50);
    const login = { username: 'lean', password: 'Mot-mat-khau-dai-1' };
    const account = { ...login, displayName: 'Lê An', role: 'officer', employeeId: an };
    expect((await http.as.administrator('POST', '/api/accounts', account)).status).toBe(201);
    const own = { 'x-requested-with': 'chuyen-can' };
    const session = await http.as.nobody('POST', '/api/session', login, own);
    const cookie = String(session.headers['set-cookie']).split(';')[0] ?? '';
    const asAn = { ...own, cookie };
    const listed = (await http.as.nobody('GET', '/api/reviews', undefined, asAn)).body as Queue;
    expect(listed.items.map((it) => it.id)).not.toContain(id);
    for (const [method, url, body] of [
      ['GET', `/api/reviews/${id}/picture`, undefined],
      ['POST', `/api/reviews/${id}/decision`, { verdict: 'nobody' }],
    ] as const)
      expect(await http.as.nobody(method, url, body, asAn)).toMatchObject({
        status: 403,
        body: { code: 'own_matter' },
      });
  });

  it('with the last consent of a person go the pictures in which reviewers named or might name them', async () => {
    const chi = await addPerson(http, { fullName: 'Lê Chi' });
    const consent = { kind: 'consent', textVersion: '1' };
    const consentId = idOf(await http.as.officer('POST', `/api/employees/${chi}/consents`, consent));
    const [confirmed, open, other] = [
      await seen('unknown', [], 4, 3),
      await seen('uncertain', [chi, binh], 5),
      await seen('uncertain', [binh, chi], 6),
    ];
    const verdict = { verdict: 'employee', employeeId: chi };
    expect((await http.as.officer('POST', `/api/reviews/${confirmed}/decision`, verdict)).status).toBe(201);
    expect((await http.as.officer('DELETE', `/api/employees/${chi}/consents/${consentId}`)).status).toBe(204);
    for (const [id, isKept] of [
      [confirmed, false],
      [open, false],
      [other, true],
    ] as const) {
      const held = await db().observation.findFirstOrThrow({
        where: { sightingId: id },
        include: { frame: true },
      });
      expect([held.embedding !== null, await http.context.evidence.has(held.frame.evidenceId)]).toEqual([
        isKept,
        isKept,
      ]);
    }
    expect(
      await db().deletionCertificate.findFirst({ where: { employeeId: chi, digest: { not: '' } } }),
    ).not.toBeNull();
  });
});
