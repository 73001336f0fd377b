import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealEmbedding } from '../../../src/recognition/embeddings.ts';
import { growGallery, grownAtMost } from '../../../src/recognition/grow-gallery.ts';
import { revokeReview } from '../../../src/store/reviews.ts';
import { Gallery } from '../../../src/vision/gallery.ts';
import { officeDay, type OfficeDay } from '../attendance/office-day.ts';
import { scratchContext, type Scratch } from '../scratch.ts';

let scratch: Scratch;
let day: OfficeDay;
beforeAll(async () => {
  scratch = await scratchContext();
  day = await officeDay(scratch.context);
});
afterAll(() => scratch.close());

const db = () => scratch.context.database.prisma;
const good = {
  ...{ heightPx: 120, score: 0.95, sharpness: 0.2, brightness: 120, contrast: 40 },
  ...{ backlight: 0, turn: 0, nod: 0.6, tiltDegrees: 0, outside: 0 },
};
/** A face at this distance from the reference of its person. */
const faceAt = (distance: number) => Float32Array.from({ length: 128 }, (_, i) => (i === 0 ? distance : 0));

async function confirmed({
  distance = 0.4,
  quality = good,
  consent = true,
  doubts = [] as string[],
} = {}): Promise<{
  employeeId: string;
  decisionId: string;
  grow: (gallery?: Gallery) => Promise<unknown>;
}> {
  const { id: employeeId, arrivalId } = await day.person('06:50:00', 'uncertain');
  if (consent)
    await db().consent.create({ data: { employeeId, kind: 'consent', textVersion: '1', recordedBy: 't' } });
  await db().sighting.update({ where: { id: arrivalId }, data: { doubts } });
  const { camera, ...moment } = await db().sighting.findUniqueOrThrow({
    where: { id: arrivalId },
    include: { camera: true },
  });
  const picture = await scratch.context.evidence.put(Buffer.from('x'), 'frame', { at: moment.at });
  await db().evidence.create({ data: picture });
  const frame = { evidenceId: picture.id, capturedAt: moment.at };
  const capture = await db().capture.create({
    data: { cameraId: camera.id, fromAt: moment.at, toAt: moment.at, frames: { create: frame } },
    include: { frames: true },
  });
  const sealed = sealEmbedding(scratch.context.secrets, faceAt(distance));
  const frameId = capture.frames[0]?.id ?? '';
  await db().observation.create({
    data: { frameId, sightingId: arrivalId, box: {}, score: 0.9, quality, modelId: 'm', embedding: sealed },
  });
  const decision = await db().reviewDecision.create({
    data: { sightingId: arrivalId, verdict: 'employee', employeeId, by: 'chi' },
  });
  const own = new Gallery('m', [reference(employeeId, 0)]);
  const grow = (gallery = own) => growGallery(scratch.context, gallery, decision.id);
  return { employeeId, decisionId: decision.id, grow };
}

const reference = (employeeId: string, distance: number) => ({
  ...{ employeeId, templateId: `${employeeId} ${distance}`, modelId: 'm', embedding: faceAt(distance) },
});
const grownOf = (employeeId: string) =>
  db().faceTemplate.count({ where: { employeeId, decisionId: { not: null } } });

describe('a confirmed face', () => {
  it('becomes an exemplar once, and goes when the decision is taken back', async () => {
    const { employeeId, decisionId, grow } = await confirmed();
    expect(await grow()).toMatchObject({ status: 'done' });
    expect(await grow()).toMatchObject({ status: 'skipped' });
    expect(await grownOf(employeeId)).toBe(1);
    await db().$transaction((tx) => revokeReview(tx, decisionId, 'chi'));
    expect(await grownOf(employeeId)).toBe(0);
    expect(await grow()).toMatchObject({ reason: 'not_standing' });
  });

  it.each([
    ['of bad quality', { quality: { ...good, sharpness: 0.01 } }, 'quality'],
    ['too unlike the references', { distance: 0.6 }, 'unlike_references'],
    ['perhaps a picture of the person', { doubts: ['not_live'] }, 'not_live'],
    ['of somebody who withdrew', { consent: false }, 'no_consent'],
  ])('does not when %s', async (_, facts, reason) => {
    const { employeeId, grow } = await confirmed(facts);
    expect(await grow()).toMatchObject({ status: 'skipped', reason });
    expect(await grownOf(employeeId)).toBe(0);
  });

  it('does not for a look-alike, without a reference, or as near to somebody else', async () => {
    const { employeeId, grow } = await confirmed();
    const own = reference(employeeId, 0);
    expect(await grow(new Gallery('m', [own], [employeeId]))).toMatchObject({ reason: 'look_alike' });
    expect(await grow(new Gallery('m', []))).toMatchObject({ reason: 'no_reference' });
    const crowd = new Gallery('m', [own, reference('other', 0.42)]);
    expect(await grow(crowd)).toMatchObject({ reason: 'like_somebody_else' });
    expect(await grownOf(employeeId)).toBe(0);
  });

  it.each([
    ['does not when the person has as many as may be', 'm', { reason: 'full' }],
    ['does when those are of a model that is not in use any more', 'before', { status: 'done' }],
  ])('%s', async (_, modelId, outcome) => {
    const { employeeId, grow } = await confirmed();
    const { decisionId } = await confirmed();
    const template = { employeeId, decisionId, modelId, embedding: new Uint8Array(1), quality: 1 };
    await db().faceTemplate.createMany({ data: Array.from({ length: grownAtMost }, () => template) });
    expect(await grow()).toMatchObject(outcome);
  });
});
