import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { enrolmentPhotos } from '../domain/enrolment.ts';
import { AppError } from '../errors.ts';
import { publishLive } from '../notify/live.ts';
import type { EnrolmentResult, enrolmentQueue } from '../queues/enrolment.ts';
import type { PrismaLike, Transaction } from '../store/database.ts';
import { areLookAlikes } from '../store/look-alikes.ts';
import { beginRecognisable } from '../store/recognisable.ts';
import { inUse } from '../store/set-aside.ts';
import { distanceBetween } from '../vision/embed.ts';
import { enrolPhoto, type EnrolledPhoto } from '../vision/enrol.ts';
import { collisions, type Gallery } from '../vision/gallery.ts';
import type { Vision } from '../vision/vision.ts';
import { openEmbedding, sealEmbedding } from './embeddings.ts';
import { officeThresholds } from './office-thresholds.ts';

type Request = z.output<typeof enrolmentQueue.payload>;
/** What enrolling works with; a command on the server has no queues. */
export type EnrolContext = Pick<Context, 'database' | 'evidence' | 'secrets'>;

/**
 * Makes a photo in the evidence store a template of its employee. A photo that cannot be used is deleted again and
 * its reason returned; nothing of it is kept. The template is added to `gallery` at once.
 */
export async function enrolStoredPhoto(
  context: EnrolContext,
  vision: Vision,
  gallery: Gallery,
  request: Request,
): Promise<EnrolmentResult> {
  const { database, evidence } = context;
  try {
    const photoId = await enrol(context, vision, gallery, request);
    await publishLive(database, { type: 'people', employeeId: request.employeeId });
    return { ok: true, photoId };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await evidence.delete(request.evidenceId);
    await database.prisma.evidence.deleteMany({ where: { id: request.evidenceId, photo: null } });
    return { ok: false, code: error.code, details: error.details };
  }
}

async function enrol(
  context: EnrolContext,
  vision: Vision,
  gallery: Gallery,
  request: Request,
): Promise<string> {
  const { database, evidence } = context;
  const { employeeId, evidenceId } = request;
  // Asked before anybody looks at the photo, and once more when it is stored.
  await requireRoom(database.prisma, request);
  const face = await enrolPhoto(vision, await evidence.get(evidenceId));
  await requireOwnFace(context, vision, gallery, employeeId, face);
  const templateId = randomUUID();
  const photoId = await store(context, vision.model.id, request, { ...face, templateId });
  // Known here at once, so that the next photo cannot be the same face under another name.
  gallery.add([{ employeeId, templateId, modelId: vision.model.id, embedding: face.embedding }]);
  return photoId;
}

/** @throws AppError when the person is gone, has no consent, has this very photo or enough of them. */
async function requireRoom(db: PrismaLike, { employeeId, evidenceId }: Request): Promise<void> {
  const employee = await db.employee.findUnique({
    where: { id: employeeId },
    include: { consents: { where: { withdrawnAt: null } }, _count: { select: { photos: true } } },
  });
  if (employee === null) throw new AppError('not_found', `No employee ${employeeId}`);
  if (employee.consents.length === 0)
    throw new AppError('consent_required', `No consent or notice recorded for ${employeeId}`);
  const { sha256 } = await db.evidence.findUniqueOrThrow({ where: { id: evidenceId } });
  const same = await db.employeePhoto.findFirst({
    where: { evidence: { sha256 }, evidenceId: { not: evidenceId } },
    include: { employee: true },
    orderBy: { createdAt: 'asc' },
  });
  if (same?.employeeId === employeeId)
    throw new AppError('photo_duplicate', 'This photo is enrolled already');
  if (same) throw ofSomeoneElse(same.employee, 0);
  if (employee._count.photos >= enrolmentPhotos.most)
    throw new AppError('photo_too_many', `${employee._count.photos} photos are enrolled`, {
      details: { maximum: enrolmentPhotos.most },
    });
}

function ofSomeoneElse({ fullName, code }: { fullName: string; code: string }, distance: number): AppError {
  return new AppError('photo_of_someone_else', 'The photo looks like another employee', {
    details: { name: fullName, code, distance: Number(distance.toFixed(3)) },
  });
}

/**
 * A photo must be like the person's other ones, and not like anybody else's.
 *
 * @throws AppError `photo_of_someone_else` (`name`, `code`), `photo_unlike_others` (`photos`).
 */
async function requireOwnFace(
  { database, secrets }: EnrolContext,
  vision: Vision,
  gallery: Gallery,
  employeeId: string,
  { embedding }: EnrolledPhoto,
): Promise<void> {
  const db = database.prisma;
  const thresholds = await officeThresholds(db, vision.model.id);
  // One that is set aside is perhaps somebody else: it vouches for no photo and speaks against none.
  const templates = await db.faceTemplate.findMany({
    where: { employeeId, modelId: vision.model.id, ...inUse },
  });
  // From the database: the gallery may not know yet of the photo before this one.
  const distances = templates.map((it) => distanceBetween(openEmbedding(secrets, it.embedding), embedding));
  const own = Math.min(Infinity, ...distances);
  for (const other of collisions(gallery, embedding, { employeeId, own }, thresholds)) {
    // Registered twins are told apart by reviewers, so their photos may be alike.
    if (await areLookAlikes(db, employeeId, other.employeeId)) continue;
    const person = await db.employee.findUnique({ where: { id: other.employeeId } });
    if (person !== null) throw ofSomeoneElse(person, other.distance);
  }
  if (distances.length > 0 && own > thresholds.review)
    throw new AppError('photo_unlike_others', 'The photo is not like the others of this person', {
      details: { photos: distances.length, distance: Number(own.toFixed(3)) },
    });
}

function store(
  { database, secrets }: EnrolContext,
  modelId: string,
  request: Request,
  face: EnrolledPhoto & { templateId: string },
): Promise<string> {
  const { employeeId, evidenceId } = request;
  const { box, score, quality: measured } = face;
  const quality = { faceHeightPx: box.height, score, box, measured };
  const embedding = sealEmbedding(secrets, face.embedding);
  return database.prisma.$transaction(async (tx) => {
    await lockPerson(tx, employeeId);
    await requireRoom(tx, request);
    const { id } = await tx.employeePhoto.create({
      data: {
        employeeId,
        evidenceId,
        quality: JSON.parse(JSON.stringify(quality)) as object,
        templates: { create: { id: face.templateId, employeeId, modelId, embedding, quality: score } },
      },
    });
    await beginRecognisable(tx, employeeId);
    return id;
  });
}

/** A withdrawal, or another photo of the same person, comes before or after, not in between. */
async function lockPerson(tx: Transaction, employeeId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`photos ${employeeId}`}, 0))`;
  await tx.$queryRaw`
    select id from "Consent" where "employeeId" = ${employeeId}::uuid and "withdrawnAt" is null for share`;
}
