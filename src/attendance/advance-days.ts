import type { Context } from '../context.ts';
import { addDays } from '../domain/civil-time.ts';
import type { JobOutcome } from '../queues/define-worker.ts';
import { attendanceQueue } from '../queues/attendance.ts';
import type { PrismaLike } from '../store/database.ts';
import { dateColumn, isoDateOf } from '../store/dates.ts';
import { officeDate, readOffice } from '../store/office.ts';
import { evidenceCompleteUntil } from './evidence.ts';
import type { StoredRecord } from './stored-record.ts';

/**
 * Time alone changes records: a session begins, ends, its window closes. Asks for those in which such an instant was
 * passed since they were computed, and for those of today that do not exist yet. Days before yesterday are among them
 * when the service was off, or behind its cameras, as they ended.
 */
export async function advanceDays(context: Context, now: Date): Promise<JobOutcome> {
  const { prisma } = context.database;
  const office = await readOffice(prisma);
  const today = officeDate(office, now.getTime());
  const until = await evidenceCompleteUntil(prisma, now.getTime());
  const employees = await prisma.employee.findMany({ select: { id: true } });
  const due: { employeeId: string; workDate: string; reason: string }[] = [];
  const reason = 'time passed';
  for (const workDate of [addDays(today, -1), today]) {
    const rows = await prisma.dayRecord.findMany({
      where: { workDate: dateColumn(workDate) },
      select: { employeeId: true, record: true, provisional: true },
    });
    const records = new Map(rows.map((row) => [row.employeeId, row]));
    for (const { id: employeeId } of employees) {
      const row = records.get(employeeId);
      // Yesterday's records exist or are not wanted; today's are made as the day begins.
      const isDueNow =
        row === undefined ? workDate === today : isDue(row.record as unknown as StoredRecord, until);
      if (isDueNow) due.push({ employeeId, workDate, reason });
    }
  }
  for (const day of await unsettledBefore(prisma, addDays(today, -1), until)) due.push({ ...day, reason });
  await attendanceQueue.enqueueMany(context.queues, due);
  return { status: due.length > 0 ? 'done' : 'skipped', asked: due.length };
}

/** Older days asked for at once; the rest follows in the next round. */
const olderAtOnce = 2_000;

/** Provisional records of days before a date that the evidence can settle further now, oldest first. */
async function unsettledBefore(db: PrismaLike, date: string, until: number) {
  const rows = await db.dayRecord.findMany({
    where: { provisional: true, workDate: { lt: dateColumn(date) } },
    orderBy: [{ workDate: 'asc' }, { employeeId: 'asc' }],
    take: olderAtOnce,
    select: { employeeId: true, workDate: true, record: true },
  });
  return rows
    .filter(({ record }) => isDue(record as unknown as StoredRecord, until))
    .map(({ employeeId, workDate }) => ({ employeeId, workDate: isoDateOf(workDate) }));
}

/** True when evidence is now complete beyond an instant that can decide something, and was not before. */
function isDue(record: StoredRecord, until: number): boolean {
  if (!record.provisional) return false;
  const instants = record.sessions.flatMap(({ scheduled, required, window }) => [
    window.from,
    scheduled.from,
    required?.from ?? scheduled.from,
    required?.to ?? scheduled.to,
    scheduled.to,
    window.to,
  ]);
  if (record.lastProofAt !== null) instants.push(record.lastProofAt);
  return instants.some((instant) => record.evaluatedUntil <= instant && instant < until);
}
