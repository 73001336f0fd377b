import { AppError } from '../errors.ts';
import { photo as photoContract, type Photo } from '../http/contracts/people.ts';
import type { EmployeePhoto } from './generated/client.ts';
import type { PrismaLike } from './database.ts';
import { instantOf } from './dates.ts';

function present(row: EmployeePhoto): Photo {
  return {
    id: row.id,
    employeeId: row.employeeId,
    createdAt: instantOf(row.createdAt),
    quality: photoContract.shape.quality.parse(row.quality),
  };
}

/** A person's photos, oldest (the portrait) first. */
export async function listPhotos(db: PrismaLike, employeeId: string): Promise<Photo[]> {
  const rows = await db.employeePhoto.findMany({ where: { employeeId }, orderBy: { createdAt: 'asc' } });
  return rows.map(present);
}

/** @throws AppError `not_found`. */
export async function findPhoto(
  db: PrismaLike,
  id: string,
): Promise<Photo & { evidenceId: string; mime: string }> {
  const row = await db.employeePhoto.findUnique({ where: { id }, include: { evidence: true } });
  if (row === null) throw new AppError('not_found', `no photo ${id}`);
  return { ...present(row), evidenceId: row.evidenceId, mime: row.evidence.mime };
}
