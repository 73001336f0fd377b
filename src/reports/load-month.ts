import { datesOfMonth } from '../domain/civil-time.ts';
import type { MonthSheet } from '../http/contracts/attendance.ts';
import type { PrismaLike } from '../store/database.ts';
import { dateColumn, isoDateOf } from '../store/dates.ts';
import { peopleBetween } from '../store/people-on-day.ts';
import { outcomeOf, parseRecord } from '../store/record-json.ts';
import { monthDays, monthSheet, type Month, type MonthRecord } from './month-sheet.ts';

/** A month from the database: for the screen, and with everything the file needs. @param period `YYYY-MM`. */
export async function loadMonthSheet(
  db: PrismaLike,
  period: string,
): Promise<{ sheet: MonthSheet; month: Month; records: MonthRecord[] }> {
  const dates = datesOfMonth(period);
  const [first = '', last = ''] = [dates[0], dates.at(-1)];
  const rows = await db.dayRecord.findMany({
    where: { workDate: { gte: dateColumn(first), lte: dateColumn(last) } },
    orderBy: [{ workDate: 'asc' }],
    select: {
      employeeId: true,
      workDate: true,
      symbol: true,
      outcome: true,
      provisional: true,
      record: true,
    },
  });
  const records = rows.map(({ employeeId, workDate, symbol, outcome, provisional, record }) => ({
    employeeId,
    date: isoDateOf(workDate),
    symbol,
    outcome: outcomeOf(outcome),
    provisional,
    json: parseRecord(record),
  }));
  const people = await peopleBetween(db, first, last);
  const month = monthSheet(period, monthDays(dates, records), people, records);
  return { sheet: forScreen(month), month, records };
}

function forScreen({ period, days, people }: Month): MonthSheet {
  return {
    period,
    days,
    people: people.map(({ employee, cells, totals }) => ({
      employee: {
        id: employee.id,
        code: employee.code,
        fullName: employee.fullName,
        division: employee.division,
        portraitPhotoId: employee.portraitPhotoId,
      },
      cells,
      totals,
    })),
  };
}
