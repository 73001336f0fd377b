import { afterAll, beforeAll, expect, test } from 'vitest';
import { sealEmbedding } from '../../../src/recognition/embeddings.ts';
import { recordModel } from '../../../src/recognition/face-models.ts';
import { followGallery } from '../../../src/recognition/follow-gallery.ts';
import { reembedPhotos } from '../../../src/recognition/reembed-photos.ts';
import { modelInUse } from '../../../src/store/model-in-use.ts';
import { endRecognisable, settleRecognisable } from '../../../src/store/recognisable.ts';
import { loadVision, type Vision } from '../../../src/vision/vision.ts';
import { scratchContext, type Scratch } from '../scratch.ts';
import { drawPortrait, drawScene } from './drawn-people.ts';

let scratch: Scratch;
let vision: Vision;
beforeAll(async () => {
  scratch = await scratchContext();
  vision = await loadVision();
});
afterAll(() => scratch.close());

async function enrolledByAnotherModel(code: string, picture: Buffer, withdrawn = false): Promise<string> {
  const { database, evidence, secrets } = scratch.context;
  const stored = await evidence.put(picture, 'photo', { at: new Date('2026-03-02T00:00:00Z') });
  await database.prisma.evidence.create({ data: stored });
  const withdrawnAt = withdrawn ? new Date('2026-03-03T00:00:00Z') : null;
  const consents = { create: { kind: 'consent', textVersion: '1', recordedBy: 'test', withdrawnAt } };
  const { id } = await database.prisma.employee.create({ data: { code, fullName: code, consents } });
  const embedding = sealEmbedding(secrets, new Float32Array(128));
  await database.prisma.employeePhoto.create({
    data: {
      employeeId: id,
      evidenceId: stored.id,
      quality: {},
      templates: { create: { employeeId: id, modelId: 'the-model-before', embedding, quality: 1 } },
    },
  });
  return id;
}

test('after another model was put in, the enrolled are known again; only those who consent, and nobody twice', async () => {
  const { prisma } = scratch.context.database;
  const known = await enrolledByAnotherModel('an', await drawPortrait('an'));
  const gone = await enrolledByAnotherModel('binh', await drawPortrait('binh'), true);
  const doubted = await enrolledByAnotherModel('dung', await drawPortrait('dung'));
  const wrong = await prisma.faceTemplate.findFirstOrThrow({ where: { employeeId: doubted } });
  await prisma.galleryFinding.create({
    data: { kind: 'poisoned', employeeId: doubted, templateId: wrong.id, otherId: known },
  });
  const unusable = await enrolledByAnotherModel('chi', await drawScene(300, 300, []));
  const gallery = await followGallery(scratch.context, vision);
  expect(gallery.current().peopleCount).toBe(0);

  const both = await Promise.all([
    reembedPhotos(scratch.context, vision),
    reembedPhotos(scratch.context, vision),
  ]);
  expect(both.reduce((sum, { made }) => sum + made, 0)).toBe(2);
  expect(both[0].refused).toBe(1);
  await expect.poll(() => gallery.current().people(), { timeout: 5_000 }).toEqual([known]);

  const templates = await prisma.faceTemplate.groupBy({ by: ['employeeId', 'modelId'], _count: true });
  const made = templates.filter(({ modelId }) => modelId === vision.model.id);
  expect(made.map(({ employeeId, _count }) => [employeeId, _count])).toContainEqual([known, 1]);
  // What was set aside is so with the new model too: in no gallery, and told by nobody.
  const aside = { kind: 'poisoned', otherId: known, template: { modelId: vision.model.id } };
  expect(await prisma.galleryFinding.findMany({ where: aside })).toMatchObject([{ employeeId: doubted }]);
  const kept = templates.filter(({ modelId }) => modelId === 'the-model-before');
  expect(kept.map(({ employeeId }) => employeeId).sort()).toEqual([known, gone, doubted, unusable].sort());
  expect(await reembedPhotos(scratch.context, vision)).toEqual({ made: 0, refused: 1 });
  // Whom this model cannot tell is nobody whom it does not see; going back, it is as before.
  const told = async () => {
    const open = await prisma.recognisableSpan.findMany({
      where: { toAt: null },
      select: { employeeId: true },
    });
    return open.map(({ employeeId }) => employeeId).sort();
  };
  const settle = (modelId: string) => prisma.$transaction((tx) => settleRecognisable(tx, modelId));
  await settle('the-model-before');
  expect(await told()).toEqual([known, unusable].sort());
  await settle(vision.model.id);
  expect(await told()).toEqual([known]);
  await settle('the-model-before');
  expect(await told()).toEqual([known, unusable].sort());
});

test('the model is on record with hash and licence, once, and its id tells its files apart', async () => {
  const { prisma } = scratch.context.database;
  await Promise.all([recordModel(prisma, vision.model), recordModel(prisma, vision.model)]);
  expect(await prisma.faceModel.findMany()).toMatchObject([
    { ...vision.model, licence: 'MIT', dimension: 128 },
  ]);
  // What is left of the model before tells nobody any more.
  const employeeId = await enrolledByAnotherModel('giang', await drawPortrait('an'));
  await prisma.recognisableSpan.create({ data: { employeeId } });
  await prisma.$transaction((tx) => endRecognisable(tx, employeeId));
  expect(await prisma.recognisableSpan.count({ where: { employeeId, toAt: null } })).toBe(0);
  await recordModel(prisma, { ...vision.model, id: 'the-model-before' });
  expect(await modelInUse(prisma)).toBe('the-model-before');
  expect(vision.model.id.endsWith(`/${vision.model.sha256.slice(0, 12)}`)).toBe(true);
});
