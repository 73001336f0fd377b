import { domainRecord } from './record-json.ts';
import type { DayRecord } from '../domain/types/record.ts';
import type { PrismaLike } from './database.ts';
import { dateColumn } from './dates.ts';
import type { PeriodClose } from './generated/client.ts';

/** The close that a month stands under; null while it is open. @param month `YYYY-MM`. */
export function standingClose(db: PrismaLike, month: string): Promise<PeriodClose | null> {
  return db.periodClose.findFirst({ where: { period: month, reopenedAt: null } });
}

/** A frozen record; null when the person had none on that date. */
export async function frozenRecord(
  db: PrismaLike,
  closeId: string,
  employeeId: string,
  date: string,
): Promise<DayRecord | null> {
  const row = await db.closedRecord.findFirst({
    where: { closeId, employeeId, workDate: dateColumn(date) },
    select: { record: true },
  });
  return row === null ? null : domainRecord(row.record);
}

/** The frozen records of some people on one date, by person; none while the month is open. */
export async function frozenOn(
  db: PrismaLike,
  employeeIds: string[],
  date: string,
): Promise<Map<string, DayRecord>> {
  const close = await standingClose(db, date.slice(0, 7));
  if (close === null) return new Map();
  const rows = await db.closedRecord.findMany({
    where: { closeId: close.id, employeeId: { in: employeeIds }, workDate: dateColumn(date) },
    select: { employeeId: true, record: true },
  });
  return new Map(rows.map((row) => [row.employeeId, domainRecord(row.record)]));
}
