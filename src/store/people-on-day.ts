import type { DayRecord } from '../http/contracts/attendance.ts';
import { byVietnameseName } from '../reports/vietnamese-order.ts';
import type { PrismaLike } from './database.ts';
import { dateColumn } from './dates.ts';
import { postingOn } from './employees.ts';

/** A person as the day's pages show them. */
export type PersonCard = DayRecord['employee'];
export type PersonOnDay = PersonCard & { title: string };

/**
 * Everyone who belongs to the office at some time between two dates (both included), in Vietnamese order, with the
 * division that holds on the last of them.
 */
export async function peopleBetween(db: PrismaLike, first: string, last: string): Promise<PersonOnDay[]> {
  const rows = await db.employee.findMany({
    where: {
      AND: [
        { OR: [{ joinedOn: null }, { joinedOn: { lte: dateColumn(last) } }] },
        { OR: [{ leftOn: null }, { leftOn: { gte: dateColumn(first) } }] },
      ],
    },
    include: {
      postings: { orderBy: { validFrom: 'desc' }, include: { division: true } },
      photos: { orderBy: { createdAt: 'asc' }, take: 1, select: { id: true } },
    },
  });
  return rows
    .map(({ id, code, fullName, postings, photos }) => {
      const posting = postingOn(postings, last);
      return {
        id,
        code,
        fullName,
        division: posting?.division.name ?? null,
        portraitPhotoId: photos[0]?.id ?? null,
        title: posting?.title ?? '',
      };
    })
    .sort(byVietnameseName);
}
