import { cutoff, type RetentionClass, type RetentionDays } from '../../domain/retention.ts';
import { canonicalJson, sha256 } from '../../domain/digest.ts';
import { publishLive } from '../../notify/live.ts';
import type { Database, Transaction } from '../database.ts';
import { officeDate, readOffice } from '../office.ts';
import type { EvidenceStore } from '../evidence.ts';
import { endRecognisable } from '../recognisable.ts';
import { duePictures } from './pictures.ts';

/** Something whose time is over: its id, and the digest of what was in it. */
export type DueItem = { id: string; sha256: string; class: RetentionClass };

type Parts = { database: Database; evidence: EvidenceStore };
type Run = Parts & { days: RetentionDays; now: Date; zone: string; today: string };

const batch = 500;
/** Batches of one kind in one run; what is left goes an hour later. */
const batchesAtOnce = 40;

/**
 * Deletes what has had its days, in batches, and notes each batch for the day's certificate. Doing it again, or breaking
 * off, is harmless: a file that was deleted twice is noted once.
 *
 * @returns how much of each class was deleted.
 */
export async function runRetention(
  parts: Parts,
  days: RetentionDays,
  now: Date,
): Promise<Partial<Record<RetentionClass, number>>> {
  const office = await readOffice(parts.database.prisma);
  const today = officeDate(office, now.getTime());
  const run: Run = { ...parts, days, now, zone: office.timeZone, today };
  const deleted: Partial<Record<RetentionClass, number>> = {};
  for (const step of [pictures, attachments, photos, templates, embeddings, stills, events])
    for (let count = 0; count < batchesAtOnce; count++) {
      const items = await step(run);
      for (const item of items) deleted[item.class] = (deleted[item.class] ?? 0) + 1;
      if (items.length < batch) break;
    }
  return deleted;
}

/** Notes what a batch deleted, a row for each class. */
async function note(tx: Transaction, items: readonly DueItem[], at: Date): Promise<void> {
  for (const name of new Set(items.map((item) => item.class))) {
    const own = items.filter((item) => item.class === name);
    const digest = digestOf(own);
    await tx.retentionDeletion.create({ data: { class: name, count: own.length, digest, at } });
  }
}

/** SHA-256 of the canonical list of ids and contents, in the order of the ids. */
export function digestOf(items: readonly Pick<DueItem, 'id' | 'sha256'>[]): string {
  const list = items.map(({ id, sha256: content }) => [id, content]);
  return sha256(canonicalJson(list.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))));
}

/** Files first, then their rows with the note: what died in between is done again, and noted then. */
async function deleteEvidence(
  { database: { prisma }, evidence, now }: Run,
  items: readonly (DueItem & { evidenceId?: string })[],
  also: (tx: Transaction) => Promise<void> = async () => undefined,
): Promise<void> {
  const ids = items.map(({ id, evidenceId }) => evidenceId ?? id);
  for (const id of ids) await evidence.delete(id);
  await prisma.$transaction(async (tx) => {
    await also(tx);
    await tx.evidence.updateMany({ where: { id: { in: ids }, deletedAt: null }, data: { deletedAt: now } });
    await note(tx, items, now);
  });
}

async function pictures(run: Run): Promise<DueItem[]> {
  const items = await duePictures(run.database.prisma, run.days, run.zone, run.now, batch);
  if (items.length > 0) await deleteEvidence(run, items);
  return items;
}

/** Dates are the office's own: `YYYY-MM-DD` less so many days, as a date column. */
function dateBefore({ today }: Run, count: number): Date {
  return new Date(cutoff(count, Date.parse(`${today}T00:00:00Z`)));
}

async function attachments(run: Run): Promise<DueItem[]> {
  const rows = await run.database.prisma.excusalAttachment.findMany({
    where: { excusal: { lastDate: { lt: dateBefore(run, run.days.attachments) } } },
    select: { id: true, evidence: { select: { id: true, sha256: true } } },
    orderBy: { id: 'asc' },
    take: batch,
  });
  const items = rows.map(({ evidence }) => ({ ...evidence, class: 'attachments' as const }));
  if (items.length > 0)
    await deleteEvidence(run, items, async (tx) => {
      await tx.excusalAttachment.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } });
    });
  return items;
}

