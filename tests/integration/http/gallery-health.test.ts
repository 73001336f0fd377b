import { afterAll, beforeAll, expect, it } from 'vitest';
import { sealEmbedding } from '../../../src/recognition/embeddings.ts';
import { followGallery, type FollowedGallery } from '../../../src/recognition/follow-gallery.ts';
import { lookAtGallery } from '../../../src/recognition/look-at-gallery.ts';
import { beginRecognisable } from '../../../src/store/recognisable.ts';
import type { Vision } from '../../../src/vision/vision.ts';
import { addPerson, itemsOf, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
let gallery: FollowedGallery;
const people: Record<string, string> = {};

const embeddingAt = (x: number, y = 0) => {
  const embedding = new Float32Array(128);
  embedding.set([x, y]);
  return embedding;
};

async function photoOf(name: string, x: number, y = 0): Promise<string> {
  const { database, evidence, secrets } = http.context;
  const picture = await evidence.put(Buffer.from(`${name} ${x} ${y}`), 'photo', { at: new Date() });
  await database.prisma.evidence.create({ data: picture });
  const employeeId = people[name] ?? '';
  const embedding = sealEmbedding(secrets, embeddingAt(x, y));
  const quality = { faceHeightPx: 100, score: 1, box: { x: 0, y: 0, width: 1, height: 1 } };
  const photo = await database.prisma.employeePhoto.create({
    data: {
      ...{ employeeId, evidenceId: picture.id, quality },
      templates: { create: { employeeId, modelId: 'm', embedding, quality: 1 } },
    },
  });
  await database.prisma.$transaction((tx) => beginRecognisable(tx, employeeId));
  return photo.id;
}

beforeAll(async () => {
  http = await startHttpApp();
  for (const name of ['an', 'binh', 'chi', 'dung', 'giang', 'hoa']) {
    people[name] = await addPerson(http, { fullName: name });
    const consent = { kind: 'consent', textVersion: '1' };
    await http.as.officer('POST', `/api/employees/${people[name]}/consents`, consent);
  }
  await photoOf('an', 0);
  await photoOf('an', 0.1);
  await photoOf('binh', 2);
  await photoOf('binh', 2.1);
  await photoOf('giang', 5);
  await photoOf('giang', 5.1);
  gallery = await followGallery(http.context, { model: { id: 'm' } } as Vision);
});
afterAll(() => http.close());

const look = () => lookAtGallery(http.context, new Date());
const waiting = async () => itemsOf(await http.as.officer('GET', '/api/gallery-health'));
const settled = (fits: () => boolean) => expect.poll(fits, { timeout: 10_000 }).toBe(true);
const decide = (id: unknown, decision: string) =>
  http.as.officer('POST', `/api/gallery-health/${String(id)}/decision`, { decision });
const spansOf = (name: string) =>
  http.context.database.prisma.recognisableSpan.findMany({ where: { employeeId: people[name] ?? '' } });

it('finds nothing where all is well', async () => {
  expect(await look()).toMatchObject({ references: 6, findings: 0, changed: 0 });
  expect(await waiting()).toEqual([]);
});

it("sets a photo of somebody else aside until an officer decided; the person's others still count", async () => {
  const wrong = await photoOf('binh', 0.05, 0.05);
  await look();
  const [finding, ...others] = await waiting();
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    ...{ kind: 'poisoned', photoId: wrong, setAside: true, learntAtDoor: false },
    ...{ employee: { fullName: 'binh' }, like: { fullName: 'an' } },
  });
  const near = () => gallery.current().search(embeddingAt(0.05, 0.05), 5);
  await settled(() => (near().find((it) => it.employeeId === people['binh'])?.distance ?? 0) > 1.5);
  expect((await spansOf('binh')).map(({ toAt }) => toAt)).toEqual([null]);
  // Found again it stays what it is, with one line in the audit log.
  expect(await look()).toMatchObject({ changed: 0 });
  const lines = itemsOf(await http.as.administrator('GET', '/api/audit?limit=100'));
  const asides = lines.filter(({ action }) => action === 'gallery.setAside');
  expect(asides).toMatchObject([{ actor: 'maintenance', subject: `employee:${people['binh']}` }]);

  expect((await decide(finding?.id, 'lookAlikes')).status).toBe(409);
  expect((await decide(finding?.id, 'remove')).status).toBe(204);
  expect(await http.context.database.prisma.employeePhoto.count({ where: { id: wrong } })).toBe(0);
  expect(await waiting()).toEqual([]);
  const [last] = itemsOf(await http.as.administrator('GET', '/api/audit?limit=1'));
  expect(last).toMatchObject({ actor: 'token:officer', action: 'gallery.decide' });
});

