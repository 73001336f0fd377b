import type { z } from 'zod';
import type { Excusal } from '../domain/types/schedule.ts';
import { validateExcusal } from '../domain/validate-person.ts';
import { AppError } from '../errors.ts';
import type { excusalCreate, ExcusalView } from '../http/contracts/rules.ts';
import { excusalOf } from './compliance-inputs.ts';
import type { PrismaLike } from './database.ts';
import { dateColumn, instantOf, instantOrNull, isoDateOf } from './dates.ts';
import type { Prisma } from './generated/client.ts';
import { refuseIssues } from './refuse-issues.ts';
import { scheduleOn } from './schedules.ts';
import { causeOf } from './withdrawal-cause.ts';

const withPapers = { _count: { select: { attachments: true } } } as const;
type ExcusalRow = Prisma.ExcusalGetPayload<{ include: typeof withPapers }>;

/** An excusal as the API tells it. */
function present(row: ExcusalRow, withdrawn: ExcusalView['withdrawn'] = []): ExcusalView {
  const { note, requestedBy, decidedBy, decisionNote } = row;
  const requestedAt = instantOf(row.requestedAt);
  const decidedAt = instantOrNull(row.decidedAt);
  const decision = { decidedBy, decidedAt, decisionNote };
  const attachments = row._count.attachments;
  return { ...excusalOf(row), note, requestedBy, requestedAt, ...decision, attachments, withdrawn };
}

/** @throws AppError `not_found`. */
export async function requireExcusal(db: PrismaLike, id: string): Promise<Excusal> {
  const row = await db.excusal.findUnique({ where: { id } });
  if (row === null) throw new AppError('not_found', `no excusal ${id}`);
  return excusalOf(row);
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
    include: withPapers,
  });
  const withdrawn = await findingsWithdrawnBy(db, rows);
  return rows.map((row) => present(row, withdrawn.get(row.id)));
}

/** The findings that were taken back because of each of these excusals. */
async function findingsWithdrawnBy(db: PrismaLike, rows: readonly ExcusalRow[]) {
  const entered = rows.filter(({ state }) => state === 'approved');
  const findings = await db.finding.findMany({
    where: { state: 'withdrawn', employeeId: { in: [...new Set(entered.map((it) => it.employeeId))] } },
    orderBy: [{ workDate: 'asc' }, { sessionKey: 'asc' }, { kind: 'asc' }],
    select: { workDate: true, sessionKey: true, kind: true, detail: true },
  });
  const told = new Map<string, ExcusalView['withdrawn']>();
  for (const { workDate, sessionKey, kind, detail } of findings) {
    const id = causeOf(detail)?.id ?? '';
    told.set(id, [...(told.get(id) ?? []), { workDate: isoDateOf(workDate), sessionKey, kind }]);
  }
  return told;
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
  return present(await db.excusal.create({ data: { ...input, ...dates, requestedBy }, include: withPapers }));
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
  const after = await db.excusal.findUniqueOrThrow({ where: { id }, include: withPapers });
  return { before: excusalOf(row), after: present(after) };
}
