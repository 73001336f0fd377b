import { audit, type AuditFacts } from '../store/audit.ts';
import type { PrismaLike } from '../store/database.ts';

const quietMs = 10 * 60_000;
const told = new Map<string, number>();

/**
 * One line in the audit log for something that is repeated while a page is open: once for each person, action and
 * subject in ten minutes.
 */
export async function auditOnce(db: PrismaLike, facts: AuditFacts): Promise<void> {
  const key = `${facts.actor} ${facts.action} ${facts.subject}`;
  const now = Date.now();
  for (const [other, at] of told) if (now - at > quietMs) told.delete(other);
  if (told.has(key)) return;
  await audit(db, facts);
  told.set(key, now);
}
