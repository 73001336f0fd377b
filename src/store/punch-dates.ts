import { toLocal } from '../domain/civil-time.ts';
import type { PrismaLike } from './database.ts';
import { readOffice } from './office.ts';

/** The dates on which each person punched at a source, of the punches that count. */
export async function punchDates(
  db: PrismaLike,
  sourceId: string,
): Promise<{ employeeId: string; dates: string[] }[]> {
  const { timeZone } = await readOffice(db);
  const rows = await db.punch.findMany({
    where: { sourceId, withdrawnAt: null },
    select: { employeeId: true, at: true },
    orderBy: [{ employeeId: 'asc' }, { at: 'asc' }],
  });
  const byPerson = new Map<string, Set<string>>();
  for (const { employeeId, at } of rows) {
    const dates = byPerson.get(employeeId) ?? new Set();
    byPerson.set(employeeId, dates.add(toLocal(at.getTime(), timeZone).date));
  }
  return [...byPerson].map(([employeeId, dates]) => ({ employeeId, dates: [...dates] }));
}
