import { AppError } from '../errors.ts';
import type { PrismaLike } from './database.ts';

/** What the lock of a month is called; of many months at once nobody needs one. */
export const monthLockName = (month: string): string => `records of ${month}`;

/**
 * Lets this transaction change records of a month, while it is not being closed.
 *
 * @throws AppError `period_closing`, to be tried again.
 */
export async function joinMonth(db: PrismaLike, month: string): Promise<void> {
  const [row] = await db.$queryRaw<{ free: boolean }[]>`
    select pg_try_advisory_xact_lock_shared(hashtextextended(${monthLockName(month)}, 0)) as free`;
  if (row?.free !== true)
    throw new AppError('period_closing', `${month} is being closed`, {
      details: { period: month },
      retryable: true,
    });
}
