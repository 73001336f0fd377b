import { enrolFiles, type BulkFile } from '../enrolment/bulk-enrol.ts';
import { audit } from '../store/audit.ts';
import { noteFile, workedOn } from '../store/enrolment-batches.ts';
import type { HttpDeps } from './deps.ts';
import { enrolPhoto } from './enrol-photo.ts';

/** A photo of a batch waits longer than one that somebody stands by for: captures at doors come first. */
const patience = { patienceMs: 110_000, lastPatienceMs: 20_000 };

/**
 * Works on a batch until it is done, stopped, or nobody can look at photos; what is there by then stays, and the same
 * ZIP sent again goes on from it. Never throws.
 */
export async function runBatch(
  deps: HttpDeps,
  { id, files, actor }: { id: string; files: BulkFile[]; actor: string },
): Promise<void> {
  const db = deps.database.prisma;
  const enrolOne = async (employeeId: string, content: Buffer, fileName: string): Promise<void> => {
    const photoId = await enrolPhoto(deps, { employeeId, content, fileName, requestedBy: actor }, patience);
    const detail = { employeeId, batchId: id };
    await audit(db, { actor, action: 'photo.add', subject: `photo:${photoId}`, detail });
  };
  try {
    let number = 0;
    for await (const result of enrolFiles(db, files, enrolOne))
      if (!(await noteFile(db, id, number++, result))) return;
    await workedOn(db, id, 'done');
  } catch (error) {
    deps.log.warn({ batchId: id, error: String(error) }, 'photos of a batch not looked at');
    await workedOn(db, id, 'stopped').catch(() => undefined);
  }
}
