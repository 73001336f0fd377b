import type { z } from 'zod';
import { AppError } from '../errors.ts';
import type { door as doorContract } from '../http/contracts/cameras.ts';
import type { PrismaLike } from './database.ts';
import { given } from './given.ts';

type DoorView = z.infer<typeof doorContract>;
type DoorFacts = { name: string; staffOnly: boolean };

const counted = { _count: { select: { cameras: true } } } as const;

function present(row: DoorFacts & { id: string; _count: { cameras: number } }): DoorView {
  return { id: row.id, name: row.name, staffOnly: row.staffOnly, cameras: row._count.cameras };
}

export async function listDoors(db: PrismaLike): Promise<DoorView[]> {
  return (await db.door.findMany({ include: counted, orderBy: { name: 'asc' } })).map(present);
}

async function requireFreeName(db: PrismaLike, name: string | undefined, exceptId?: string): Promise<void> {
  if (name === undefined) return;
  const other = await db.door.findUnique({ where: { name } });
  if (other !== null && other.id !== exceptId)
    throw new AppError('conflict', `door ${name} exists`, { details: { name } });
}

/** @throws AppError `conflict` when the name is taken. */
export async function createDoor(db: PrismaLike, door: DoorFacts): Promise<DoorView> {
  await requireFreeName(db, door.name);
  return present(await db.door.create({ data: door, include: counted }));
}

/** @throws AppError `not_found`, `conflict` when the name is taken. */
export async function changeDoor(
  db: PrismaLike,
  id: string,
  change: { [Key in keyof DoorFacts]?: DoorFacts[Key] | undefined },
): Promise<DoorView> {
  if ((await db.door.count({ where: { id } })) === 0) throw new AppError('not_found', `no door ${id}`);
  await requireFreeName(db, change.name, id);
  return present(await db.door.update({ where: { id }, data: given(change), include: counted }));
}
