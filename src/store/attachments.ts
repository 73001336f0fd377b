import type { z } from 'zod';
import { AppError } from '../errors.ts';
import type { excusalAttachment } from '../http/contracts/rules.ts';
import type { PrismaLike, Transaction } from './database.ts';
import { instantOf } from './dates.ts';
import type { StoredEvidence } from './evidence.ts';
import type { Prisma } from './generated/client.ts';

export type AttachmentView = z.infer<typeof excusalAttachment>;

const withFile = { evidence: { select: { mime: true, bytes: true } } } as const;
type Row = Prisma.ExcusalAttachmentGetPayload<{ include: typeof withFile }>;

function present({ id, fileName, addedBy, addedAt, evidence }: Row): AttachmentView {
  return { id, fileName, mime: evidence.mime, bytes: evidence.bytes, addedBy, addedAt: instantOf(addedAt) };
}

/** The papers of an excusal, oldest first. */
export async function listAttachments(db: PrismaLike, excusalId: string): Promise<AttachmentView[]> {
  const rows = await db.excusalAttachment.findMany({
    where: { excusalId },
    include: withFile,
    orderBy: [{ addedAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(present);
}

/** @throws AppError `not_found`. */
export async function findAttachment(
  db: PrismaLike,
  id: string,
): Promise<AttachmentView & { excusalId: string; evidenceId: string }> {
  const row = await db.excusalAttachment.findUnique({ where: { id }, include: withFile });
  if (row === null) throw new AppError('not_found', `no attachment ${id}`);
  return { ...present(row), excusalId: row.excusalId, evidenceId: row.evidenceId };
}

/** Stores what a paper is, beside its file. */
export async function addAttachment(
  tx: Transaction,
  facts: { excusalId: string; fileName: string; addedBy: string },
  stored: StoredEvidence,
): Promise<AttachmentView> {
  await tx.evidence.create({ data: stored });
  return present(
    await tx.excusalAttachment.create({ data: { ...facts, evidenceId: stored.id }, include: withFile }),
  );
}

/** Marks the papers of a person as due, so that their files go with the person. @returns ids of the files. */
export async function forgetAttachments(tx: Transaction, employeeId: string): Promise<string[]> {
  const rows = await tx.excusalAttachment.findMany({
    where: { excusal: { employeeId } },
    select: { evidenceId: true },
  });
  const ids = rows.map(({ evidenceId }) => evidenceId);
  await tx.evidence.updateMany({ where: { id: { in: ids } }, data: { expiresAt: new Date() } });
  return ids;
}
