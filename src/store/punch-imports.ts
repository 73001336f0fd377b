import type { PunchImport } from '../http/contracts/imports.ts';
import { AppError } from '../errors.ts';
import type { PrismaLike } from './database.ts';
import { instantOf, isoDateOf } from './dates.ts';
import type { Prisma } from './generated/client.ts';

const withSource = {
  source: { select: { id: true, name: true } },
} as const satisfies Prisma.PunchImportInclude;
type Row = Prisma.PunchImportGetPayload<{ include: typeof withSource }>;

function present(row: Row): PunchImport {
  const { id, source, fileName, digest, encoding, rows, added, known, repeated, skipped } = row;
  const { firstAt, lastAt, coveredFrom, coveredTo, undoneBy, undoneAt, undoReason } = row;
  return {
    ...{ id, source, fileName, digest, encoding, rows, added, known, repeated, skipped },
    firstAt: firstAt === null ? null : instantOf(firstAt),
    lastAt: lastAt === null ? null : instantOf(lastAt),
    coveredFrom: coveredFrom === null ? null : isoDateOf(coveredFrom),
    coveredTo: coveredTo === null ? null : isoDateOf(coveredTo),
    importedBy: row.importedBy,
    importedAt: instantOf(row.importedAt),
    undone:
      undoneAt === null ? null : { by: undoneBy ?? '', at: instantOf(undoneAt), reason: undoReason ?? '' },
  };
}

/** Files that were taken in, undone ones too, newest first. */
export async function listPunchImports(db: PrismaLike, limit: number): Promise<PunchImport[]> {
  const rows = await db.punchImport.findMany({
    include: withSource,
    orderBy: [{ importedAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.map(present);
}

/** @throws AppError `not_found`. */
export async function findPunchImport(db: PrismaLike, id: string): Promise<PunchImport> {
  const row = await db.punchImport.findUnique({ where: { id }, include: withSource });
  if (row === null) throw new AppError('not_found', `no import ${id}`);
  return present(row);
}

/** The standing import of a source with exactly this content, if there is one. */
export async function sameFileOf(
  db: PrismaLike,
  sourceId: string,
  digest: string,
): Promise<PunchImport | null> {
  const row = await db.punchImport.findFirst({
    where: { sourceId, digest, undoneAt: null },
    include: withSource,
    orderBy: { importedAt: 'asc' },
  });
  return row === null ? null : present(row);
}
