import { existsSync, readdirSync, renameSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { canonicalJson, sha256 } from '../../../src/domain/digest.ts';
import { retentionDefaults } from '../../../src/domain/retention.ts';
import { cleanUp } from '../../../src/recognition/clean-up.ts';
import { beginRecognisable } from '../../../src/store/recognisable.ts';
import { certifyRetention, listRetentionCertificates } from '../../../src/store/retention/certificates.ts';
import { deleteOrphanFiles } from '../../../src/store/retention/orphans.ts';
import { digestOf, runRetention } from '../../../src/store/retention/run.ts';
import { readRetention, storeRetention } from '../../../src/store/retention/settings.ts';
import { scratchContext, type Scratch } from '../scratch.ts';

let scratch: Scratch;
let camera: { id: string; doorId: string };
const dayMs = 86_400_000;
/** Three o'clock of the next day in the office. */
const now = new Date('2026-06-15T20:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs);
/** The office's date so many days ago. */
const dateAgo = (days: number) => new Date(Date.parse('2026-06-16T00:00:00Z') - days * dayMs);
const db = () => scratch.context.database.prisma;

beforeAll(async () => {
  scratch = await scratchContext();
  const { secrets } = scratch.context;
  const door = await db().door.create({ data: { name: 'Cửa' } });
  camera = await db().camera.create({
    data: {
      ...{ name: 'Cổng', address: 'http://127.0.0.1:9/', username: '', doorId: door.id, direction: 'in' },
      ...{ password: secrets.encrypt(Buffer.from('')), lastFrame: secrets.encrypt(Buffer.from('still')) },
      lastFrameAt: daysAgo(2),
    },
  });
});
afterAll(() => scratch.close());

const run = () => runRetention(scratch.context, retentionDefaults, now);
let people = 0;
const addPerson = async (leftDaysAgo: number | null = null): Promise<string> => {
  const code = `P${++people}`;
  const leftOn = leftDaysAgo === null ? null : dateAgo(leftDaysAgo);
  return (await db().employee.create({ data: { code, fullName: code, leftOn } })).id;
};

type Seen = { outcome: 'known' | 'uncertain' | 'unknown' | 'unusable'; employeeId?: string };

/** A capture of so many days ago with one picture, and what was seen in it. @returns the id of the picture. */
async function picture(
  days: number,
  seen: Seen[],
  state: 'done' | 'pending' | 'failed' = 'done',
): Promise<string> {
  const at = daysAgo(days);
  const { evidence, secrets } = scratch.context;
  const stored = await evidence.put(Buffer.from(`${days} ${JSON.stringify(seen)}`), 'frame', { at });
  await db().evidence.create({ data: stored });
  const frames = { create: { evidenceId: stored.id, capturedAt: at } };
  const capture = await db().capture.create({
    data: { cameraId: camera.id, fromAt: at, toAt: at, state, frames },
    include: { frames: true },
  });
  for (const [track, { outcome, employeeId }] of seen.entries()) {
    const place = { cameraId: camera.id, doorId: camera.doorId, direction: 'in' as const };
    const sighting = await db().sighting.create({
      data: {
        ...{ ...place, captureId: capture.id, track, outcome, at, firstAt: at, lastAt: at },
        employeeId: outcome === 'known' ? (employeeId ?? null) : null,
        candidates: outcome === 'uncertain' && employeeId ? [{ employeeId, distance: 0.5 }] : [],
      },
    });
    await db().observation.create({
      data: {
        ...{ frameId: capture.frames[0]?.id ?? '', sightingId: sighting.id, box: {}, score: 1, quality: {} },
        ...{ modelId: 'm', embedding: secrets.encrypt(Buffer.alloc(512, track)) },
      },
    });
  }
  return stored.id;
}

const isThere = (id: string) => scratch.context.evidence.has(id);

describe('pictures', () => {
  test.each<[string, number, Seen[], 'done' | 'pending' | 'failed', boolean]>([
    ['of a named person, within their days', 29, [{ outcome: 'known' }], 'done', true],
    ['of a named person, after', 31, [{ outcome: 'known' }], 'done', false],
    ['of a stranger, within', 13, [{ outcome: 'unknown' }], 'done', true],
    ['of a stranger, after', 15, [{ outcome: 'unknown' }], 'done', false],
    ['that wait for a reviewer, within', 59, [{ outcome: 'uncertain' }], 'done', true],
    ['that wait for a reviewer, after', 61, [{ outcome: 'uncertain' }], 'done', false],
    ['of nobody, within', 6, [], 'done', true],
    ['of nobody, after', 8, [{ outcome: 'unusable' }], 'done', false],
    ['of a capture that failed, after', 8, [], 'failed', false],
    ['that recognition never came to, within', 29, [], 'pending', true],
    ['that recognition never came to, after', 31, [], 'pending', false],
    [
      'of somebody named and a stranger, for the name',
      20,
      [{ outcome: 'known' }, { outcome: 'unknown' }],
      'done',
      true,
    ],
  ])('%s: %i days', async (_, days, seen, state, kept) => {
    const id = await picture(days, seen, state);
    await run();
    expect(await isThere(id)).toBe(kept);
    const row = await db().evidence.findUniqueOrThrow({ where: { id } });
    expect(row.deletedAt).toEqual(kept ? null : now);
  });

  type Matter = {
    state?: 'candidate' | 'withdrawn';
    closedDaysAgo?: number;
    reopened?: boolean;
    days?: number;
  };
  test.each<[string, Matter, boolean]>([
    ['are held while a finding stands and the month is open', {}, true],
    ['are not when the finding was withdrawn', { state: 'withdrawn' }, false],
    ['are held for some days after the month was closed', { closedDaysAgo: 10 }, true],
    ['go when those are over', { closedDaysAgo: 31 }, false],
    ['are held again while it is open again', { closedDaysAgo: 31, reopened: true }, true],
    ['go after a year, settled or not', { days: 366 }, false],
  ])('on which a finding rests %s', async (_, matter, kept) => {
    const { state = 'candidate', closedDaysAgo, reopened = false, days = 100 } = matter;
    const employeeId = await addPerson();
    const id = await picture(days, [{ outcome: 'known', employeeId }]);
    const workDate = dateAgo(days);
    await db().dayRecord.create({
      data: {
        ...{ employeeId, workDate, provisional: false, outcome: 'late', record: {}, inputsDigest: '' },
        ...{ computedAt: now, findings: { create: { sessionKey: 's', kind: 'late', state } } },
      },
    });
    const close =
      closedDaysAgo === undefined
        ? null
        : await db().periodClose.create({
            data: {
              ...{ period: workDate.toISOString().slice(0, 7), recordCount: 1, firstSeal: '', lastSeal: '' },
              ...{ closedBy: 'a', closedAt: daysAgo(closedDaysAgo), reopenedAt: reopened ? now : null },
            },
          });
    await run();
    expect(await isThere(id)).toBe(kept);
    if (close) await db().periodClose.delete({ where: { id: close.id } });
    await db().finding.deleteMany();
  });
});

test('embeddings go with their days; one that a reviewer may still decide about stays with its pictures', async () => {
  const embeddingOf = async (id: string) =>
    (await db().observation.findFirstOrThrow({ where: { frame: { evidenceId: id } } })).embedding;
  const [known, open] = [
    await picture(31, [{ outcome: 'known' }]),
    await picture(31, [{ outcome: 'uncertain' }]),
  ];
  await run();
  expect(await embeddingOf(known)).toBeNull();
  expect(await embeddingOf(open)).not.toBeNull();
});

test('the last picture of a camera that sends none any more goes', async () => {
  await run();
  expect(await db().camera.findUniqueOrThrow({ where: { id: camera.id } })).toMatchObject({
    lastFrame: null,
    lastFrameAt: null,
  });
});

test.each([
  [5, true],
  [6, false],
])('who left %i days ago is still enrolled: %s', async (days, kept) => {
  const employeeId = await addPerson(days);
  const { evidence, secrets } = scratch.context;
  const stored = await evidence.put(Buffer.from('photo'), 'photo', { at: daysAgo(900) });
  await db().evidence.create({ data: stored });
  const embedding = secrets.encrypt(Buffer.alloc(512, 1));
  const template = { employeeId, modelId: 'm', embedding, quality: 1 };
  await db().employeePhoto.create({
    data: { employeeId, evidenceId: stored.id, quality: {}, templates: { create: template } },
  });
  await db().faceTemplate.create({ data: template });
  await db().$transaction((tx) => beginRecognisable(tx, employeeId));
  await run();
  expect(await isThere(stored.id)).toBe(kept);
  expect(await db().faceTemplate.count({ where: { employeeId } })).toBe(kept ? 2 : 0);
  expect(await db().employeePhoto.count({ where: { employeeId } })).toBe(kept ? 1 : 0);
  expect(await db().recognisableSpan.count({ where: { employeeId, toAt: null } })).toBe(kept ? 1 : 0);
});

test('events and papers go with their days', async () => {
  const event = (days: number) =>
    db().cameraEvent.create({
      data: { cameraId: camera.id, key: `${days}`, topic: 't', payload: {}, receivedAt: daysAgo(days) },
    });
  await event(364);
  await event(366);
  const employeeId = await addPerson();
  const paper = async (days: number) => {
    const stored = await scratch.context.evidence.put(Buffer.from('p'), 'attachment', { at: daysAgo(900) });
    await db().evidence.create({ data: stored });
    const lastDate = dateAgo(days);
    await db().excusal.create({
      data: {
        ...{ employeeId, kind: 'sickLeave', firstDate: lastDate, lastDate, part: {}, requestedBy: 'a' },
        attachments: { create: { evidenceId: stored.id, fileName: 'giấy.pdf', addedBy: 'a' } },
      },
    });
    return stored.id;
  };
  const [young, old] = [await paper(730), await paper(731)];
  await run();
  expect((await db().cameraEvent.findMany()).map(({ key }) => key)).toEqual(['364']);
  expect([await isThere(young), await isThere(old)]).toEqual([true, false]);
  expect(await db().excusalAttachment.count()).toBe(1);
});

describe('the certificate', () => {
  it('says of a day that is over what was deleted by class, and that again from the rows', async () => {
    const before = await db().retentionDeletion.count({ where: { certificateId: null } });
    expect(before).toBeGreaterThan(0);
    expect(await certifyRetention(db(), now)).toBe(0);
    // It is still the same day in the office at the end of Greenwich's, and over a day later.
    expect(await certifyRetention(db(), new Date('2026-06-15T23:59:00Z'))).toBe(0);
    expect(await certifyRetention(db(), new Date('2026-06-16T17:00:00Z'))).toBe(1);
    expect(await certifyRetention(db(), new Date('2026-06-17T17:00:00Z'))).toBe(0);
    const [certificate] = await listRetentionCertificates(db(), 5);
    expect(certificate?.date).toBe('2026-06-16');
    const counts = Object.fromEntries(certificate?.classes.map((it) => [it.class, it.count]) ?? []);
    expect(counts).toMatchObject({ stills: 1, photosAfterLeaving: 1, templatesAfterLeaving: 1, events: 1 });
    const deletedFiles = await db().evidence.count({ where: { deletedAt: now } });
    const files = ['namedPictures', 'uncertainPictures', 'unknownPictures', 'emptyPictures'];
    const sum = [...files, 'waitingPictures', 'photosAfterLeaving', 'attachments'].reduce(
      (total, name) => total + (counts[name] ?? 0),
      0,
    );
    expect(sum).toBe(deletedFiles);
    const row = await db().deletionCertificate.findFirstOrThrow({ where: { id: certificate?.id ?? '' } });
    const { cause, madeAt, content } = row;
    const digest = sha256(canonicalJson({ cause, madeAt: madeAt.toISOString(), content }));
    expect(row.digest).toBe(digest);
    const [still] = await db().retentionDeletion.findMany({ where: { class: 'waitingPictures' } });
    const waiting = await db().evidence.findMany({
      where: { deletedAt: now, frame: { capture: { state: 'pending' } } },
    });
    expect(still?.digest).toBe(digestOf(waiting));
  });
});

test('a picture of which nothing was ever stored goes after a week, half written ones too', async () => {
  const { evidence, config } = scratch.context;
  const known = await picture(1, [{ outcome: 'known' }]);
  const [old, young] = [
    await evidence.put(Buffer.from('lost'), 'frame', { at: now }),
    await evidence.put(Buffer.from('new'), 'frame', { at: now }),
  ];
  const fileOf = (id: string) => {
    const names = readdirSync(config.evidenceDir, { recursive: true, encoding: 'utf8' });
    return path.join(config.evidenceDir, names.find((name) => name.endsWith(`${id}.enc`)) ?? '');
  };
  const lone = await evidence.put(Buffer.from('half'), 'frame', { at: now });
  const half = `${fileOf(lone.id)}.part`;
  renameSync(fileOf(lone.id), half);
  for (const file of [fileOf(old.id), fileOf(known), half]) utimesSync(file, daysAgo(8), daysAgo(8));
  utimesSync(fileOf(young.id), daysAgo(6), daysAgo(6));
  await deleteOrphanFiles(db(), evidence, now);
  expect(await Promise.all([old.id, young.id, known].map(isThere))).toEqual([false, true, true]);
  expect(existsSync(half)).toBe(false);
});

test('the office sets days; what it has not set is the default, and other settings stay', async () => {
  expect(await readRetention(db(), 45)).toEqual({ ...retentionDefaults, namedPictures: 45 });
  await db().office.update({ where: { id: 1 }, data: { settings: { other: 1, retention: { stills: 3 } } } });
  expect(await readRetention(db(), 30)).toEqual({ ...retentionDefaults, stills: 3 });
  await db().$transaction((tx) => storeRetention(tx, { ...retentionDefaults, unknownPictures: 2 }));
  expect(await readRetention(db(), 30)).toMatchObject({ unknownPictures: 2, stills: 1 });
  expect((await db().office.findUniqueOrThrow({ where: { id: 1 } })).settings).toMatchObject({ other: 1 });
});

test('a step of the clean-up that fails stops no other, and what a dead process left behind goes', async () => {
  const { context } = scratch;
  const stored = await context.evidence.put(Buffer.from('due'), 'photo', { at: now });
  await db().evidence.create({ data: { ...stored, expiresAt: daysAgo(1) } });
  const employeeId = await addPerson();
  for (const minutes of [19, 21]) {
    const createdAt = new Date(now.getTime() - minutes * 60_000);
    await db().liveCapture.create({
      data: { employeeId, cameraId: camera.id, requestedBy: 'test', createdAt },
    });
  }
  for (const days of [89, 91])
    await db().enrolmentBatch.create({
      data: { fileName: `${days}.zip`, requestedBy: 'test', total: 0, createdAt: daysAgo(days) },
    });
  const failing = { ...context.evidence, delete: () => Promise.reject(new Error('the disk fails')) };
  await expect(cleanUp({ ...context, evidence: failing }, now)).rejects.toThrow('the disk fails');
  expect(await db().liveCapture.count()).toBe(1);
  expect((await db().enrolmentBatch.findMany()).map(({ fileName }) => fileName)).toEqual(['89.zip']);
  expect(await cleanUp(context, now)).toMatchObject({ status: 'done', expired: 1 });
});
