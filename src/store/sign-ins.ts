import type { z } from 'zod';
import { AppError } from '../errors.ts';
import type { SignIn, signInCreate } from '../http/contracts/imports.ts';
import type { PrismaLike } from './database.ts';
import { instantOf } from './dates.ts';
import type { Prisma } from './generated/client.ts';
import { refusedInput } from './punch-sources.ts';

const withNames = {
  employee: { select: { id: true, code: true, fullName: true } },
  door: { select: { id: true, name: true } },
} as const satisfies Prisma.PunchInclude;
type Row = Prisma.PunchGetPayload<{ include: typeof withNames }>;

function present(row: Row): SignIn {
  const { id, employee, at, direction, door, enteredBy, reason, createdAt } = row;
  return {
    ...{ id, employee, direction, door, reason },
    at: instantOf(at),
    by: enteredBy,
    enteredAt: instantOf(createdAt),
    withdrawn:
      row.withdrawnAt === null
        ? null
        : { by: row.withdrawnBy ?? '', at: instantOf(row.withdrawnAt), reason: row.withdrawnWhy ?? '' },
  };
}

export type SignInQuery = { employeeId?: string | undefined; from?: Date | undefined; to?: Date | undefined };

/** What named people entered by hand, withdrawn ones too, newest first. */
export async function listSignIns(
  db: PrismaLike,
  { employeeId, from, to }: SignInQuery,
  limit: number,
): Promise<SignIn[]> {
  const rows = await db.punch.findMany({
    where: {
      sourceId: null,
      ...(employeeId && { employeeId }),
      at: { ...(from && { gte: from }), ...(to && { lt: to }) },
    },
    include: withNames,
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.map(present);
}

/**
 * Keeps that somebody was there at an instant, as a named person says.
 *
 * @throws AppError `not_found` for the person or door, `import_input_invalid` for a time to come, `sign_in_exists`.
 */
export async function addSignIn(
  db: PrismaLike,
  body: z.output<typeof signInCreate>,
  { by, now }: { by: string; now: Date },
): Promise<SignIn> {
  const { employeeId, direction, doorId, reason } = body;
  const at = new Date(body.at);
  if ((await db.employee.count({ where: { id: employeeId } })) === 0)
    throw new AppError('not_found', `no employee ${employeeId}`);
  if (doorId !== null && (await db.door.count({ where: { id: doorId } })) === 0)
    throw new AppError('not_found', `no door ${doorId}`);
  if (at > now) throw refusedInput('signInInFuture');
  const fact = { employeeId, at, direction, sourceId: null };
  if ((await db.punch.count({ where: { ...fact, withdrawnAt: null } })) > 0)
    throw new AppError('sign_in_exists', `${employeeId} is signed in at ${body.at}`);
  return present(
    await db.punch.create({ data: { ...fact, doorId, reason, enteredBy: by }, include: withNames }),
  );
}

/** @throws AppError `not_found`, also for a punch from a file. */
export async function findSignIn(db: PrismaLike, id: string): Promise<SignIn> {
  const row = await db.punch.findFirst({ where: { id, sourceId: null }, include: withNames });
  if (row === null) throw new AppError('not_found', `no sign-in ${id}`);
  return present(row);
}

/** @throws AppError `not_found`, `sign_in_withdrawn`. */
export async function withdrawSignIn(
  db: PrismaLike,
  id: string,
  { by, reason, now }: { by: string; reason: string; now: Date },
): Promise<SignIn> {
  await findSignIn(db, id);
  const { count } = await db.punch.updateMany({
    where: { id, withdrawnAt: null },
    data: { withdrawnAt: now, withdrawnBy: by, withdrawnWhy: reason },
  });
  if (count === 0) throw new AppError('sign_in_withdrawn', `sign-in ${id} is withdrawn`);
  return findSignIn(db, id);
}
