import { addDays, toLocal } from '../domain/civil-time.ts';
import type { DayRecord } from '../domain/types/record.ts';
import { touchedBy, type Review } from '../domain/review.ts';
import { attendanceQueue } from '../queues/attendance.ts';
import type { Queues } from '../queues/connection.ts';
import type { Database } from '../store/database.ts';
import type { Sighting } from '../store/generated/client.ts';
import { isoDateOf } from '../store/dates.ts';
import { readOffice } from '../store/office.ts';

type Where = { database: Database; queues: Queues };

/**
 * Asks for the records that a sighting touches to be computed again: of the person seen, or, while it is uncertain,
 * of everybody it could be. A face that could be anybody's asks for those records that were already computed with the
 * evidence of its moment.
 */
export async function askForDays(where: Where, sighting: Sighting): Promise<void> {
  if (sighting.outcome === 'unusable') return askForComputed(where, becauseOf(sighting));
  const people = sighting.outcome === 'known' ? [sighting.employeeId] : candidatesOf(sighting);
  await askForPeople(
    where,
    people.filter((id) => id !== null),
    sighting,
  );
}

/**
 * Asks for the records that a decision about a face may change, made or revoked: those of its candidates and of the
 * person named. An unclear face could be anybody's, as an unusable one.
 */
export async function askForReview(
  where: Where,
  sighting: Sighting,
  review: Pick<Review, 'verdict' | 'employeeId'>,
): Promise<void> {
  await askForPeople(where, touchedBy(candidatesOf(sighting), review), sighting);
  if (review.verdict === 'unclear') await askForComputed(where, becauseOf(sighting));
}

const becauseOf = ({ id, at }: Sighting) => ({ at, reason: `sighting ${id}` });

/**
 * Asks for the records that depend on a sighting which is held as a question, or no longer is: those of everybody it
 * could be.
 */
export async function askForHeld(where: Where, sighting: Sighting): Promise<void> {
  const people = (sighting.candidates as { employeeId: string }[]).map((candidate) => candidate.employeeId);
  await askForPeople(where, people, sighting);
}

async function askForPeople(where: Where, people: string[], { id, at }: Sighting): Promise<void> {
  const reason = `sighting ${id}`;
  const days = await Promise.all(
    people.map(async (employeeId) =>
      (await datesTouched(where, employeeId, at)).map((workDate) => ({ employeeId, workDate, reason })),
    ),
  );
  await attendanceQueue.enqueueMany(where.queues, days.flat());
}

/**
 * Asks for those records that were computed with the evidence of an instant, or of the time from it to `until`: of every
 * day that it touches in the office's zone, and of the night before.
 */
export async function askForComputed(
  { database: { prisma }, queues }: Where,
  { at, until = at, reason }: { at: Date; until?: Date; reason: string },
): Promise<void> {
  const { timeZone } = await readOffice(prisma);
  const [first, last] = [toLocal(at.getTime(), timeZone).date, toLocal(until.getTime(), timeZone).date];
  const rows = await prisma.$queryRaw<{ employeeId: string; workDate: Date }[]>`
    select "employeeId", "workDate" from "DayRecord"
    where "workDate" between ${addDays(first, -1)}::date and ${last}::date
      and (record->>'evaluatedUntil')::float8 > ${at.getTime()}`;
  await attendanceQueue.enqueueMany(
    queues,
    rows.map(({ employeeId, workDate }) => ({ employeeId, workDate: isoDateOf(workDate), reason })),
  );
}

function candidatesOf(sighting: Sighting): string[] {
  const candidates = sighting.candidates as { employeeId: string }[];
  return sighting.outcome === 'uncertain' ? candidates.map((candidate) => candidate.employeeId) : [];
}

/** The day of the instant, and the day before when a duty of that day reaches over midnight up to it. */
async function datesTouched({ database }: Where, employeeId: string, at: Date): Promise<string[]> {
  const { date } = toLocal(at.getTime(), (await readOffice(database.prisma)).timeZone);
  const before = addDays(date, -1);
  const row = await database.prisma.dayRecord.findUnique({
    where: { employeeId_workDate: { employeeId, workDate: new Date(before) } },
    select: { record: true },
  });
  const reaches = (row?.record as DayRecord | undefined)?.sessions.some((it) => it.window.to > at.getTime());
  return reaches === true ? [before, date] : [date];
}
