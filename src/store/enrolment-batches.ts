import { z } from 'zod';
import { ofPersonGone, type BulkResult } from '../enrolment/bulk-enrol.ts';
import { AppError } from '../errors.ts';
import { enrolmentBatch, enrolmentOutcome, type EnrolmentBatch } from '../http/contracts/enrolment.ts';
import type { EnrolmentBatch as BatchRow, Prisma } from './generated/client.ts';
import type { PrismaLike } from './database.ts';
import { instantOf } from './dates.ts';
import { isMissingReference } from './missing-reference.ts';

/** One that stood still this long was cut off by the end of its process. */
const cutOffAfterMs = 180_000;
/** What became of files is kept this long. */
const keptMs = 90 * 86_400_000;

type Counts = Record<string, number>;

function present(row: BatchRow, counts: Counts, now: number): EnrolmentBatch {
  const { enrolled = 0, already = 0, refused = 0 } = counts;
  const standsStill = row.state === 'running' && now - row.workedAt.getTime() > cutOffAfterMs;
  return {
    id: row.id,
    fileName: row.fileName,
    requestedBy: row.requestedBy,
    state: enrolmentBatch.shape.state.parse(standsStill ? 'cutOff' : row.state),
    total: row.total,
    done: enrolled + already + refused,
    ...{ enrolled, already, refused },
    createdAt: instantOf(row.createdAt),
  };
}

/** How many files of each batch had each outcome. */
async function countFiles(db: PrismaLike, ids: string[]): Promise<Map<string, Counts>> {
  const groups = await db.enrolmentFile.groupBy({
    by: ['batchId', 'outcome'],
    where: { batchId: { in: ids } },
    _count: { number: true },
  });
  const counts = new Map<string, Counts>(ids.map((id) => [id, {}]));
  for (const { batchId, outcome, _count } of groups) counts.get(batchId)![outcome] = _count.number;
  return counts;
}

/** The newest batches first. */
export async function listBatches(db: PrismaLike, limit: number): Promise<EnrolmentBatch[]> {
  const rows = await db.enrolmentBatch.findMany({ orderBy: { createdAt: 'desc' }, take: limit });
  const counts = await countFiles(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => present(row, counts.get(row.id) ?? {}, Date.now()));
}

/** @throws AppError `not_found`. */
export async function findBatch(db: PrismaLike, id: string): Promise<EnrolmentBatch> {
  const row = await db.enrolmentBatch.findUnique({ where: { id } });
  if (row === null) throw new AppError('not_found', `no batch ${id}`);
  return present(row, (await countFiles(db, [id])).get(id) ?? {}, Date.now());
}

/** Begins a batch. @throws AppError `bulk_running` while another is worked on. */
export async function beginBatch(
  db: PrismaLike,
  facts: { fileName: string; requestedBy: string; total: number },
): Promise<string> {
  await db.$executeRaw`select pg_advisory_xact_lock(hashtextextended('enrolment batch', 0))`;
  await refuseWhileRunning(db);
  return (await db.enrolmentBatch.create({ data: facts })).id;
}

/** @throws AppError `bulk_running` while a batch is worked on. */
export async function refuseWhileRunning(db: PrismaLike): Promise<void> {
  const running = await db.enrolmentBatch.count({
    where: { state: 'running', workedAt: { gt: new Date(Date.now() - cutOffAfterMs) } },
  });
  if (running > 0) throw new AppError('bulk_running', 'another batch is worked on');
}

/** Deletes what became of files longer ago than it is kept. @returns of how many batches. */
export async function deleteOldBatches(db: PrismaLike, now: Date): Promise<number> {
  const createdAt = { lt: new Date(now.getTime() - keptMs) };
  return (await db.enrolmentBatch.deleteMany({ where: { createdAt } })).count;
}

/**
 * Notes what became of a file; of a person who was deleted meanwhile only that they are gone.
 *
 * @returns false when the batch was stopped.
 */
export async function noteFile(
  db: PrismaLike,
  id: string,
  number: number,
  result: BulkResult,
): Promise<boolean> {
  const write = async ({ file, person, outcome, reason, details }: BulkResult): Promise<void> => {
    // PostgreSQL stores no U+0000, and whoever packed the ZIP chose the name.
    const named = { file: file.replaceAll('\0', '\uFFFD').slice(0, 500), employeeId: person?.id ?? null };
    await db.enrolmentFile.create({ data: { batchId: id, number, ...named, outcome, reason, details } });
  };
  try {
    await write(result);
  } catch (error) {
    if (result.person === null || !isMissingReference(error)) throw error;
    await write(ofPersonGone(result.file));
  }
  return workedOn(db, id, 'running');
}

/** Moves a running batch on, or ends it. @returns false when it was not running any more. */
export async function workedOn(
  db: PrismaLike,
  id: string,
  state: 'running' | 'done' | 'stopped',
): Promise<boolean> {
  const { count } = await db.enrolmentBatch.updateMany({
    where: { id, state: 'running' },
    data: { state, workedAt: new Date() },
  });
  return count > 0;
}

export type BatchFile = {
  file: string;
  person: { id: string; code: string; fullName: string } | null;
  outcome: z.infer<typeof enrolmentOutcome>;
  reason: string | null;
  details: Record<string, string | number | boolean | null>;
};

const details = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).catch({});

const withPerson = { employee: { select: { id: true, code: true, fullName: true } } } as const;

function presentFile(row: Prisma.EnrolmentFileGetPayload<{ include: typeof withPerson }>): BatchFile {
  return {
    file: row.file,
    person: row.employee,
    outcome: enrolmentOutcome.parse(row.outcome),
    reason: row.reason,
    details: details.parse(row.details),
  };
}

/** What became of all files of a batch, in their order. */
export async function filesOfBatch(db: PrismaLike, id: string): Promise<BatchFile[]> {
  const order = { number: 'asc' } as const;
  const rows = await db.enrolmentFile.findMany({
    where: { batchId: id },
    include: withPerson,
    orderBy: order,
  });
  return rows.map(presentFile);
}

/** Files of a batch to look at while it runs: those to be mended first, then the newest, at most `limit`. */
export async function filesToShow(db: PrismaLike, id: string, limit: number): Promise<BatchFile[]> {
  const refused = await db.enrolmentFile.findMany({
    where: { batchId: id, outcome: 'refused' },
    include: withPerson,
    orderBy: { number: 'asc' },
    take: limit,
  });
  const rest = await db.enrolmentFile.findMany({
    where: { batchId: id, outcome: { not: 'refused' } },
    include: withPerson,
    orderBy: { number: 'desc' },
    take: limit - refused.length,
  });
  return [...refused, ...rest].map(presentFile);
}
