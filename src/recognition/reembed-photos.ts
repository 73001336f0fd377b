import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { publishLive } from '../notify/live.ts';
import type { Transaction } from '../store/database.ts';
import { enrolPhoto } from '../vision/enrol.ts';
import type { Vision } from '../vision/vision.ts';
import { sealEmbedding } from './embeddings.ts';

export type Reembedded = { made: number; refused: number };

/**
 * After another model was put in, everybody enrolled would silently be a stranger to it, because embeddings of two models
 * are never compared. This makes templates of this model from the enrolled photos. Those of the other model stay, so that
 * one can go back. Doing it again, or in two processes at once, is harmless.
 *
 * @returns how many templates were made, and how many photos this model cannot use (their people need another photo).
 */
export async function reembedPhotos(context: Context, vision: Vision): Promise<Reembedded> {
  const { database, lifecycle, log } = context;
  const photos = await database.prisma.employeePhoto.findMany({
    where: {
      templates: { none: { modelId: vision.model.id } },
      employee: { consents: { some: { withdrawnAt: null } } },
    },
    select: { id: true, employeeId: true, evidenceId: true },
    orderBy: { id: 'asc' },
  });
  const done: Reembedded = { made: 0, refused: 0 };
  if (photos.length > 0)
    log.warn({ photos: photos.length, model: vision.model.id }, 'photos are read again for this model');
  for (const photo of photos) {
    if (lifecycle.signal.aborted) break;
    try {
      if (await reembed(context, vision, photo)) done.made++;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      done.refused++;
      log.warn({ photoId: photo.id, code: error.code }, 'this model cannot use an enrolled photo');
    }
  }
  return done;
}

async function reembed(
  { database, evidence, secrets }: Context,
  vision: Vision,
  photo: { id: string; employeeId: string; evidenceId: string },
): Promise<boolean> {
  const { employeeId, id: photoId } = photo;
  const modelId = vision.model.id;
  const face = await enrolPhoto(vision, await evidence.get(photo.evidenceId));
  const made = await database.prisma.$transaction(async (tx) => {
    // A withdrawal, or another process at the same photo, comes before or after, not in between.
    const [standing] = await tx.$queryRaw<unknown[]>`
      select id from "EmployeePhoto" where id = ${photoId}::uuid for update`;
    const consents = await tx.consent.count({ where: { employeeId, withdrawnAt: null } });
    const templates = await tx.faceTemplate.count({ where: { photoId, modelId } });
    if (standing === undefined || consents === 0 || templates > 0) return false;
    const embedding = sealEmbedding(secrets, face.embedding);
    const { id } = await tx.faceTemplate.create({
      data: { employeeId, photoId, modelId, embedding, quality: face.score },
    });
    await setAsideAgain(tx, photoId, id);
    return true;
  });
  if (made) await publishLive(database, { type: 'people', employeeId });
  return made;
}

/** A photo that is set aside stays so with another model, until an officer decides or the nightly look finds it mended. */
async function setAsideAgain(tx: Transaction, photoId: string, templateId: string): Promise<void> {
  const findings = await tx.galleryFinding.findMany({
    where: { kind: 'poisoned', decidedAt: null, template: { photoId } },
    select: { kind: true, employeeId: true, otherId: true, detail: true, foundAt: true },
    distinct: ['otherId'],
  });
  await tx.galleryFinding.createMany({
    data: findings.map((it) => ({ ...it, detail: it.detail ?? {}, templateId })),
  });
}
