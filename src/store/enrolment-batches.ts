import { z } from 'zod';
import type { BulkResult } from '../enrolment/bulk-enrol.ts';
import { AppError } from '../errors.ts';
import { enrolmentBatch, enrolmentOutcome, type EnrolmentBatch } from '../http/contracts/enrolment.ts';
import type { Prisma } from './generated/client.ts';
import type { PrismaLike } from './database.ts';
import { instantOf } from './dates.ts';

/** One that stood still this long was cut off by the end of its process. */
const cutOffAfterMs = 180_000;
/** What became of files is kept this long. */
const keptMs = 90 * 86_400_000;

type BatchRow = Prisma.EnrolmentBatchGetPayload<{ include: { files: { select: { outcome: true } } } }>;
const counted = { files: { select: { outcome: true } } } as const;

function present({ files, ...row }: BatchRow, now: number): EnrolmentBatch {
  const of = (outcome: string) => files.filter((it) => it.outcome === outcome).length;
  const standsStill = row.state === 'running' && now - row.workedAt.getTime() > cutOffAfterMs;
  return {
    id: row.id,
    fileName: row.fileName,
    requestedBy: row.requestedBy,
    state: enrolmentBatch.shape.state.parse(standsStill ? 'cutOff' : row.state),
    total: row.total,
    done: files.length,
    enrolled: of('enrolled'),
    already: of('already'),
    refused: of('refused'),
    createdAt: instantOf(row.createdAt),
  };
}

/** The newest batches first. */
export async function listBatches(db: PrismaLike, limit: number): Promise<EnrolmentBatch[]> {
  const rows = await db.enrolmentBatch.findMany({
    include: counted,
    orderBy: { createdAt: 'desc' },
    take: limit,
  });
  return rows.map((row) => present(row, Date.now()));
}

/** @throws AppError `not_found`. */
export async function findBatch(db: PrismaLike, id: string): Promise<EnrolmentBatch> {
  const row = await db.enrolmentBatch.findUnique({ where: { id }, include: counted });
  if (row === null) throw new AppError('not_found', `no batch ${id}`);
  return present(row, Date.now());
}

/** Begins a batch; those older than their time go. @throws AppError `bulk_running` while another is worked on. */
export async function beginBatch(
  db: PrismaLike,
  facts: { fileName: string; requestedBy: string; total: number },
): Promise<string> {
  await db.$executeRaw`select pg_advisory_xact_lock(hashtextextended('enrolment batch', 0))`;
  const running = await db.enrolmentBatch.count({
    where: { state: 'running', workedAt: { gt: new Date(Date.now() - cutOffAfterMs) } },
  });
  if (running > 0) throw new AppError('bulk_running', 'another batch is worked on');
  await db.enrolmentBatch.deleteMany({ where: { createdAt: { lt: new Date(Date.now() - keptMs) } } });
  return (await db.enrolmentBatch.create({ data: facts })).id;
}

/** Notes what became of a file. @returns false when the batch was stopped. */
export async function noteFile(db: PrismaLike, id: string, number: number, result: BulkResult) {
  const { file, person, outcome, reason, details } = result;
  await db.enrolmentFile.create({
    data: {
      batchId: id,
      number,
      file: file.slice(0, 500),
      employeeId: person?.id ?? null,
      outcome,
      reason,
      details,
    },
  });
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

/** What became of the files of a batch, in their order. */
export async function filesOfBatch(db: PrismaLike, id: string): Promise<BatchFile[]> {
  const rows = await db.enrolmentFile.findMany({
    where: { batchId: id },
    include: { employee: { select: { id: true, code: true, fullName: true } } },
    orderBy: { number: 'asc' },
  });
  return rows.map((row) => ({
    file: row.file,
    person: row.employee,
    outcome: enrolmentOutcome.parse(row.outcome),
    reason: row.reason,
    details: details.parse(row.details),
  }));
}
