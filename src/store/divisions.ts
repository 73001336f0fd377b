import { AppError } from '../errors.ts';
import type { Division } from '../http/contracts/people.ts';
import type { PrismaLike } from './database.ts';

/** Every division with the number of people whose newest posting is there. */
export async function listDivisions(db: PrismaLike): Promise<Division[]> {
  const divisions = await db.division.findMany({ orderBy: { code: 'asc' } });
  const employees = await db.employee.findMany({
    where: { leftOn: null },
    select: { postings: { orderBy: { validFrom: 'desc' }, take: 1, select: { divisionId: true } } },
  });
  const people = new Map<string, number>();
  for (const { postings } of employees)
    for (const { divisionId } of postings) people.set(divisionId, (people.get(divisionId) ?? 0) + 1);
  return divisions.map(({ id, code, name }) => ({ id, code, name, people: people.get(id) ?? 0 }));
}

/** @throws AppError `conflict` when the code is taken. */
export async function createDivision(
  db: PrismaLike,
  { code, name }: { code: string; name: string },
): Promise<Division> {
  if ((await db.division.count({ where: { code } })) > 0)
    throw new AppError('conflict', `division code ${code} is taken`, { details: { code } });
  const division = await db.division.create({ data: { code, name: name.normalize('NFC') } });
  return { ...division, people: 0 };
}
