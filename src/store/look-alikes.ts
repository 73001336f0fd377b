import { AppError } from '../errors.ts';
import type { PrismaLike } from './database.ts';

/** Somebody registered as hard to tell from a person. */
export type LookAlike = {
  employeeId: string;
  fullName: string;
  code: string;
  note: string;
  addedBy: string;
  addedAt: Date;
};

/** A pair is one row, whoever of the two is named first. @throws AppError `conflict` for a person with itself. */
function pairOf(one: string, other: string): { firstId: string; secondId: string } {
  if (one === other) throw new AppError('conflict', 'Nobody is a look-alike of themselves');
  const [firstId, secondId] = one < other ? [one, other] : [other, one];
  return { firstId, secondId };
}

/** Whom a person was registered with. */
export async function listLookAlikes(db: PrismaLike, employeeId: string): Promise<LookAlike[]> {
  const rows = await db.lookAlikePair.findMany({
    where: { OR: [{ firstId: employeeId }, { secondId: employeeId }] },
    include: { first: true, second: true },
    orderBy: [{ addedAt: 'asc' }, { firstId: 'asc' }, { secondId: 'asc' }],
  });
  return rows.map(({ first, second, note, addedBy, addedAt }) => {
    const { id, fullName, code } = first.id === employeeId ? second : first;
    return { employeeId: id, fullName, code, note, addedBy, addedAt };
  });
}

/** Registers two people; doing it again keeps who did it first. */
export async function addLookAlike(
  db: PrismaLike,
  employeeId: string,
  otherId: string,
  facts: { note: string; addedBy: string },
): Promise<void> {
  const firstId_secondId = pairOf(employeeId, otherId);
  const data = { ...firstId_secondId, ...facts, cause: 'registered' };
  await db.lookAlikePair.upsert({ where: { firstId_secondId }, create: data, update: {} });
}

/** @throws AppError `not_found` when they are not registered. */
export async function removeLookAlike(db: PrismaLike, employeeId: string, otherId: string): Promise<void> {
  const { count } = await db.lookAlikePair.deleteMany({ where: pairOf(employeeId, otherId) });
  if (count === 0) throw new AppError('not_found', `${employeeId} and ${otherId} are not registered`);
}

/** Whether two people were registered, so that a photo of one may look like the other. */
export async function areLookAlikes(db: PrismaLike, employeeId: string, otherId: string): Promise<boolean> {
  return (await db.lookAlikePair.count({ where: pairOf(employeeId, otherId) })) > 0;
}

/** Everybody who is in some pair, and those found to be alike about whom nobody decided yet. */
export async function allLookAlikes(db: PrismaLike): Promise<string[]> {
  const pairs = await db.lookAlikePair.findMany({ select: { firstId: true, secondId: true } });
  const found = await db.galleryFinding.findMany({
    where: { kind: 'alike', decidedAt: null },
    select: { employeeId: true, otherId: true },
  });
  const ids = [
    ...pairs.flatMap(({ firstId, secondId }) => [firstId, secondId]),
    ...found.flatMap(({ employeeId, otherId }) => [employeeId, ...(otherId === null ? [] : [otherId])]),
  ];
  return [...new Set(ids)];
}
