import type { z } from 'zod';
import type { Validity } from '../domain/types/time.ts';
import { AppError } from '../errors.ts';
import {
  punchDirection,
  punchFormat,
  type punchSourceBody,
  type PunchSource,
} from '../http/contracts/imports.ts';
import type { PrismaLike } from './database.ts';
import { dateColumn, isoDateOf } from './dates.ts';
import type { Prisma } from './generated/client.ts';

type Body = z.output<typeof punchSourceBody>;

const withAll = {
  door: { select: { id: true, name: true } },
  codes: {
    select: { code: true, employee: { select: { id: true, code: true, fullName: true } } },
    orderBy: { code: 'asc' },
  },
  _count: { select: { imports: { where: { undoneAt: null } } } },
} as const satisfies Prisma.PunchSourceInclude;

type Row = Prisma.PunchSourceGetPayload<{ include: typeof withAll }>;

const dateOf = (date: Date | null): string | null => (date === null ? null : isoDateOf(date));

function present(row: Row): PunchSource {
  const { id, name, door, codes } = row;
  return {
    ...{ id, name, door, codes },
    format: punchFormat.parse(row.format),
    direction: punchDirection.parse(row.direction),
    usedFrom: dateOf(row.usedFrom),
    usedTo: dateOf(row.usedTo),
    files: row._count.imports,
  };
}

/** Where punches come from, by name. */
export async function listPunchSources(db: PrismaLike): Promise<PunchSource[]> {
  return (await db.punchSource.findMany({ include: withAll, orderBy: { name: 'asc' } })).map(present);
}

/** @throws AppError `not_found`. */
export async function findPunchSource(db: PrismaLike, id: string): Promise<PunchSource> {
  const row = await db.punchSource.findUnique({ where: { id }, include: withAll });
  if (row === null) throw new AppError('not_found', `no punch source ${id}`);
  return present(row);
}

/** @throws AppError `conflict` when the name is taken; `import_input_invalid`, `not_found` for the door or a person. */
export async function createPunchSource(db: PrismaLike, body: Body, createdBy: string): Promise<PunchSource> {
  await requireSound(db, body, null);
  const { id } = await db.punchSource.create({
    data: { ...columnsOf(body), createdBy, codes: { create: body.codes } },
  });
  return findPunchSource(db, id);
}

/**
 * Changes how files of a source are read from now on, and where it stands.
 *
 * @throws AppError as above.
 */
export async function changePunchSource(
  db: PrismaLike,
  id: string,
  body: Body,
): Promise<{ before: PunchSource; after: PunchSource }> {
  const before = await findPunchSource(db, id);
  await requireSound(db, body, id);
  await db.punchCode.deleteMany({ where: { sourceId: id } });
  await db.punchSource.update({ where: { id }, data: { ...columnsOf(body), codes: { create: body.codes } } });
  return { before, after: await findPunchSource(db, id) };
}

/**
 * The dates whose evidence a change of a source alters for everyone: those on which its door is guarded before or
 * after; empty when neither its door, nor its use, nor its direction changed.
 */
export function guardChanges(before: PunchSource | null, after: PunchSource): (Validity | null)[] {
  const guard = (it: PunchSource | null) =>
    it === null || it.door === null ? null : [it.door.id, it.usedFrom, it.usedTo, it.direction].join(' ');
  if (guard(before) === guard(after)) return [];
  return [before, after].map((it) =>
    it === null || it.door === null || it.usedFrom === null
      ? null
      : { validFrom: it.usedFrom, validTo: it.usedTo },
  );
}

function columnsOf(body: Body) {
  const { name, format, direction, doorId, usedFrom, usedTo } = body;
  return {
    ...{ name, format, direction, doorId },
    usedFrom: usedFrom === null ? null : dateColumn(usedFrom),
    usedTo: usedTo === null ? null : dateColumn(usedTo),
  };
}

async function requireSound(db: PrismaLike, body: Body, exceptId: string | null): Promise<void> {
  const { name, doorId, usedFrom, usedTo, codes } = body;
  const other = await db.punchSource.findUnique({ where: { name } });
  if (other !== null && other.id !== exceptId)
    throw new AppError('conflict', `punch source ${name} exists`, { details: { name } });
  if (doorId !== null && (await db.door.count({ where: { id: doorId } })) === 0)
    throw new AppError('not_found', `no door ${doorId}`);
  if (doorId !== null && usedFrom === null) throw refusedInput('doorWithoutDate');
  if (usedFrom !== null && usedTo !== null && usedTo < usedFrom)
    throw refusedInput('usedUpsideDown', { from: usedFrom, to: usedTo });
  const repeated = codes.find(({ code }, index) => codes.findIndex((it) => it.code === code) !== index);
  if (repeated !== undefined) throw refusedInput('codeRepeated', { code: repeated.code });
  const people = [...new Set(codes.flatMap(({ employeeId }) => (employeeId === null ? [] : [employeeId])))];
  if ((await db.employee.count({ where: { id: { in: people } } })) !== people.length)
    throw new AppError('not_found', 'a number is assigned to nobody who exists');
}

/** What was asked about an import cannot be; `issue` is worded by the catalogues. */
export function refusedInput(issue: string, details: Record<string, string> = {}): AppError {
  return new AppError('import_input_invalid', issue, { details: { ...details, issue } });
}
