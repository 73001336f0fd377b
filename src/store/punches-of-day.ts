import type { DayRecordWhy } from '../http/contracts/attendance.ts';
import type { PrismaLike } from './database.ts';
import { instantOf } from './dates.ts';

/** The punches of a person that count in a stretch of time, oldest first, each with where it is written. */
export async function punchesBetween(
  db: PrismaLike,
  employeeId: string,
  from: Date,
  to: Date,
): Promise<DayRecordWhy['punches']> {
  const rows = await db.punch.findMany({
    where: { employeeId, withdrawnAt: null, at: { gte: from, lt: to } },
    include: {
      door: { select: { name: true } },
      source: { select: { name: true, door: { select: { name: true } } } },
      rows: {
        where: { import: { undoneAt: null } },
        select: { row: true, import: { select: { id: true, fileName: true } } },
        orderBy: [{ import: { importedAt: 'asc' } }, { importId: 'asc' }],
        take: 1,
      },
    },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ id, at, direction, door, source, rows: [written], enteredBy: by, reason }) => {
    const fact = { id, at: instantOf(at), direction };
    if (source === null) return { ...fact, source: 'signIn', door: door?.name ?? null, by, reason };
    const file = written?.import.fileName ?? '';
    const place = { door: source.door?.name ?? null, terminal: source.name };
    return { ...fact, ...place, source: 'file', file, row: written?.row ?? 0 };
  });
}
