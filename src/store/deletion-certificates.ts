import { z } from 'zod';
import { canonicalJson, sha256 } from '../domain/digest.ts';
import type { PrismaLike, Transaction } from './database.ts';
import type { EvidenceStore } from './evidence.ts';
import { deleteFiles, showing } from './forget.ts';
import type { DeletionCertificate } from './generated/client.ts';

const content = z.object({
  templates: z.int(),
  photos: z.int(),
  embeddings: z.int(),
  blankedPictures: z.int(),
  /** Every deleted file with the SHA-256 of what was in it. */
  files: z.array(z.object({ id: z.string(), kind: z.string(), sha256: z.string() })),
  /** What was found when everything had been deleted: all zero, or the certificate is not given. Null until then. */
  found: z.object({ templates: z.int(), photos: z.int(), embeddings: z.int(), files: z.int() }).nullable(),
});
type Content = z.infer<typeof content>;

export type CertificateView = Content & {
  id: string;
  employeeId: string | null;
  cause: string;
  madeBy: string;
  madeAt: string;
  /** Null while files are still being deleted. */
  digest: string | null;
};

/** What recognises or shows a person now, counted before it is deleted. */
export async function countFace(db: PrismaLike, employeeId: string) {
  return {
    templates: await db.faceTemplate.count({ where: { employeeId } }),
    photos: await db.employeePhoto.count({ where: { employeeId } }),
    embeddings: await db.observation.count({
      where: { sighting: showing(employeeId), embedding: { not: null } },
    }),
  };
}

/** Notes, in the transaction that forgets a face, what its certificate will say once the files are gone. */
export async function beginCertificate(
  tx: Transaction,
  facts: { employeeId: string; cause: string; madeBy: string; blankedPictures: number; at: Date },
  counted: Awaited<ReturnType<typeof countFace>>,
  fileIds: readonly string[],
): Promise<void> {
  const files = await tx.evidence.findMany({
    where: { id: { in: [...fileIds] } },
    select: { id: true, kind: true, sha256: true },
    orderBy: { id: 'asc' },
  });
  const { employeeId, cause, madeBy, blankedPictures, at } = facts;
  const noted: Content = { ...counted, blankedPictures, files, found: null };
  await tx.deletionCertificate.create({
    data: { employeeId, cause, madeBy, madeAt: at, digest: '', content: noted },
  });
}

/**
 * Deletes the files of certificates that were begun, looks whether anything is left, and seals those that are clean.
 * Called right after a withdrawal and again by the hourly clean-up, should the first have failed.
 *
 * @returns how many were sealed.
 */
export async function sealCertificates(db: PrismaLike, evidence: EvidenceStore): Promise<number> {
  const open = await db.deletionCertificate.findMany({ where: { digest: '', employeeId: { not: null } } });
  let sealed = 0;
  for (const row of open) {
    const noted = content.parse(row.content);
    const ids = noted.files.map(({ id }) => id);
    await deleteFiles(db, evidence, ids);
    const found = { ...(await countFace(db, row.employeeId ?? '')), files: await stillThere(evidence, ids) };
    if (Object.values(found).some((count) => count > 0)) continue;
    const whole: Content = { ...noted, found };
    await db.deletionCertificate.update({
      where: { id: row.id },
      data: { content: whole, digest: digestOf(row, whole) },
    });
    sealed += 1;
  }
  return sealed;
}

async function stillThere(evidence: EvidenceStore, ids: readonly string[]): Promise<number> {
  let count = 0;
  for (const id of ids) if (await evidence.has(id)) count += 1;
  return count;
}

function digestOf(row: Pick<DeletionCertificate, 'employeeId' | 'cause' | 'madeAt'>, whole: Content): string {
  const { employeeId, cause, madeAt } = row;
  return sha256(canonicalJson({ employeeId, cause, madeAt: madeAt.toISOString(), content: whole }));
}

/** The certificates of one person, newest first. */
export async function listCertificates(db: PrismaLike, employeeId: string): Promise<CertificateView[]> {
  const rows = await db.deletionCertificate.findMany({ where: { employeeId }, orderBy: { madeAt: 'desc' } });
  return rows.map((row) => ({
    id: row.id,
    employeeId: row.employeeId,
    cause: row.cause,
    madeBy: row.madeBy,
    madeAt: row.madeAt.toISOString(),
    digest: row.digest === '' ? null : row.digest,
    ...content.parse(row.content),
  }));
}
