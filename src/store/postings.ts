import type { z } from 'zod';
import { addDays } from '../domain/civil-time.ts';
import type { Validity } from '../domain/types/time.ts';
import { AppError } from '../errors.ts';
import type { postingBody } from '../http/contracts/person-history.ts';
import type { PrismaLike } from './database.ts';
import { dateColumn, isoDateOf } from './dates.ts';

type Body = z.output<typeof postingBody>;
/** Whose posting changed, and the dates on which the person belongs elsewhere since. */
type Changed = { employeeId: string; id: string; touched: Validity[] };

/** @throws AppError `not_found` for the person or division, `rule_input_invalid` for a second one from the same day. */
export async function addPosting(db: PrismaLike, employeeId: string, body: Body): Promise<Changed> {
  if ((await db.employee.count({ where: { id: employeeId } })) === 0)
    throw new AppError('not_found', `no employee ${employeeId}`);
  await requireDivision(db, body.divisionId);
  await requireFreeDay(db, employeeId, body.validFrom);
  const row = await db.posting.create({
    data: { ...body, employeeId, validFrom: dateColumn(body.validFrom) },
  });
  return { employeeId, id: row.id, touched: [await spanOf(db, employeeId, body.validFrom)] };
}

/** Corrects what was entered wrongly. @throws AppError as above. */
export async function changePosting(db: PrismaLike, id: string, body: Body): Promise<Changed> {
  const { employeeId, validFrom } = await requirePosting(db, id);
  await requireDivision(db, body.divisionId);
  await requireFreeDay(db, employeeId, body.validFrom, id);
  const before = await spanOf(db, employeeId, isoDateOf(validFrom));
  await db.posting.update({ where: { id }, data: { ...body, validFrom: dateColumn(body.validFrom) } });
  return { employeeId, id, touched: [before, await spanOf(db, employeeId, body.validFrom)] };
}

/** @throws AppError `not_found`; `rule_input_invalid` for the only one: everybody belongs somewhere. */
export async function removePosting(db: PrismaLike, id: string): Promise<Changed> {
  const { employeeId, validFrom } = await requirePosting(db, id);
  if ((await db.posting.count({ where: { employeeId } })) === 1)
    throw refused('postingNeeded', { from: isoDateOf(validFrom) });
  const touched = [await spanOf(db, employeeId, isoDateOf(validFrom))];
  await db.posting.delete({ where: { id } });
  return { employeeId, id, touched };
}

async function requirePosting(db: PrismaLike, id: string) {
  const row = await db.posting.findUnique({ where: { id } });
  if (row === null) throw new AppError('not_found', `no posting ${id}`);
  return row;
}

async function requireDivision(db: PrismaLike, id: string): Promise<void> {
  if ((await db.division.count({ where: { id } })) === 0)
    throw new AppError('not_found', `no division ${id}`, { details: { divisionId: id } });
}

async function requireFreeDay(
  db: PrismaLike,
  employeeId: string,
  validFrom: string,
  exceptId?: string,
): Promise<void> {
  const row = await db.posting.findFirst({ where: { employeeId, validFrom: dateColumn(validFrom) } });
  if (row !== null && row.id !== exceptId) throw refused('postingRepeated', { from: validFrom });
}

const refused = (issue: string, details: { from: string }): AppError =>
  new AppError('rule_input_invalid', `validFrom: ${issue}`, {
    details: { ...details, path: 'validFrom', issue, count: 1 },
  });

/** From a day until the day before the next posting. */
async function spanOf(db: PrismaLike, employeeId: string, validFrom: string): Promise<Validity> {
  const next = await db.posting.findFirst({
    where: { employeeId, validFrom: { gt: dateColumn(validFrom) } },
    orderBy: { validFrom: 'asc' },
  });
  return { validFrom, validTo: next === null ? null : addDays(isoDateOf(next.validFrom), -1) };
}
