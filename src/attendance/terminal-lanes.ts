import { addDays, toInstant } from '../domain/civil-time.ts';
import { clip, subtract, unite } from '../domain/intervals.ts';
import type { DoorLane } from '../domain/types/evidence.ts';
import type { Instant, Interval } from '../domain/types/time.ts';
import type { PrismaLike } from '../store/database.ts';
import { isoDateOf } from '../store/dates.ts';
import { readOffice } from '../store/office.ts';

/**
 * The doors at which terminals stand, on the dates they are used. Such a door is watched for the dates of which a file
 * is complete; without one somebody may have punched there, and nobody knows yet.
 */
export async function loadTerminalLanes(db: PrismaLike, span: Interval): Promise<DoorLane[]> {
  const terminals = await db.punchSource.findMany({
    where: { doorId: { not: null }, usedFrom: { not: null } },
    include: {
      imports: {
        where: { undoneAt: null, coveredFrom: { not: null } },
        select: { coveredFrom: true, coveredTo: true },
      },
    },
    orderBy: { id: 'asc' },
  });
  if (terminals.length === 0) return [];
  const { timeZone } = await readOffice(db);
  const whole = (from: Date | null, to: Date | null): Interval => ({
    from: from === null ? -Infinity : midnight(isoDateOf(from), timeZone),
    to: to === null ? Infinity : midnight(addDays(isoDateOf(to), 1), timeZone),
  });
  return terminals.flatMap(({ id, doorId, direction, usedFrom, usedTo, imports }) => {
    const used = clip([whole(usedFrom, usedTo)], span);
    const [inUse] = used;
    if (doorId === null || inUse === undefined) return [];
    // Where a terminal is used from the middle of the span on, nobody had to punch before: not its matter.
    const before = [
      { from: span.from, to: inUse.from },
      { from: inUse.to, to: span.to },
    ].filter(isReal);
    const files = unite(imports.map((file) => whole(file.coveredFrom, file.coveredTo)));
    const complete = clip(files, inUse);
    const reasons = subtract(inUse, complete).map((hole) => ({ ...hole, reason: 'noFile' as const }));
    return (['in', 'out'] as const).map((way): DoorLane => {
      const records = direction === way || direction === 'asWritten' || direction === 'unknown';
      return {
        doorId,
        direction: way,
        terminal: id,
        watched: [...(records ? complete : []), ...before],
        reasons: records ? reasons : [],
      };
    });
  });
}

const isReal = ({ from, to }: Interval): boolean => from < to;

const midnight = (date: string, timeZone: string): Instant => toInstant(date, '00:00', timeZone, 'start');

/** The first punch that counts of each of these people at each terminal of a door, by person and terminal. */
export async function loadPunchedSince(
  db: PrismaLike,
  employeeIds: readonly string[],
): Promise<Map<string, Map<string, Instant>>> {
  const rows = await db.punch.groupBy({
    by: ['employeeId', 'sourceId'],
    where: {
      employeeId: { in: [...employeeIds] },
      withdrawnAt: null,
      source: { doorId: { not: null } },
    },
    _min: { at: true },
  });
  const byPerson = new Map<string, Map<string, Instant>>();
  for (const { employeeId, sourceId, _min } of rows) {
    if (sourceId === null || _min.at === null) continue;
    const since = byPerson.get(employeeId) ?? new Map<string, Instant>();
    byPerson.set(employeeId, since.set(sourceId, _min.at.getTime()));
  }
  return byPerson;
}
