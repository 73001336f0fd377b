import { datesOfMonth } from '../domain/civil-time.ts';
import type { SealedRecord } from '../domain/close-period.ts';
import type { PrismaLike } from '../store/database.ts';
import { dateColumn } from '../store/dates.ts';
import type { PeriodClose } from '../store/generated/client.ts';
import type { StoredRecord } from './stored-record.ts';
import type { Fault } from './verify-months.ts';

/** A frozen record and what is shown of the day now. */
export type FrozenRow = SealedRecord & {
  /** The person's code; their id when their file is deleted. */
  employee: string;
  personExists: boolean;
  isShown: boolean;
  /** The text of the record shown, null when it is the frozen one. */
  shown: string | null;
  provisional: boolean;
  outcome: string;
  arrivalAt: Date | null;
  departureAt: Date | null;
  lateMinutes: number;
  earlyMinutes: number;
  symbol: string;
  inputsDigest: string;
  findings: [sessionKey: string, kind: string, minutes: number, state: string][] | null;
};

/** Where what is shown of a day differs from what was frozen. */
export function rowFaults(month: string, row: FrozenRow): Fault[] {
  const { employee, date } = row;
  const frozen = JSON.parse(row.text) as StoredRecord;
  const faults: Fault[] = [];
  if (!row.isShown || row.shown !== null || !columnsAgree(row, frozen))
    faults.push({ month, kind: 'recordAltered', employee, date });
  if (row.isShown && !findingsAgree(row, frozen))
    faults.push({ month, kind: 'findingAltered', employee, date });
  return faults;
}

function columnsAgree(row: FrozenRow, frozen: StoredRecord): boolean {
  return (
    row.employeeId === frozen.employeeId &&
    row.date === frozen.date &&
    row.provisional === frozen.provisional &&
    row.outcome === frozen.outcome &&
    row.lateMinutes === frozen.lateMinutes &&
    row.earlyMinutes === frozen.earlyMinutes &&
    row.symbol === frozen.symbol &&
    row.inputsDigest === frozen.inputsDigest &&
    isAt(row.arrivalAt, frozen.arrivalAt) &&
    isAt(row.departureAt, frozen.departureAt)
  );
}

/** Records of an earlier version do not tell. */
function isAt(column: Date | null, at: number | null | undefined): boolean {
  return at === undefined || (column?.getTime() ?? null) === at;
}

/** Every candidate that stands has its finding, and no other finding stands. What people decide about it is their own. */
function findingsAgree(row: FrozenRow, frozen: StoredRecord): boolean {
  const expected = frozen.candidates
    .filter((it) => it.withdrawnBy === null)
    .map((it) => `${it.sessionKey ?? ''} ${it.kind} ${it.minutesCounted}`);
  const found = (row.findings ?? [])
    .filter(([, , , state]) => state !== 'withdrawn')
    .map(([sessionKey, kind, minutes]) => `${sessionKey} ${kind} ${minutes}`);
  return expected.sort().join('|') === found.sort().join('|');
}

/** Records of the month that were not there when it was closed. */
export async function unfrozenRows(db: PrismaLike, { id, period }: PeriodClose): Promise<Fault[]> {
  const dates = datesOfMonth(period);
  const rows = await db.$queryRaw<{ code: string; date: string }[]>`
    select e.code, d."workDate"::text as date from "DayRecord" d join "Employee" e on e.id = d."employeeId"
    where d."workDate" between ${dateColumn(dates[0] ?? '')}::date and ${dateColumn(dates.at(-1) ?? '')}::date
      and not exists (select from "ClosedRecord" c
        where c."closeId" = ${id}::uuid and c."employeeId" = d."employeeId" and c."workDate" = d."workDate")
    order by e.code, d."workDate"`;
  return rows.map(({ code, date }) => ({ month: period, kind: 'recordAdded', employee: code, date }));
}
