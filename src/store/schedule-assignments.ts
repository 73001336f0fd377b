import type { Validity } from '../domain/types/time.ts';
import { validateValidity } from '../domain/validate-schedule.ts';
import { AppError } from '../errors.ts';
import type { ScheduleAssignmentBody, ScheduleAssignmentView } from '../http/contracts/schedule-book.ts';
import { dateColumnOrNull } from './compliance-inputs.ts';
import type { PrismaLike } from './database.ts';
import { dateColumn, instantOf, isoDateOf } from './dates.ts';
import type { Prisma } from './generated/client.ts';
import { refuseIssues } from './refuse-issues.ts';
import { peopleOfTarget, presentTarget, targetColumns } from './schedule-target.ts';

const named = {
  schedule: { select: { name: true } },
  employee: { select: { fullName: true } },
  division: { select: { name: true } },
} as const satisfies Prisma.ScheduleAssignmentInclude;

type Row = Prisma.ScheduleAssignmentGetPayload<{ include: typeof named }>;

/** An assignment, the dates on which it began or ended to hold, and whose records that touches (null: everyone's). */
export type AssignmentChange = {
  assignment: ScheduleAssignmentView;
  before: Validity | null;
  after: Validity | null;
  people: string[] | null;
};

/** Every assignment: the office's first, the newest first. */
export async function listAssignments(db: PrismaLike): Promise<ScheduleAssignmentView[]> {
  const rows = await db.scheduleAssignment.findMany({
    include: named,
    orderBy: [{ validFrom: 'desc' }, { id: 'asc' }],
  });
  const rank = { office: 0, division: 1, employee: 2 };
  return rows.map(present).sort((a, b) => rank[a.target.kind] - rank[b.target.kind]);
}

/**
 * Lets people keep a schedule from a date on.
 *
 * @throws AppError `not_found`; `rule_input_invalid`; `conflict` when one of the same people begins on that date.
 */
export async function addAssignment(
  db: PrismaLike,
  body: ScheduleAssignmentBody,
  createdBy: string,
): Promise<AssignmentChange> {
  const { scheduleId, target, validFrom, validTo } = body;
  refuseIssues(validateValidity({ validFrom, validTo }, ''));
  if ((await db.workSchedule.count({ where: { id: scheduleId } })) === 0)
    throw new AppError('not_found', `no schedule ${scheduleId}`);
  const columns = await targetColumns(db, target);
  const from = { ...columns, validFrom: dateColumn(validFrom) };
  if ((await db.scheduleAssignment.count({ where: from })) > 0)
    throw new AppError('conflict', `an assignment from ${validFrom} exists`);
  const row = await db.scheduleAssignment.create({
    data: { ...from, scheduleId, validTo: dateColumnOrNull(validTo), createdBy },
    include: named,
  });
  const people = await peopleOfTarget(db, row);
  return { assignment: present(row), before: null, after: { validFrom, validTo }, people };
}

/**
 * Ends an assignment after a day; what is broader holds from the next day on.
 *
 * @throws AppError `not_found`, `rule_input_invalid`.
 */
export async function endAssignment(db: PrismaLike, id: string, validTo: string): Promise<AssignmentChange> {
  const held = await db.scheduleAssignment.findUnique({ where: { id } });
  if (held === null) throw new AppError('not_found', `no assignment ${id}`);
  const validFrom = isoDateOf(held.validFrom);
  refuseIssues(validateValidity({ validFrom, validTo }, ''));
  const row = await db.scheduleAssignment.update({
    where: { id },
    data: { validTo: dateColumn(validTo) },
    include: named,
  });
  const touched = between(validTo, held.validTo === null ? null : isoDateOf(held.validTo));
  return { assignment: present(row), before: touched, after: null, people: await peopleOfTarget(db, row) };
}

/** The days on which an assignment holds no more, or holds now, when its end moves. */
function between(now: string, before: string | null): Validity {
  if (before === null) return { validFrom: now, validTo: null };
  return now < before ? { validFrom: now, validTo: before } : { validFrom: before, validTo: now };
}

function present(row: Row): ScheduleAssignmentView {
  return {
    id: row.id,
    scheduleId: row.scheduleId,
    scheduleName: row.schedule.name,
    target: presentTarget(row),
    validFrom: isoDateOf(row.validFrom),
    validTo: row.validTo === null ? null : isoDateOf(row.validTo),
    createdBy: row.createdBy,
    createdAt: instantOf(row.createdAt),
  };
}
