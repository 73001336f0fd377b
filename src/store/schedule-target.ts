import { AppError } from '../errors.ts';
import type { ScheduleOverrideView, ScheduleTargetBody } from '../http/contracts/schedule-book.ts';
import type { PrismaLike } from './database.ts';

/** The columns that say whom a row is about. */
export type TargetColumns = { employeeId: string | null; divisionId: string | null };

/** @throws AppError `not_found` when there is no such division or person. */
export async function targetColumns(db: PrismaLike, target: ScheduleTargetBody): Promise<TargetColumns> {
  if (target.kind === 'office') return { employeeId: null, divisionId: null };
  const { id } = target;
  const found =
    target.kind === 'division'
      ? await db.division.count({ where: { id } })
      : await db.employee.count({ where: { id } });
  if (found === 0) throw new AppError('not_found', `no ${target.kind} ${id}`);
  return target.kind === 'division'
    ? { employeeId: null, divisionId: id }
    : { employeeId: id, divisionId: null };
}

/**
 * Whose records hours of these people can touch: null for everyone. A division's are all who ever belonged to it: which
 * of their days it is about, the records themselves find out.
 */
export async function peopleOfTarget(
  db: PrismaLike,
  { employeeId, divisionId }: TargetColumns,
): Promise<string[] | null> {
  if (employeeId !== null) return [employeeId];
  if (divisionId === null) return null;
  const rows = await db.posting.findMany({
    where: { divisionId },
    select: { employeeId: true },
    distinct: ['employeeId'],
    orderBy: { employeeId: 'asc' },
  });
  return rows.map((row) => row.employeeId);
}

type TargetRow = TargetColumns & {
  employee: { fullName: string } | null;
  division: { name: string } | null;
};

/** Whom a row is about, by name. */
export function presentTarget(row: TargetRow): ScheduleOverrideView['target'] {
  const { employeeId, divisionId, employee, division } = row;
  if (employeeId !== null) return { kind: 'employee', id: employeeId, name: employee?.fullName ?? '' };
  if (divisionId !== null) return { kind: 'division', id: divisionId, name: division?.name ?? '' };
  return { kind: 'office', id: null, name: '' };
}
