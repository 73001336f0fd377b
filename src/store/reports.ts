import { AppError } from '../errors.ts';
import { report as reportContract, type Report } from '../http/contracts/attendance.ts';
import type { Prisma } from './generated/client.ts';
import type { PrismaLike } from './database.ts';
import { instantOf, instantOrNull } from './dates.ts';

const omitFile = { file: true } as const;
type ReportRow = Prisma.ReportGetPayload<{ omit: typeof omitFile }>;

function present(row: ReportRow): Report {
  return {
    id: row.id,
    kind: row.kind,
    period: row.period,
    lang: reportContract.shape.lang.catch('vi').parse(row.lang),
    state: reportContract.shape.state.parse(row.state),
    error: row.error,
    fileName: row.fileName,
    requestedBy: row.requestedBy,
    requestedAt: instantOf(row.requestedAt),
    finishedAt: instantOrNull(row.finishedAt),
  };
}

/** The newest reports first. */
export async function listReports(db: PrismaLike, limit = 100): Promise<Report[]> {
  const rows = await db.report.findMany({
    omit: omitFile,
    orderBy: [{ requestedAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.map(present);
}

export async function createReport(
  db: PrismaLike,
  report: { kind: string; period: string; lang: string; requestedBy: string },
): Promise<Report> {
  return present(await db.report.create({ data: report, omit: omitFile }));
}

/** @throws AppError `not_found`. */
export async function findReport(db: PrismaLike, id: string): Promise<Report> {
  const row = await db.report.findUnique({ where: { id }, omit: omitFile });
  if (row === null) throw new AppError('not_found', `no report ${id}`);
  return present(row);
}

/** The file of a finished report. @throws AppError `not_found` when there is none (yet). */
export async function reportFile(
  db: PrismaLike,
  id: string,
): Promise<{ content: Uint8Array; fileName: string; digest: string | null }> {
  const row = await db.report.findUnique({ where: { id } });
  if (row === null || row.file === null) throw new AppError('not_found', `report ${id} has no file`);
  return {
    content: row.file,
    fileName: row.fileName ?? `${row.kind}-${row.period}.xlsx`,
    digest: row.digest,
  };
}
