import { AppError } from '../errors.ts';
import type { Account, Role } from './generated/client.ts';
import type { PrismaLike } from './database.ts';
import { given } from './given.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { endSessionsOf } from './sessions.ts';

export type NewAccount = {
  username: string;
  displayName: string;
  role: Role;
  password: string;
  employeeId?: string | null | undefined;
};

/** Makes an account. @throws AppError `conflict` when the user name is taken. */
export async function createAccount(db: PrismaLike, account: NewAccount): Promise<Account> {
  const { username, displayName, role, password, employeeId = null } = account;
  if ((await db.account.count({ where: { username } })) > 0)
    throw new AppError('conflict', `user name ${username} is taken`, { details: { username } });
  const passwordHash = await hashPassword(password);
  return db.account.create({ data: { username, displayName, role, employeeId, passwordHash } });
}

export function listAccounts(db: PrismaLike): Promise<Account[]> {
  return db.account.findMany({ orderBy: { username: 'asc' } });
}

/** The account with this user name and password; null when they do not fit or it is disabled. */
export async function accountWithPassword(
  db: PrismaLike,
  username: string,
  password: string,
): Promise<Account | null> {
  const account = await db.account.findUnique({ where: { username: username.trim().toLowerCase() } });
  const usable = account !== null && account.disabledAt === null;
  const fits = await verifyPassword(usable ? account.passwordHash : null, password);
  return fits ? account : null;
}

export type AccountChange = { [Key in keyof NewAccount]?: NewAccount[Key] | undefined } & {
  disabled?: boolean | undefined;
};

/**
 * Changes an account. A new password or role, or disabling, ends its sessions.
 *
 * @throws AppError `not_found`; `conflict` when no administrator would be left, or the user name is taken.
 */
export async function changeAccount(db: PrismaLike, id: string, change: AccountChange): Promise<Account> {
  const before = await db.account.findUnique({ where: { id } });
  if (before === null) throw new AppError('not_found', `no account ${id}`);
  const { password, disabled, ...plain } = change;
  const loses = (change.role !== undefined && change.role !== 'administrator') || disabled === true;
  if (before.role === 'administrator' && before.disabledAt === null && loses) await requireAnother(db, id);
  const account = await db.account.update({
    where: { id },
    data: {
      ...given(plain),
      ...(disabled === undefined ? {} : { disabledAt: disabled ? new Date() : null }),
      ...(password === undefined ? {} : { passwordHash: await hashPassword(password) }),
    },
  });
  if (password !== undefined || disabled === true || (plain.role ?? before.role) !== before.role)
    await endSessionsOf(db, id);
  return account;
}

async function requireAnother(db: PrismaLike, id: string): Promise<void> {
  const others = await db.account.count({
    where: { role: 'administrator', disabledAt: null, id: { not: id } },
  });
  if (others === 0) throw new AppError('conflict', 'the last administrator cannot be taken away');
}
