import { AppError } from '../errors.ts';
import type { DayRecord } from '../http/contracts/attendance.ts';
import { byVietnameseName } from '../reports/vietnamese-order.ts';
import type { Prisma } from './generated/client.ts';
import type { PrismaLike } from './database.ts';
import { dateColumn, instantOf, instantOrNull, isoDateOf } from './dates.ts';
import { postingOn } from './employees.ts';
import { domainRecord, outcomeOf, parseRecord, sessionsOf } from './record-json.ts';
import { causeOf } from './withdrawal-cause.ts';

const withPerson = {
  employee: {
    include: {
      postings: { orderBy: { validFrom: 'desc' }, include: { division: true } },
      photos: { orderBy: { createdAt: 'asc' }, take: 1, select: { id: true } },
    },
  },
  findings: { orderBy: [{ sessionKey: 'asc' }, { kind: 'asc' }] },
} as const satisfies Prisma.DayRecordInclude;

type RecordRow = Prisma.DayRecordGetPayload<{ include: typeof withPerson }>;

function present(row: RecordRow): DayRecord {
  const workDate = isoDateOf(row.workDate);
  const { id, code, fullName, postings, photos } = row.employee;
  return {
    employee: {
      id,
      code,
      fullName,
      division: postingOn(postings, workDate)?.division.name ?? null,
      portraitPhotoId: photos[0]?.id ?? null,
    },
    workDate,
    version: row.version,
    provisional: row.provisional,
    outcome: outcomeOf(row.outcome),
    arrivalAt: instantOrNull(row.arrivalAt),
    departureAt: instantOrNull(row.departureAt),
    lateMinutes: row.lateMinutes,
    earlyMinutes: row.earlyMinutes,
    symbol: row.symbol,
    sessions: sessionsOf(parseRecord(row.record)),
    findings: row.findings.map(({ id: findingId, sessionKey, kind, minutes, state, detail }) => ({
      id: findingId,
      sessionKey,
      kind,
      minutes,
      state,
      withdrawnBecause: state === 'withdrawn' ? becauseOf(detail) : null,
    })),
    computedAt: instantOf(row.computedAt),
  };
}

function becauseOf(detail: unknown): DayRecord['findings'][number]['withdrawnBecause'] {
  const cause = causeOf(detail);
  return cause && { ...cause, at: new Date(cause.at).toISOString() };
}

/** The records of a day, in Vietnamese order of names. */
export async function recordsOn(db: PrismaLike, date: string): Promise<DayRecord[]> {
  const rows = await db.dayRecord.findMany({ where: { workDate: dateColumn(date) }, include: withPerson });
  return rows.map(present).sort((a, b) => byVietnameseName(a.employee, b.employee));
}

/** One record with the engine's own data behind it. @throws AppError `not_found`. */
export async function findRecord(db: PrismaLike, employeeId: string, date: string) {
  const row = await db.dayRecord.findUnique({
    where: { employeeId_workDate: { employeeId, workDate: dateColumn(date) } },
    include: withPerson,
  });
  if (row === null) throw new AppError('not_found', `no record of ${employeeId} on ${date}`);
  return { record: present(row), domain: domainRecord(row.record), inputsDigest: row.inputsDigest };
}
