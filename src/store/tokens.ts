import { createHash, randomBytes } from 'node:crypto';
import type { ApiToken, Role } from './generated/client.ts';
import type { PrismaLike } from './database.ts';

/** A random secret to hand out; only its hash is stored. */
export function newSecret(prefix = ''): { secret: string; hash: string } {
  const secret = prefix + randomBytes(32).toString('base64url');
  return { secret, hash: hashSecret(secret) };
}

/** SHA-256 in hex. The secrets are 256 random bits, so a fast hash is enough. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** API tokens begin with this, so that one found in a log or a repository is recognised as what it is. */
export const apiTokenPrefix = 'cc_';

/** Makes an API token. `token` is returned this once and cannot be read again. */
export async function createApiToken(
  db: PrismaLike,
  { name, role, createdBy }: { name: string; role: Role; createdBy: string },
): Promise<{ row: ApiToken; token: string }> {
  const { secret, hash } = newSecret(apiTokenPrefix);
  const row = await db.apiToken.create({ data: { name, role, createdBy, tokenHash: hash } });
  return { row, token: secret };
}

/** Every API token, newest first, revoked ones too. */
export function listApiTokens(db: PrismaLike): Promise<ApiToken[]> {
  return db.apiToken.findMany({ orderBy: { createdAt: 'desc' } });
}

/** Ends a token. @returns false when there is no such token that still works. */
export async function revokeApiToken(db: PrismaLike, id: string): Promise<boolean> {
  const { count } = await db.apiToken.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  return count > 0;
}

/** When it was last used is kept to this precision, so that a busy script does not write at every request. */
const lastUsedPrecisionMs = 60_000;

/** The token that a request showed; null when it is unknown or revoked. Notes that it was used. */
export async function findApiToken(db: PrismaLike, token: string): Promise<ApiToken | null> {
  const row = await db.apiToken.findUnique({ where: { tokenHash: hashSecret(token) } });
  if (row === null || row.revokedAt !== null) return null;
  if (row.lastUsedAt === null || Date.now() - row.lastUsedAt.getTime() > lastUsedPrecisionMs)
    await db.apiToken.update({ where: { id: row.id }, data: { lastUsedAt: new Date() } });
  return row;
}
