import { chainCheck, chainStart } from '../domain/close-period.ts';
import { officeId } from '../store/compliance-inputs.ts';
import type { PrismaLike } from '../store/database.ts';
import type { PeriodClose } from '../store/generated/client.ts';
import { rowFaults, unfrozenRows, type FrozenRow } from './verify-rows.ts';
import { fastHash } from './close-month.ts';

/** Something that is not as it was when a month was closed. */
export type Fault = {
  month: string;
  kind:
    | 'closeAltered'
    | 'chainAltered'
    | 'chainMissing'
    | 'chainCount'
    | 'recordAltered'
    | 'findingAltered'
    | 'recordAdded';
  /** Whom and which day it is about; the person's id when their file is deleted. */
  employee: string | null;
  date: string | null;
};

export type Verified = { months: number; records: number; faults: Fault[] };

/** @param month only this one, `YYYY-MM`; null for all. */
export async function verifyMonths(db: PrismaLike, month: string | null): Promise<Verified> {
  const closes = await db.periodClose.findMany({ orderBy: { number: 'asc' } });
  const verified: Verified = { months: 0, records: 0, faults: [] };
  let previousSeal: string | null = null;
  for (const [i, close] of closes.entries()) {
    const start = chainStart(officeId, close.period, previousSeal);
    previousSeal = close.lastSeal;
    if (month !== null && close.period !== month) continue;
    if (close.firstSeal !== start || close.number !== i + 1)
      verified.faults.push({ month: close.period, kind: 'closeAltered', employee: null, date: null });
    verified.faults.push(...(await verifyClose(db, close)));
    verified.months += 1;
    verified.records += close.recordCount;
  }
  return verified;
}

const pageOfRecords = 2_000;

/** One close: its chain, and, while it stands, that what is shown of the month is still what was frozen. */
async function verifyClose(db: PrismaLike, close: PeriodClose): Promise<Fault[]> {
  const month = close.period;
  const standing = close.reopenedAt === null;
  const check = chainCheck(close.firstSeal, fastHash);
  const faults: Fault[] = [];
  for (let position = -1; ;) {
    const rows = await frozenRows(db, close.id, position);
    for (const row of rows) {
      for (const fault of check.row(row)) {
        const about = fault.kind === 'altered' ? { employee: row.employee, date: row.date } : nobody;
        faults.push({ month, kind: fault.kind === 'altered' ? 'chainAltered' : 'chainMissing', ...about });
      }
      if (standing && row.personExists) faults.push(...rowFaults(month, row));
    }
    position = rows.at(-1)?.position ?? -1;
    if (rows.length < pageOfRecords) break;
  }
  const { lastSeal, faults: count } = check.end(close.recordCount);
  if (count.length > 0 || lastSeal !== close.lastSeal) faults.push({ month, kind: 'chainCount', ...nobody });
  if (standing) faults.push(...(await unfrozenRows(db, close)));
  return faults;
}

const nobody = { employee: null, date: null };

/** The next frozen records after a position, each beside the record and the findings that are shown of the day. */
function frozenRows(db: PrismaLike, closeId: string, after: number): Promise<FrozenRow[]> {
  return db.$queryRaw<FrozenRow[]>`
    select c.position, c."employeeId", c."workDate"::text as date, c.record::text as text, c.seal,
      coalesce(e.code, c."employeeId"::text) as employee, e.id is not null as "personExists",
      case when d.record::text = c.record::text then null else d.record::text end as shown,
      d."employeeId" is not null as "isShown", d.provisional, d.outcome, d."arrivalAt", d."departureAt",
      d."lateMinutes", d."earlyMinutes", d.symbol, d."inputsDigest",
      (select json_agg(json_build_array(f."sessionKey", f.kind, f.minutes, f.state)) from "Finding" f
       where f."employeeId" = c."employeeId" and f."workDate" = c."workDate") as findings
    from (select * from "ClosedRecord" where "closeId" = ${closeId}::uuid and position > ${after}
      order by position limit ${pageOfRecords}) c
    left join "Employee" e on e.id = c."employeeId"
    left join "DayRecord" d on d."employeeId" = c."employeeId" and d."workDate" = c."workDate"
    order by c.position`;
}
