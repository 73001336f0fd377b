import { AppError } from '../errors.ts';
import type { PrismaLike } from '../store/database.ts';
import { hasRole, type Identity } from './identity.ts';
import type { Role } from './contracts/accounts.ts';

/** The person an account belongs to; null for tokens and accounts of nobody in the office. */
export async function employeeBehind(db: PrismaLike, identity: Identity): Promise<string | null> {
  if (identity.kind !== 'account') return null;
  const account = await db.account.findUnique({
    where: { id: identity.id },
    select: { employeeId: true },
  });
  return account?.employeeId ?? null;
}

/** Nobody decides about their own working time. @throws AppError `own_matter`. */
export async function requireNotOneself(
  db: PrismaLike,
  identity: Identity,
  employeeId: string,
): Promise<void> {
  if ((await employeeBehind(db, identity)) === employeeId)
    throw new AppError('own_matter', `${identity.actor} would decide about themselves`);
}

/**
 * What people may do about themselves and others only with a role. `own: false` closes the first way.
 *
 * @throws AppError `forbidden`.
 */
export async function requireOwnOr(
  db: PrismaLike,
  identity: Identity,
  employeeId: string,
  needed: Role,
  own = true,
): Promise<void> {
  if (hasRole(identity.role, needed)) return;
  if (!own || (await employeeBehind(db, identity)) !== employeeId)
    throw new AppError('forbidden', 'a matter of somebody else', { details: { needed } });
}
