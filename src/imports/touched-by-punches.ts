import type { RuleTouch } from '../attendance/ask-for-change.ts';
import { toLocal } from '../domain/civil-time.ts';
import type { Validity } from '../domain/types/time.ts';
import type { PunchSource } from '../http/contracts/imports.ts';
import type { PrismaLike } from '../store/database.ts';
import { isoDateOf } from '../store/dates.ts';
import { readOffice } from '../store/office.ts';

/** The date of the first punch that counts of each person at a source. */
export type FirstPunches = Map<string, string>;

/** Empty for a source without a door: there nobody has to be known. */
export async function firstPunches(db: PrismaLike, { id, door }: PunchSource): Promise<FirstPunches> {
  if (door === null) return new Map();
  const { timeZone } = await readOffice(db);
  const rows = await db.punch.groupBy({
    by: ['employeeId'],
    where: { sourceId: id, withdrawnAt: null },
    _min: { at: true },
  });
  return new Map(
    rows.map(({ employeeId, _min }) => [employeeId, toLocal(_min.at?.getTime() ?? 0, timeZone).date]),
  );
}

export type PunchChange = {
  source: PunchSource;
  punches: readonly { employeeId: string; at: number }[];
  /** The dates for which the file was complete. */
  covered: { coveredFrom: string; coveredTo: string } | null;
  before: FirstPunches;
};

/**
 * Whose days a change of punches touches: the dates of the punches, the dates for which the file was complete, of
 * everyone the terminal knows, and where it was complete, the dates since which it knows somebody.
 */
export async function touchedByPunches(db: PrismaLike, change: PunchChange): Promise<RuleTouch[]> {
  const { timeZone } = await readOffice(db);
  const dates = new Map<string, Set<string>>();
  for (const { employeeId, at } of change.punches) {
    const own = dates.get(employeeId) ?? new Set();
    dates.set(employeeId, own.add(toLocal(at, timeZone).date));
  }
  const ofPunches = [...dates].map(([id, own]): RuleTouch => {
    return { people: [id], changes: [{ kind: 'sighting', dates: [...own].sort() }] };
  });
  return [...ofPunches, ...(await touchedByCompleteness(db, change))];
}

async function touchedByCompleteness(
  db: PrismaLike,
  { source, covered, before }: PunchChange,
): Promise<RuleTouch[]> {
  if (source.door === null) return [];
  const after = await firstPunches(db, source);
  const known = [...new Set([...before.keys(), ...after.keys()])].sort();
  const ofFile: RuleTouch[] =
    covered === null || known.length === 0
      ? []
      : [{ people: known, changes: [validity(covered.coveredFrom, covered.coveredTo)] }];
  const complete = await completeDates(db, source.id);
  const ofKnowing = known.flatMap((id): RuleTouch[] => {
    const [was = never, is = never] = [before.get(id), after.get(id)];
    if (was === is) return [];
    const [from, to] = was < is ? [was, is] : [is, was];
    const changes = complete
      .filter((file) => file.validFrom <= to && (file.validTo ?? never) >= from)
      .map((file) => validity(max(file.validFrom, from), min(file.validTo ?? never, to)));
    return changes.length === 0 ? [] : [{ people: [id], changes }];
  });
  return [...ofFile, ...ofKnowing];
}

const never = '9999-12-31';
const max = (a: string, b: string): string => (a > b ? a : b);
const min = (a: string, b: string): string => (a < b ? a : b);

function validity(validFrom: string, validTo: string) {
  return { kind: 'validity', before: null, after: { validFrom, validTo } } as const;
}

/** The dates for which standing files of a source are complete. */
async function completeDates(db: PrismaLike, sourceId: string): Promise<Validity[]> {
  const rows = await db.punchImport.findMany({
    where: { sourceId, undoneAt: null, coveredFrom: { not: null }, coveredTo: { not: null } },
    select: { coveredFrom: true, coveredTo: true },
  });
  return rows.flatMap(({ coveredFrom, coveredTo }) =>
    coveredFrom === null || coveredTo === null
      ? []
      : [{ validFrom: isoDateOf(coveredFrom), validTo: isoDateOf(coveredTo) }],
  );
}
