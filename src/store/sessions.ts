import type { Account } from './generated/client.ts';
import type { PrismaLike } from './database.ts';
import { hashSecret, newSecret } from './tokens.ts';

/** A session lasts this long after it was last used. */
export const sessionLifetimeMs = 12 * 3_600_000;

/** Signs an account in. @returns the token for the cookie. */
export async function createSession(db: PrismaLike, accountId: string): Promise<string> {
  const now = Date.now();
  const { secret, hash } = newSecret();
  await db.accountSession.deleteMany({ where: { expiresAt: { lt: new Date(now) } } });
  await db.accountSession.create({
    data: { tokenHash: hash, accountId, expiresAt: new Date(now + sessionLifetimeMs) },
  });
  return secret;
}

/** The account of a session; null when it is over or the account is disabled. Prolongs it while it is used. */
export async function findSession(
  db: PrismaLike,
  token: string,
): Promise<{ account: Account; prolonged: boolean } | null> {
  const tokenHash = hashSecret(token);
  const now = Date.now();
  const session = await db.accountSession.findUnique({ where: { tokenHash }, include: { account: true } });
  if (session === null || session.expiresAt.getTime() <= now || session.account.disabledAt !== null)
    return null;
  const prolonged = session.expiresAt.getTime() - now < sessionLifetimeMs / 2;
  if (prolonged)
    await db.accountSession.updateMany({
      where: { tokenHash },
      data: { expiresAt: new Date(now + sessionLifetimeMs) },
    });
  return { account: session.account, prolonged };
}

/** Ends one session. */
export async function endSession(db: PrismaLike, token: string): Promise<void> {
  await db.accountSession.deleteMany({ where: { tokenHash: hashSecret(token) } });
}

/** Ends every session of an account: after its password or role changed, or it was disabled. */
export async function endSessionsOf(db: PrismaLike, accountId: string): Promise<void> {
  await db.accountSession.deleteMany({ where: { accountId } });
}
