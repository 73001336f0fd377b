import type { DatedOverride } from '../domain/types/schedule.ts';
import { validateOverride } from '../domain/validate-schedule.ts';
import { AppError } from '../errors.ts';
import {
  sessionRule,
  type ScheduleOverrideBody,
  type ScheduleOverrideView,
} from '../http/contracts/schedule-book.ts';
import { overrideOf } from './compliance-inputs.ts';
import type { PrismaLike } from './database.ts';
import { dateColumn, instantOf, isoDateOf } from './dates.ts';
import type { Prisma } from './generated/client.ts';
import { refuseIssues } from './refuse-issues.ts';
import { peopleOfTarget, presentTarget, targetColumns } from './schedule-target.ts';

/** Other hours on one date, and whose records they touch (null: everyone's). */
export type TouchingOverride = { override: DatedOverride; people: string[] | null };

const named = {
  employee: { select: { fullName: true } },
  division: { select: { name: true } },
} as const satisfies Prisma.DatedOverrideInclude;

/** The dated overrides of a year, in order of their dates. */
export async function listOverrides(db: PrismaLike, year: number): Promise<ScheduleOverrideView[]> {
  const date = { gte: dateColumn(`${year}-01-01`), lte: dateColumn(`${year}-12-31`) };
  const rows = await db.datedOverride.findMany({
    where: { date },
    include: named,
    orderBy: [{ date: 'asc' }, { id: 'asc' }],
  });
  return rows.map(present);
}

/** @throws AppError `not_found`. */
export async function findOverride(db: PrismaLike, id: string): Promise<ScheduleOverrideView> {
  const row = await db.datedOverride.findUnique({ where: { id }, include: named });
  if (row === null) throw new AppError('not_found', `no dated override ${id}`);
  return present(row);
}

function present(row: Prisma.DatedOverrideGetPayload<{ include: typeof named }>): ScheduleOverrideView {
  return {
    id: row.id,
    date: isoDateOf(row.date),
    target: presentTarget(row),
    kind: row.kind === 'duty' ? 'duty' : 'hours',
    sessions: sessionRule.array().parse(row.sessions),
    reason: row.reason,
    createdBy: row.createdBy,
    createdAt: instantOf(row.createdAt),
  };
}

/**
 * Writes other hours for a date.
 *
 * @throws AppError `not_found`; `rule_input_invalid`; `conflict` when the same people have other hours on it already.
 */
export async function addOverride(
  db: PrismaLike,
  body: ScheduleOverrideBody,
  createdBy: string,
): Promise<TouchingOverride> {
  const columns = await targetColumns(db, body.target);
  const { date, kind, sessions, reason } = body;
  const target = body.target.kind === 'office' ? { ...body.target, id: '' } : body.target;
  refuseIssues(
    validateOverride({ id: '', date, kind, reason, target, sessions: sessions as DatedOverride['sessions'] }),
  );
  const key = { date: dateColumn(date), ...columns };
  if ((await db.datedOverride.count({ where: key })) > 0)
    throw new AppError('conflict', `other hours on ${date} exist`, { details: { name: date } });
  const row = await db.datedOverride.create({
    data: { ...key, kind, sessions: sessions, reason, createdBy },
  });
  return { override: overrideOf(row), people: await peopleOfTarget(db, columns) };
}

/** @throws AppError `not_found`. */
export async function removeOverride(db: PrismaLike, id: string): Promise<TouchingOverride> {
  const row = await db.datedOverride.findUnique({ where: { id } });
  if (row === null) throw new AppError('not_found', `no dated override ${id}`);
  await db.datedOverride.delete({ where: { id } });
  return { override: overrideOf(row), people: await peopleOfTarget(db, row) };
}
