import type { z } from 'zod';
import type { Excusal } from '../domain/types/schedule.ts';
import { validateExcusal } from '../domain/validate-person.ts';
import { AppError } from '../errors.ts';
import type { excusalCreate, ExcusalView } from '../http/contracts/rules.ts';
import { excusalOf } from './compliance-inputs.ts';
import type { PrismaLike } from './database.ts';
import { dateColumn, instantOf, instantOrNull } from './dates.ts';
import type { Excusal as ExcusalRow } from './generated/client.ts';
import { refuseIssues } from './refuse-issues.ts';
import { scheduleOn } from './schedules.ts';

/** An excusal as the API tells it. */
function present(row: ExcusalRow): ExcusalView {
  const { note, requestedBy, decidedBy, decisionNote } = row;
  const requestedAt = instantOf(row.requestedAt);
  const decidedAt = instantOrNull(row.decidedAt);
  return { ...excusalOf(row), note, requestedBy, requestedAt, decidedBy, decidedAt, decisionNote };
}

/** The newest first. */
export async function listExcusals(
  db: PrismaLike,
  filter: {
    employeeId?: string | undefined;
    state?: string | undefined;
    from?: string | undefined;
    to?: string | undefined;
  },
): Promise<ExcusalView[]> {
  const { employeeId, state, from, to } = filter;
  const rows = await db.excusal.findMany({
    where: {
      ...(employeeId !== undefined && { employeeId }),
      ...(state !== undefined && { state }),
      ...(from !== undefined && { lastDate: { gte: dateColumn(from) } }),
      ...(to !== undefined && { firstDate: { lte: dateColumn(to) } }),
    },
    orderBy: [{ firstDate: 'desc' }, { id: 'desc' }],
    take: 1_000,
  });
  return rows.map(present);
}

/** @throws AppError `not_found` for an unknown person, `rule_input_invalid`. */
export async function requestExcusal(
  db: PrismaLike,
  input: z.output<typeof excusalCreate>,
  requestedBy: string,
): Promise<ExcusalView> {
  const { employeeId, firstDate, lastDate } = input;
  if ((await db.employee.count({ where: { id: employeeId } })) === 0)
    throw new AppError('not_found', `no employee ${employeeId}`);
  const hours = await scheduleOn(db, employeeId, firstDate);
  const keys = Object.values(hours?.schedule.week ?? {}).flatMap((sessions) => sessions.map((it) => it.key));
  refuseIssues(validateExcusal({ ...input, id: '', state: 'requested' }, keys));
  const dates = { firstDate: dateColumn(firstDate), lastDate: dateColumn(lastDate) };
  return present(await db.excusal.create({ data: { ...input, ...dates, requestedBy } }));
}

const mayFollow: Record<'approved' | 'refused' | 'cancelled', string[]> = {
  approved: ['requested'],
  refused: ['requested'],
  cancelled: ['requested', 'approved'],
};

/**
 * Decides about a request. Two who decide at once: the second is told.
 *
 * @throws AppError `not_found`, `excusal_decided`.
 */
export async function decideExcusal(
  db: PrismaLike,
  id: string,
  decision: { state: keyof typeof mayFollow; by: string; note: string },
): Promise<{ before: Excusal; after: ExcusalView }> {
  const row = await db.excusal.findUnique({ where: { id } });
  if (row === null) throw new AppError('not_found', `no excusal ${id}`);
  const { state, by: decidedBy, note: decisionNote } = decision;
  const { count } = await db.excusal.updateMany({
    where: { id, state: { in: mayFollow[state] } },
    data: { state, decidedBy, decidedAt: new Date(), decisionNote },
  });
  if (count === 0)
    throw new AppError('excusal_decided', `excusal ${id} is ${row.state}`, { details: { state: row.state } });
  return { before: excusalOf(row), after: present(await db.excusal.findUniqueOrThrow({ where: { id } })) };
}
