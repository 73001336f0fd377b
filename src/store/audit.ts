import type { Prisma, PrismaClient } from './generated/client.ts';
import type { PrismaLike, Transaction } from './database.ts';

export type AuditFacts = {
  actor: string;
  /** What was done, `<resource>.<verb>`. */
  action: string;
  /** What it was done to, `<resource>:<id>`. */
  subject: string;
  /** What changed. Never a password, a key or a picture. */
  detail?: Prisma.InputJsonObject;
};

/** Writes one line of the audit log. */
export async function audit(
  db: PrismaLike,
  { actor, action, subject, detail = {} }: AuditFacts,
): Promise<void> {
  await db.auditEntry.create({ data: { actor, action, subject, detail } });
}

/**
 * Makes a change and its line in the audit log in one transaction: both are stored, or neither.
 *
 * @param timeoutMs how long the change may take; Prisma's 5 s when not given.
 */
export function audited<T>(
  prisma: PrismaClient,
  work: (tx: Transaction) => Promise<{ result: T; facts: AuditFacts }>,
  timeoutMs?: number,
): Promise<T> {
  return prisma.$transaction(
    async (tx) => {
      const { result, facts } = await work(tx);
      await audit(tx, facts);
      return result;
    },
    timeoutMs === undefined ? {} : { timeout: timeoutMs, maxWait: 10_000 },
  );
}

/** The newest lines first. */
export function listAudit(db: PrismaLike, limit: number) {
  return db.auditEntry.findMany({ orderBy: [{ at: 'desc' }, { id: 'desc' }], take: limit });
}
