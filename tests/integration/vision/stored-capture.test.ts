import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrolStoredPhoto } from '../../../src/recognition/enrol-stored-photo.ts';
import { followGallery, type FollowedGallery } from '../../../src/recognition/follow-gallery.ts';
import { recogniseStoredCapture } from '../../../src/recognition/recognise-stored-capture.ts';
import { publishLive } from '../../../src/notify/live.ts';
import { addLookAlike } from '../../../src/store/look-alikes.ts';
import { loadVision, type Vision } from '../../../src/vision/vision.ts';
import { scratchContext, type Scratch } from '../scratch.ts';
import { drawBurst, drawPortrait, type DrawnPerson, type Placed } from './drawn-people.ts';

let scratch: Scratch;
let vision: Vision;
let gallery: FollowedGallery;
let cameraId: string;
const ids = new Map<DrawnPerson, string>();

beforeAll(async () => {
  scratch = await scratchContext();
  vision = await loadVision();
  gallery = await followGallery(scratch.context, vision);
  const { prisma } = scratch.context.database;
  const door = await prisma.door.create({ data: { name: 'Cổng chính' } });
  const camera = {
    name: 'Cổng',
    address: 'http://127.0.0.1:9/',
    username: '',
    password: scratch.context.secrets.encrypt(Buffer.from('')),
    doorId: door.id,
    direction: 'in' as const,
  };
  cameraId = (await prisma.camera.create({ data: camera })).id;
  for (const person of ['chi', 'binh', 'lookAlikeOne', 'lookAlikeTwo'] as const) {
    const consents = { create: { kind: 'consent', textVersion: '1', recordedBy: 'test' } };
    const row = await prisma.employee.create({ data: { code: person, fullName: person, consents } });
    ids.set(person, row.id);
  }
});
afterAll(() => scratch.close());

const idOf = (person: DrawnPerson): string => ids.get(person) ?? '';

/** Waits until the gallery of this process has read what changed. */
async function galleryHas(fits: (gallery: FollowedGallery) => boolean): Promise<void> {
  await publishLive(scratch.context.database, { type: 'people', employeeId: idOf('chi') });
  await expect.poll(() => fits(gallery), { timeout: 5_000 }).toBe(true);
}

async function enrol(person: DrawnPerson) {
  const { evidence, database } = scratch.context;
  const stored = await evidence.put(await drawPortrait(person), 'photo', { at: new Date() });
  await database.prisma.evidence.create({ data: stored });
  const request = { employeeId: idOf(person), evidenceId: stored.id, requestedBy: 'test' };
  return enrolStoredPhoto(scratch.context, vision, gallery.current(), request);
}

async function pass(place: (i: number) => Placed[]) {
  const { evidence, database } = scratch.context;
  const frames = await drawBurst(5, place);
  const at = (i: number) => new Date(frames[i]?.capturedAt ?? 0);
  const capture = await database.prisma.capture.create({ data: { cameraId, fromAt: at(0), toAt: at(4) } });
  for (const [i, { image }] of frames.entries()) {
    const stored = await evidence.put(image, 'frame', { at: at(i) });
    await database.prisma.evidence.create({ data: stored });
    await database.prisma.frame.create({
      data: { captureId: capture.id, evidenceId: stored.id, capturedAt: at(i) },
    });
  }
  await recogniseStoredCapture(scratch.context, vision, gallery.current(), capture.id);
  return database.prisma.sighting.findMany({ where: { captureId: capture.id }, orderBy: { track: 'asc' } });
}

const standing = (person: DrawnPerson) => (i: number) => [
  { person, left: 500, top: 180, heightPx: 230 + i * 5 },
];

describe('a stored capture', () => {
  test('names who is enrolled; without a consent nothing of a person is compared, and no photo is taken in', async () => {
    const { prisma } = scratch.context.database;
    expect(await enrol('chi')).toMatchObject({ ok: true });
    expect(await enrol('binh')).toMatchObject({ ok: true });
    await galleryHas((it) => it.current().peopleCount === 2);
    expect(await pass(standing('binh'))).toMatchObject([
      { outcome: 'known', employeeId: idOf('binh'), doubts: [] },
    ]);
    // Only the consent goes, to see that templates alone are not enough.
    const consent = { employeeId: idOf('binh'), withdrawnAt: null };
    await prisma.consent.updateMany({ where: consent, data: { withdrawnAt: new Date() } });
    await galleryHas((it) => it.current().peopleCount === 1);
    expect(await pass(standing('binh'))).toMatchObject([
      { outcome: 'unknown', employeeId: null, candidates: [] },
    ]);
    expect(await enrol('binh')).toMatchObject({ ok: false, code: 'consent_required' });
  });

  test('twins: the second is refused until both are registered, and then a reviewer tells them apart', async () => {
    const { prisma } = scratch.context.database;
    const [first, second] = [idOf('lookAlikeOne'), idOf('lookAlikeTwo')];
    expect(await enrol('lookAlikeOne')).toMatchObject({ ok: true });
    await galleryHas((it) => it.current().has(first));
    expect(await enrol('lookAlikeTwo')).toMatchObject({ ok: false, code: 'photo_of_someone_else' });
    await addLookAlike(prisma, first, second, { note: 'twins', addedBy: 'test' });
    await galleryHas((it) => it.current().isLookAlike(first));
    expect(await enrol('lookAlikeTwo')).toMatchObject({ ok: true });
    await galleryHas((it) => it.current().has(second));
    for (const twin of ['lookAlikeOne', 'lookAlikeTwo'] as const) {
      const [sighting, ...others] = await pass(standing(twin));
      expect(others).toEqual([]);
      expect(sighting).toMatchObject({ outcome: 'uncertain', employeeId: null });
      expect(sighting?.doubts).toContain('look_alike');
    }
  });
});
