import type { z } from 'zod';
import { addDays } from '../domain/civil-time.ts';
import type { Validity } from '../domain/types/time.ts';
import { validateAllowance } from '../domain/validate-person.ts';
import { validateValidity } from '../domain/validate-schedule.ts';
import { AppError } from '../errors.ts';
import type { allowanceBody, exemptionBody, PersonHistory } from '../http/contracts/person-history.ts';
import { allowanceOf, dateColumnOrNull } from './compliance-inputs.ts';
import type { PrismaLike } from './database.ts';
import { dateColumn, instantOf, isoDateOf } from './dates.ts';
import type { Allowance, Exemption } from './generated/client.ts';
import { refuseIssues } from './refuse-issues.ts';

type AllowanceView = PersonHistory['allowances'][number];
type ExemptionView = PersonHistory['exemptions'][number];
/** A row of a person, and the dates on which what is expected of the person changed with it. */
export type Changed<View> = { employeeId: string; view: View; touched: Validity | null };

const periodOf = (row: { validFrom: Date; validTo: Date | null }): Validity => ({
  validFrom: isoDateOf(row.validFrom),
  validTo: row.validTo === null ? null : isoDateOf(row.validTo),
});
const enteredOf = (row: { createdBy: string; createdAt: Date }) => ({
  createdBy: row.createdBy,
  createdAt: instantOf(row.createdAt),
});

function allowanceView(row: Allowance): AllowanceView {
  const { employeeId: _employeeId, ...facts } = allowanceOf(row);
  return { ...facts, ...enteredOf(row) };
}
function exemptionView(row: Exemption): ExemptionView {
  return { id: row.id, reason: row.reason, ...periodOf(row), ...enteredOf(row) };
}

/** Grounds and reasons are told to those who keep the people's files only; that there is one, to heads too. */
export function withoutGrounds(history: PersonHistory): PersonHistory {
  return {
    ...history,
    allowances: history.allowances.map((it) => ({ ...it, ground: null })),
    exemptions: history.exemptions.map((it) => ({ ...it, reason: null })),
  };
}

/** Where a person belonged, what was granted, since when they are here; the newest first. @throws AppError `not_found`. */
export async function historyOf(db: PrismaLike, employeeId: string): Promise<PersonHistory> {
  const newest = { orderBy: { validFrom: 'desc' } } as const;
  const row = await db.employee.findUnique({
    where: { id: employeeId },
    include: {
      postings: { ...newest, include: { division: true } },
      allowances: newest,
      exemptions: newest,
    },
  });
  if (row === null) throw new AppError('not_found', `no employee ${employeeId}`);
  return {
    joinedOn: row.joinedOn === null ? null : isoDateOf(row.joinedOn),
    leftOn: row.leftOn === null ? null : isoDateOf(row.leftOn),
    postings: row.postings.map(({ id, divisionId, division, category, title, validFrom }) => ({
      ...{ id, divisionId, division: division.name, category, title },
      validFrom: isoDateOf(validFrom),
    })),
    allowances: row.allowances.map(allowanceView),
    exemptions: row.exemptions.map(exemptionView),
  };
}

async function requireEmployee(db: PrismaLike, id: string): Promise<void> {
  if ((await db.employee.count({ where: { id } })) === 0)
    throw new AppError('not_found', `no employee ${id}`);
}

const columnsOf = (period: Validity) => ({
  validFrom: dateColumn(period.validFrom),
  validTo: dateColumnOrNull(period.validTo),
});

/** @throws AppError `not_found`, `rule_input_invalid`. */
export async function addAllowance(
  db: PrismaLike,
  employeeId: string,
  input: z.output<typeof allowanceBody>,
  createdBy: string,
): Promise<Changed<AllowanceView>> {
  await requireEmployee(db, employeeId);
  refuseIssues(validateAllowance({ ...input, id: '', employeeId }));
  const row = await db.allowance.create({ data: { ...input, ...columnsOf(input), employeeId, createdBy } });
  return { employeeId, view: allowanceView(row), touched: periodOf(row) };
}

/** @throws AppError `not_found`, `rule_input_invalid`. */
export async function addExemption(
  db: PrismaLike,
  employeeId: string,
  input: z.output<typeof exemptionBody>,
  createdBy: string,
): Promise<Changed<ExemptionView>> {
  await requireEmployee(db, employeeId);
  refuseIssues(validateValidity(input, ''));
  const row = await db.exemption.create({ data: { ...input, ...columnsOf(input), employeeId, createdBy } });
  return { employeeId, view: exemptionView(row), touched: periodOf(row) };
}

/** @throws AppError `not_found`, `rule_input_invalid`. */
export async function endAllowance(
  db: PrismaLike,
  id: string,
  validTo: string,
): Promise<Changed<AllowanceView>> {
  const row = await db.allowance.findUnique({ where: { id } });
  if (row === null) throw new AppError('not_found', `no allowance ${id}`);
  const touched = untilChanged(periodOf(row), validTo);
  const ended = await db.allowance.update({ where: { id }, data: { validTo: dateColumn(validTo) } });
  return { employeeId: row.employeeId, view: allowanceView(ended), touched };
}

/** @throws AppError `not_found`, `rule_input_invalid`. */
export async function endExemption(
  db: PrismaLike,
  id: string,
  validTo: string,
): Promise<Changed<ExemptionView>> {
  const row = await db.exemption.findUnique({ where: { id } });
  if (row === null) throw new AppError('not_found', `no exemption ${id}`);
  const touched = untilChanged(periodOf(row), validTo);
  const ended = await db.exemption.update({ where: { id }, data: { validTo: dateColumn(validTo) } });
  return { employeeId: row.employeeId, view: exemptionView(ended), touched };
}

/** The dates between an old and a new last day; null when it stays. */
function untilChanged(before: Validity, validTo: string): Validity | null {
  refuseIssues(validateValidity({ ...before, validTo }, ''));
  if (before.validTo === validTo) return null;
  if (before.validTo === null || validTo < before.validTo)
    return { validFrom: addDays(validTo, 1), validTo: before.validTo };
  return { validFrom: addDays(before.validTo, 1), validTo };
}
