import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { publishLive } from '../notify/live.ts';
import type { EnrolmentResult, enrolmentQueue } from '../queues/enrolment.ts';
import { areLookAlikes } from '../store/look-alikes.ts';
import { beginRecognisable } from '../store/recognisable.ts';
import { enrolPhoto } from '../vision/enrol.ts';
import { collision, type Gallery } from '../vision/gallery.ts';
import type { Vision } from '../vision/vision.ts';
import { sealEmbedding } from './embeddings.ts';

type Request = z.output<typeof enrolmentQueue.payload>;

/**
 * Makes a photo in the evidence store a template of its employee. A photo that cannot be used is deleted again and
 * its reason returned; nothing of it is kept.
 */
export async function enrolStoredPhoto(
  context: Context,
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
  { database, evidence, secrets }: Context,
  vision: Vision,
  gallery: Gallery,
  { employeeId, evidenceId }: Request,
): Promise<string> {
  const employee = await database.prisma.employee.findUnique({
    where: { id: employeeId },
    include: { consents: { where: { withdrawnAt: null } } },
  });
  if (employee === null) throw new AppError('not_found', `No employee ${employeeId}`);
  if (employee.consents.length === 0)
    throw new AppError('consent_required', `No consent or notice recorded for ${employeeId}`);
  const face = await enrolPhoto(vision, await evidence.get(evidenceId));
  const other = collision(gallery, face.embedding, employeeId);
  // Registered twins are told apart by reviewers, so their photos may be alike.
  if (other !== null && !(await areLookAlikes(database.prisma, employeeId, other.employeeId))) {
    const { fullName, code } = await database.prisma.employee.findUniqueOrThrow({
      where: { id: other.employeeId },
    });
    throw new AppError('photo_of_someone_else', 'The photo looks like another employee', {
      details: { name: fullName, code, distance: Number(other.distance.toFixed(3)) },
    });
  }
  const photoId = randomUUID();
  const quality = { faceHeightPx: face.box.height, score: face.score, box: face.box, measured: face.quality };
  const template = {
    employeeId,
    modelId: vision.model.id,
    embedding: sealEmbedding(secrets, face.embedding),
    quality: face.score,
  };
  await database.prisma.$transaction(async (tx) => {
    await tx.employeePhoto.create({
      data: {
        id: photoId,
        employeeId,
        evidenceId,
        quality: JSON.parse(JSON.stringify(quality)) as object,
        templates: { create: template },
      },
    });
    await beginRecognisable(tx, employeeId);
  });
  return photoId;
}
