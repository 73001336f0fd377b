import { setImmediate as breathe } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { publishLive } from '../notify/live.ts';
import type { JobOutcome } from '../queues/define-worker.ts';
import { audit } from '../store/audit.ts';
import type { PrismaLike, Transaction } from '../store/database.ts';
import type { GalleryFinding } from '../store/generated/client.ts';
import { modelInUse } from '../store/model-in-use.ts';
import { beginRecognisable, endRecognisable } from '../store/recognisable.ts';
import {
  galleryHealth,
  healthRules,
  pairKey,
  type HealthFinding,
  type Reference,
} from '../vision/gallery-health.ts';
import { openEmbedding } from './embeddings.ts';
import { officeThresholds } from './office-thresholds.ts';

type Parts = Pick<Context, 'database' | 'secrets' | 'lifecycle'>;

const actor = 'maintenance';
/** References looked at before other work of the process gets its turn. */
const stepsAtOnce = 20;

/**
 * The nightly look at all references: stores what it finds, takes back what is mended, and sets aside references that are
 * nearer to somebody else. It deletes nothing; what an officer said is all right stays so while it is found the same.
 */
export async function lookAtGallery(parts: Parts, now: Date): Promise<JobOutcome> {
  const { database, lifecycle } = parts;
  const modelId = await modelInUse(database.prisma);
  const references = modelId === null ? [] : await loadReferences(parts, modelId);
  const rules = modelId === null ? undefined : healthRules(await officeThresholds(database.prisma, modelId));
  const pairs = await database.prisma.lookAlikePair.findMany({ select: { firstId: true, secondId: true } });
  const registered = new Set(pairs.map(({ firstId, secondId }) => pairKey(firstId, secondId)));
  const look = galleryHealth(references, registered, now.getTime(), rules);
  let found: HealthFinding[] | null = null;
  for (let step = 0; found === null; step++) {
    if (lifecycle.signal.aborted) return { status: 'skipped', reason: 'stopping' };
    const { done, value } = look.next();
    if (done === true) found = value;
    else if (step % stepsAtOnce === 0) await breathe();
  }
  for (const { embedding } of references) embedding.fill(0);
  const changed = await database.prisma.$transaction((tx) => store(tx, found, now), { timeout: 60_000 });
  for (const employeeId of changed) await publishLive(database, { type: 'people', employeeId });
  return { status: 'done', references: references.length, findings: found.length, changed: changed.length };
}

async function loadReferences({ database, secrets }: Parts, modelId: string): Promise<Reference[]> {
  const db: PrismaLike = database.prisma;
  const rows = await db.faceTemplate.findMany({
    where: { modelId, employee: { consents: { some: { withdrawnAt: null } } } },
    select: { id: true, employeeId: true, photoId: true, createdAt: true, embedding: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ id, employeeId, photoId, createdAt, embedding }) => ({
    templateId: id,
    employeeId,
    source: photoId === null ? 'door' : 'photo',
    createdAt: createdAt.getTime(),
    embedding: openEmbedding(secrets, embedding),
  }));
}

type Keyed = Pick<HealthFinding, 'kind' | 'employeeId' | 'templateId' | 'otherId'>;

/** The same thing found again: another person that a reference is like is another thing. */
const keyOf = (it: Omit<Keyed, 'kind'> & { kind: string }): string =>
  [it.kind, it.employeeId, it.templateId, it.otherId].join(' ');

/** @returns the people about whom something changed. */
async function store(tx: Transaction, found: readonly HealthFinding[], now: Date): Promise<string[]> {
  const stored = new Map((await tx.galleryFinding.findMany()).map((row) => [keyOf(row), row]));
  const still = await stillThere(tx, found);
  const changed = new Set<string>();
  for (const finding of still) {
    const known = stored.get(keyOf(finding));
    stored.delete(keyOf(finding));
    if (known !== undefined) continue;
    const { kind, employeeId, templateId, otherId, own, other, ageDays } = finding;
    await tx.galleryFinding.create({
      data: { kind, employeeId, templateId, otherId, foundAt: now, detail: { own, other, ageDays } },
    });
    changed.add(employeeId);
    if (kind !== 'poisoned') continue;
    await endRecognisable(tx, employeeId);
    await note(tx, 'gallery.setAside', finding);
  }
  for (const gone of stored.values()) await takeBack(tx, gone, changed);
  return [...changed].sort();
}

/** What is not found any more is mended, or was never more than what somebody has deleted since. */
async function takeBack(tx: Transaction, gone: GalleryFinding, changed: Set<string>): Promise<void> {
  await tx.galleryFinding.delete({ where: { id: gone.id } });
  changed.add(gone.employeeId);
  if (gone.kind !== 'poisoned' || gone.decidedAt !== null) return;
  await beginRecognisable(tx, gone.employeeId);
  await note(tx, 'gallery.restore', gone);
}

function note(tx: Transaction, action: string, { employeeId, templateId, otherId }: Omit<Keyed, 'kind'>) {
  return audit(tx, {
    ...{ actor, action, subject: `employee:${employeeId}` },
    detail: { templateId, like: otherId },
  });
}

/** Templates and people may have been deleted while all were compared. */
async function stillThere(tx: Transaction, found: readonly HealthFinding[]): Promise<HealthFinding[]> {
  const ids = found.flatMap(({ templateId }) => (templateId === null ? [] : [templateId]));
  const people = found.flatMap(({ employeeId, otherId }) => [
    employeeId,
    ...(otherId === null ? [] : [otherId]),
  ]);
  const templates = await tx.faceTemplate.findMany({ where: { id: { in: ids } }, select: { id: true } });
  const employees = await tx.employee.findMany({ where: { id: { in: people } }, select: { id: true } });
  const there = new Set([...templates, ...employees].map(({ id }) => id));
  return found.filter(({ employeeId, templateId, otherId }) =>
    [employeeId, templateId, otherId].every((id) => id === null || there.has(id)),
  );
}
