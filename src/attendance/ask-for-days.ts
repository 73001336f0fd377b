import type { Context } from '../context.ts';
import { addDays, toLocal } from '../domain/civil-time.ts';
import type { DayRecord } from '../domain/types/record.ts';
import { attendanceQueue } from '../queues/attendance.ts';
import type { Sighting } from '../store/generated/client.ts';
import { isoDateOf } from '../store/dates.ts';
import { readOffice } from '../store/office.ts';

/**
 * Asks for the records that a sighting touches to be computed again: of the person seen, or, while it is uncertain,
 * of everybody it could be. A face that could be anybody's asks for those records that were already computed with the
 * evidence of its moment.
 */
export async function askForDays(context: Context, sighting: Sighting): Promise<void> {
  if (sighting.outcome === 'unusable') return askForComputed(context, sighting);
  const people = sighting.outcome === 'known' ? [sighting.employeeId] : candidatesOf(sighting);
  for (const employeeId of people) {
    if (employeeId === null) continue;
    for (const workDate of await datesTouched(context, employeeId, sighting.at))
      await attendanceQueue.enqueue(context.queues, {
        employeeId,
        workDate,
        reason: `sighting ${sighting.id}`,
      });
  }
}

async function askForComputed(
  { database: { prisma }, queues }: Context,
  { id, at }: Sighting,
): Promise<void> {
  const { date } = toLocal(at.getTime(), (await readOffice(prisma)).timeZone);
  const rows = await prisma.$queryRaw<{ employeeId: string; workDate: Date }[]>`
    select "employeeId", "workDate" from "DayRecord"
    where "workDate" between ${addDays(date, -1)}::date and ${date}::date
      and (record->>'evaluatedUntil')::float8 > ${at.getTime()}`;
  for (const { employeeId, workDate } of rows)
    await attendanceQueue.enqueue(queues, {
      employeeId,
      workDate: isoDateOf(workDate),
      reason: `sighting ${id}`,
    });
}

function candidatesOf(sighting: Sighting): string[] {
  const candidates = sighting.candidates as { employeeId: string }[];
  return sighting.outcome === 'uncertain' ? candidates.map((candidate) => candidate.employeeId) : [];
}

/** The day of the instant, and the day before when a duty of that day reaches over midnight up to it. */
async function datesTouched({ database }: Context, employeeId: string, at: Date): Promise<string[]> {
  const { date } = toLocal(at.getTime(), (await readOffice(database.prisma)).timeZone);
  const before = addDays(date, -1);
  const row = await database.prisma.dayRecord.findUnique({
    where: { employeeId_workDate: { employeeId, workDate: new Date(before) } },
    select: { record: true },
  });
  const reaches = (row?.record as DayRecord | undefined)?.sessions.some((it) => it.window.to > at.getTime());
  return reaches === true ? [before, date] : [date];
}