/** With a photo goes the template made of it. */
async function photos(run: Run): Promise<DueItem[]> {
  const rows = await run.database.prisma.employeePhoto.findMany({
    where: { employee: { leftOn: { lt: dateBefore(run, run.days.photosAfterLeaving) } } },
    select: { id: true, employeeId: true, evidence: { select: { id: true, sha256: true } } },
    orderBy: { id: 'asc' },
    take: batch,
  });
  const items = rows.map(({ evidence }) => ({ ...evidence, class: 'photosAfterLeaving' as const }));
  if (items.length === 0) return [];
  const people = [...new Set(rows.map(({ employeeId }) => employeeId))];
  await deleteEvidence(run, items, async (tx) => {
    await tx.employeePhoto.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } });
    for (const employeeId of people) await endRecognisable(tx, employeeId);
  });
  await tellPeople(run, people);
  return items;
}

async function templates(run: Run): Promise<DueItem[]> {
  const { prisma } = run.database;
  const rows = await prisma.faceTemplate.findMany({
    where: { employee: { leftOn: { lt: dateBefore(run, run.days.templatesAfterLeaving) } } },
    select: { id: true, employeeId: true, embedding: true },
    orderBy: { id: 'asc' },
    take: batch,
  });
  const items = rows.map(({ id, embedding }) => sealedItem(id, embedding, 'templatesAfterLeaving'));
  if (items.length === 0) return [];
  const people = [...new Set(rows.map(({ employeeId }) => employeeId))];
  await prisma.$transaction(async (tx) => {
    await tx.faceTemplate.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } });
    for (const employeeId of people) await endRecognisable(tx, employeeId);
    await note(tx, items, run.now);
  });
  await tellPeople(run, people);
  return items;
}

/** An embedding that a reviewer's decision may still teach the gallery stays as long as the pictures it is decided by. */
async function embeddings(run: Run): Promise<DueItem[]> {
  const { prisma } = run.database;
  const { days, now } = run;
  const before = (count: number) => ({ lt: new Date(cutoff(count, now.getTime())) });
  const open = { outcome: 'uncertain' as const, decisions: { none: { revokedAt: null } } };
  const rows = await prisma.observation.findMany({
    where: {
      embedding: { not: null },
      frame: { capturedAt: before(days.embeddings) },
      OR: [
        { sightingId: null },
        { sighting: { NOT: open } },
        { frame: { capturedAt: before(days.uncertainPictures) } },
      ],
    },
    select: { id: true, embedding: true },
    orderBy: { id: 'asc' },
    take: batch,
  });
  const items = rows.map(({ id, embedding }) => sealedItem(id, embedding ?? new Uint8Array(), 'embeddings'));
  if (items.length > 0)
    await prisma.$transaction(async (tx) => {
      const ids = rows.map(({ id }) => id);
      await tx.observation.updateMany({ where: { id: { in: ids } }, data: { embedding: null } });
      await note(tx, items, now);
    });
  return items;
}

async function stills(run: Run): Promise<DueItem[]> {
  const { prisma } = run.database;
  const rows = await prisma.camera.findMany({
    where: {
      lastFrame: { not: null },
      lastFrameAt: { lt: new Date(cutoff(run.days.stills, run.now.getTime())) },
    },
    select: { id: true, lastFrame: true },
    take: batch,
  });
  const items = rows.map(({ id, lastFrame }) => sealedItem(id, lastFrame ?? new Uint8Array(), 'stills'));
  if (items.length > 0)
    await prisma.$transaction(async (tx) => {
      const ids = rows.map(({ id }) => id);
      await tx.camera.updateMany({
        where: { id: { in: ids } },
        data: { lastFrame: null, lastFrameAt: null },
      });
      await note(tx, items, run.now);
    });
  return items;
}

async function events(run: Run): Promise<DueItem[]> {
  const { prisma } = run.database;
  const rows = await prisma.cameraEvent.findMany({
    where: { receivedAt: { lt: new Date(cutoff(run.days.events, run.now.getTime())) } },
    select: { id: true, key: true },
    orderBy: { receivedAt: 'asc' },
    take: batch,
  });
  const items = rows.map(({ id, key }) => ({ id, sha256: sha256(key), class: 'events' as const }));
  if (items.length > 0)
    await prisma.$transaction(async (tx) => {
      await tx.cameraEvent.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } });
      await note(tx, items, run.now);
    });
  return items;
}

/** Of what is sealed, the digest is that of the sealed bytes: nothing is opened to delete it. */
function sealedItem(id: string, sealed: Uint8Array, name: RetentionClass): DueItem {
  return { id, sha256: sha256(Buffer.from(sealed).toString('hex')), class: name };
}

async function tellPeople({ database }: Run, people: readonly string[]): Promise<void> {
  for (const employeeId of people) await publishLive(database, { type: 'people', employeeId });
}
