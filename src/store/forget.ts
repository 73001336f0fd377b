import { forgetAttachments } from './attachments.ts';
import type { PrismaLike, Transaction } from './database.ts';
import type { EvidenceStore } from './evidence.ts';
import type { Prisma } from './generated/client.ts';
import { beginRecognisable, endRecognisable } from './recognisable.ts';

/**
 * Deletes what recognises or shows a person: templates, photos, the embeddings kept with their sightings, pictures that
 * show nobody else, and a camera's newest picture when it may show them. Sightings and records stay. Files are marked as
 * due in the same transaction, so that they go even if the process dies now. Pictures with other people in them have to
 * be blanked before (`blankSharedPictures`).
 *
 * @returns ids of the picture files, to be given to `deleteFiles` after the transaction.
 */
export async function forgetFace(tx: Transaction, employeeId: string): Promise<string[]> {
  const photos = await tx.employeePhoto.findMany({ where: { employeeId }, select: { evidenceId: true } });
  await tx.faceTemplate.deleteMany({ where: { employeeId } });
  await endRecognisable(tx, employeeId);
  await tx.employeePhoto.deleteMany({ where: { employeeId } });
  // What a camera enrolled itself is nobody's any more; in the camera it is deleted by whoever runs it.
  await tx.credential.deleteMany({ where: { employeeId, kind: 'face' } });
  await tx.liveCapture.deleteMany({ where: { employeeId } });
  await tx.observation.updateMany({ where: { sighting: showing(employeeId) }, data: { embedding: null } });
  await forgetStills(tx, employeeId);
  const frames = await framesOfOnly(tx, employeeId);
  return markDue(
    tx,
    [...photos, ...frames].map(({ evidenceId }) => evidenceId),
  );
}

/**
 * The sightings that show this person: named by recognition or by a reviewer, or open with them as the likeliest one, so
 * that nothing of somebody who withdrew waits in a queue.
 */
export function showing(employeeId: string): Prisma.SightingWhereInput {
  const standing = { revokedAt: null };
  return {
    OR: [
      { employeeId },
      { decisions: { some: { ...standing, employeeId } } },
      {
        outcome: 'uncertain',
        candidates: { path: ['0', 'employeeId'], equals: employeeId },
        // A reviewer who could not tell has said of nobody that it is not them.
        decisions: { none: { ...standing, verdict: { not: 'unclear' } } },
      },
    ],
  };
}

/** A still is replaced every few seconds; one taken this near to a passage may show the person. */
const stillReachMs = 15_000;

async function forgetStills(tx: Transaction, employeeId: string): Promise<void> {
  const cameras = await tx.camera.findMany({
    where: { lastFrameAt: { not: null } },
    select: { id: true, lastFrameAt: true },
  });
  for (const { id, lastFrameAt } of cameras) {
    const taken = lastFrameAt?.getTime() ?? 0;
    const near = { gte: new Date(taken - stillReachMs), lte: new Date(taken + stillReachMs) };
    if ((await tx.sighting.count({ where: { ...showing(employeeId), cameraId: id, at: near } })) > 0)
      await tx.camera.update({ where: { id }, data: { lastFrame: null, lastFrameAt: null } });
  }
}

/** Pictures of captures in which nobody but this person was seen. */
function framesOfOnly(tx: Transaction, employeeId: string): Promise<{ evidenceId: string }[]> {
  return tx.frame.findMany({
    where: {
      evidence: { deletedAt: null },
      capture: {
        sightings: {
          some: showing(employeeId),
          every: showing(employeeId),
        },
      },
    },
    select: { evidenceId: true },
  });
}

/**
 * Deletes a person with everything that shows or recognises only them, their records included.
 *
 * @returns ids of the picture files, to be given to `deleteFiles` after the transaction.
 */
export async function forgetPerson(tx: Transaction, employeeId: string): Promise<string[]> {
  const files = [...(await forgetFace(tx, employeeId)), ...(await forgetAttachments(tx, employeeId))];
  await forgetDeviceWords(tx, employeeId);
  await tx.alert.deleteMany({ where: { employeeId } });
  const released = await setAsideFor(tx, employeeId);
  await tx.employee.delete({ where: { id: employeeId } });
  for (const id of released) await beginRecognisable(tx, id);
  return files;
}

/** Whose references are set aside because they are like this person's: with the person that goes. */
async function setAsideFor(tx: Transaction, otherId: string): Promise<string[]> {
  const findings = await tx.galleryFinding.findMany({
    where: { kind: 'poisoned', decidedAt: null, otherId },
    select: { employeeId: true },
    distinct: ['employeeId'],
  });
  return findings.map(({ employeeId }) => employeeId);
}

/** What devices said about a person: numbers and names of theirs, in the events too. */
async function forgetDeviceWords(tx: Transaction, employeeId: string): Promise<void> {
  const said = await tx.deviceIdentification.findMany({
    where: { sighting: showing(employeeId) },
    select: { id: true, cameraId: true, eventKey: true },
  });
  for (const { cameraId, eventKey: key } of said)
    await tx.cameraEvent.updateMany({ where: { cameraId, key }, data: { payload: {} } });
  await tx.deviceIdentification.deleteMany({ where: { id: { in: said.map(({ id }) => id) } } });
}

/** Deletes one photo and the template made of it. @returns the id of its file, as above. */
export async function forgetPhoto(
  tx: Transaction,
  photo: { id: string; employeeId: string; evidenceId: string },
): Promise<string[]> {
  await tx.employeePhoto.delete({ where: { id: photo.id } });
  await endRecognisable(tx, photo.employeeId);
  return markDue(tx, [photo.evidenceId]);
}

async function markDue(tx: Transaction, ids: string[]): Promise<string[]> {
  await tx.evidence.updateMany({ where: { id: { in: ids } }, data: { expiresAt: new Date() } });
  return ids;
}

/** Deletes the files that were marked. What fails here is done by the daily clean-up. */
export async function deleteFiles(
  db: PrismaLike,
  evidence: EvidenceStore,
  ids: readonly string[],
): Promise<void> {
  for (const id of ids) {
    await evidence.delete(id);
    await db.evidence.updateMany({ where: { id }, data: { deletedAt: new Date() } });
  }
}

/** Longer than any upload takes. */
const uploadLimitMs = 3_600_000;

/** Marks photos whose upload was cut off by the end of its process as due, so that the daily clean-up deletes them. */
export async function expireOrphanPhotos(db: PrismaLike): Promise<number> {
  const now = Date.now();
  const { count } = await db.evidence.updateMany({
    where: { kind: 'photo', photo: null, expiresAt: null, createdAt: { lt: new Date(now - uploadLimitMs) } },
    data: { expiresAt: new Date(now) },
  });
  return count;
}