it('a person whose only photo is set aside cannot be told by cameras, until it is kept', async () => {
  await photoOf('chi', 2.05, 0.2);
  await look();
  const poisoned = async () => (await waiting()).filter(({ kind }) => kind === 'poisoned');
  const like = (fullName: string) => [{ employee: { fullName: 'chi' }, like: { fullName } }];
  expect(await poisoned()).toMatchObject(like('binh'));
  await settled(() => !gallery.current().has(people['chi'] ?? ''));
  expect((await spansOf('chi')).map(({ toAt }) => toAt === null)).toEqual([false]);
  // Somebody else becomes the nearest one: the photo stays set aside.
  const nearer = [await photoOf('giang', 2.05, 0.21), await photoOf('giang', 2.05, 0.22)];
  await look();
  expect(await poisoned()).toMatchObject(like('giang'));
  expect((await spansOf('chi')).map(({ toAt }) => toAt === null)).toEqual([false]);
  await http.context.database.prisma.employeePhoto.deleteMany({ where: { id: { in: nearer } } });
  await look();

  const [finding] = await poisoned();
  expect((await decide(finding?.id, 'keep')).status).toBe(204);
  await settled(() => gallery.current().has(people['chi'] ?? ''));
  expect((await spansOf('chi')).map(({ toAt }) => toAt === null).sort()).toEqual([false, true]);
  await look();
  expect((await waiting()).filter(({ setAside }) => setAside)).toEqual([]);
  const all = itemsOf(await http.as.officer('GET', `/api/gallery-health?employeeId=${people['chi']}`));
  expect(all.find(({ kind }) => kind === 'poisoned')).toMatchObject({ decidedBy: 'token:officer' });
});

it('two people found alike go to a reviewer at once, and are look-alikes when an officer says so', async () => {
  await photoOf('dung', 5.4);
  await photoOf('dung', 5.5);
  await look();
  const finding = (await waiting()).find(({ kind }) => kind === 'alike');
  const pair = [people['dung'] ?? '', people['giang'] ?? ''];
  expect(pair).toContain((finding?.employee as { id: string }).id);
  await settled(() => pair.every((id) => gallery.current().isLookAlike(id)));
  expect((await decide(finding?.id, 'lookAlikes')).status).toBe(204);
  const registered = itemsOf(await http.as.officer('GET', `/api/employees/${pair[0]}/look-alikes`));
  expect(registered).toMatchObject([{ employeeId: pair[1] }]);
  await look();
  expect((await waiting()).filter(({ kind }) => kind === 'alike')).toEqual([]);
  await settled(() => pair.every((id) => gallery.current().isLookAlike(id)));
});

it('whoever was set aside for somebody can be told again when that person is deleted', async () => {
  await photoOf('hoa', 5.45, 0.2);
  await look();
  expect((await waiting()).find(({ kind }) => kind === 'poisoned')).toMatchObject({
    ...{ employee: { fullName: 'hoa' }, like: { fullName: 'dung' } },
  });
  expect((await spansOf('hoa')).map(({ toAt }) => toAt === null)).toEqual([false]);
  expect((await http.as.officer('DELETE', `/api/employees/${people['dung']}`)).status).toBe(204);
  expect((await spansOf('hoa')).map(({ toAt }) => toAt === null).sort()).toEqual([false, true]);
});

it('is for officers', async () => {
  expect((await http.as.head('GET', '/api/gallery-health')).status).toBe(403);
});
