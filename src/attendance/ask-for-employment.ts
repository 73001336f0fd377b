import { dateColumn, isoDateOf } from '../store/dates.ts';
import { officeDate, readOffice } from '../store/office.ts';
import { askForChange, askForPersonDays } from './ask-for-change.ts';

export type Employment = { joinedOn: string | null; leftOn: string | null; exempt: boolean };

/**
 * Asks for the records that other days of joining or leaving, or a general exemption, may change: the days that are
 * worked now, and those that have a record from before. Nothing when nothing of it changed.
 */
export async function askForEmployment(
  where: Parameters<typeof askForChange>[0],
  employeeId: string,
  before: Employment,
  after: Employment,
): Promise<void> {
  const changed = edgesChanged(before, after);
  if (changed.length === 0) return;
  const first = changed.reduce((a, b) => (a < b ? a : b));
  const reason = 'employment';
  const touched = { validFrom: first, validTo: null };
  await askForChange(where, { kind: 'validity', before: null, after: touched }, [employeeId], reason);
  // Days after leaving and before joining are not worked any more: their records say so once computed again.
  const stale = await where.database.prisma.dayRecord.findMany({
    where: { employeeId, workDate: { gte: dateColumn(first) } },
    select: { workDate: true },
  });
  const days = stale.map(({ workDate }) => ({ employeeId, workDate: isoDateOf(workDate), reason }));
  await askForPersonDays(where.queues, days, officeDate(await readOffice(where.database.prisma)));
}

const longAgo = '1970-01-01';

/** The days from which on something is different. */
function edgesChanged(before: Employment, after: Employment): string[] {
  const joined = [before.joinedOn ?? longAgo, after.joinedOn ?? longAgo];
  const left = [before.leftOn, after.leftOn].filter((date) => date !== null);
  return [
    ...(before.joinedOn === after.joinedOn ? [] : joined),
    ...(before.leftOn === after.leftOn ? [] : left),
    ...(before.exempt === after.exempt ? [] : [longAgo]),
  ];
}
