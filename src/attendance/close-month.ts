import { createHash, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { datesOfMonth } from '../domain/civil-time.ts';
import { chainStart, closeChecklist, sealing, type Hash } from '../domain/close-period.ts';
import type { Instant } from '../domain/types/time.ts';
import { AppError } from '../errors.ts';
import { officeId } from '../store/compliance-inputs.ts';
import type { Database } from '../store/database.ts';
import { freezeRecords, writeRecords, type ChangedDay } from '../store/month-records.ts';
import { officeDate, readOffice } from '../store/office.ts';
import { checklistOfInputs, noInputs } from './close-checklist.ts';
import { computeMonth, recordsOfMonth, requireOpen, withMonth } from './compute-month.ts';

/** SHA-256 as the domain has it, by the platform. */
export const fastHash: Hash = (text) => createHash('sha256').update(text).digest('hex');

export type CloseRequest = {
  /** `YYYY-MM`. */
  month: string;
  by: string;
  /** How many sessions without enough evidence whoever closes has seen. */
  acknowledged: number;
  now: Instant;
};

export type Closed = { closeId: string; recordCount: number; lastSeal: string; changed: ChangedDay[] };

/**
 * Closes a month: computes every record from its inputs, stores it, seals it and freezes it, all or nothing. Records
 * stream through: memory does not grow with people.
 *
 * @throws AppError `period_not_over`, `period_closed`, `period_blocked`, `period_unacknowledged`. Of the last two the
 *   records are computed all the same, so that the checklist tells what there is.
 */
export async function closeMonth(database: Database, request: CloseRequest): Promise<Closed> {
  const { month, now } = request;
  const office = await readOffice(database.prisma);
  if (officeDate(office, now) <= (datesOfMonth(month).at(-1) ?? ''))
    throw new AppError('period_not_over', `${month} is not over`, { details: { period: month } });
  const { blockers } = await checklistOfInputs(database.prisma, month);
  try {
    return await withMonth(database, month, async (client) => {
      const begun = await beginClose(client, request);
      if (blockers.length > 0) throw blocked(month, blockers.length);
      return sealMonth(database, client, request, begun);
    });
  } catch (error) {
    const stale =
      error instanceof AppError && ['period_blocked', 'period_unacknowledged'].includes(error.code);
    if (stale) await computeMonth(database, month, now);
    throw error;
  }
}

function blocked(month: string, count: number): AppError {
  return new AppError('period_blocked', `${month} has ${count} open matters`, {
    details: { period: month, count },
  });
}

type Begun = { closeId: string; firstSeal: string };

/** Closes follow each other, whatever their months: each begins with the last seal of the one before. */
async function beginClose(client: pg.PoolClient, { month, by, now }: CloseRequest): Promise<Begun> {
  await client.query(`select pg_advisory_xact_lock(hashtextextended('closing of months', 0))`);
  await requireOpen(client, month);
  const { rows } = await client.query<{ number: number; lastSeal: string }>(
    'select number, "lastSeal" from "PeriodClose" order by number desc limit 1',
  );
  const [before] = rows;
  const closeId = randomUUID();
  const firstSeal = chainStart(officeId, month, before?.lastSeal ?? null);
  await client.query(
    `insert into "PeriodClose" (id, number, period, "recordCount", "firstSeal", "lastSeal", "closedBy", "closedAt")
     values ($1, $2, $3, 0, $4, $4, $5, $6)`,
    [closeId, (before?.number ?? 0) + 1, month, firstSeal, by, new Date(now)],
  );
  return { closeId, firstSeal };
}

async function sealMonth(
  database: Database,
  client: pg.PoolClient,
  { month, by, acknowledged, now }: CloseRequest,
  { closeId, firstSeal }: Begun,
): Promise<Closed> {
  const seal = sealing(firstSeal, fastHash);
  const tally = { recordCount: 0, provisional: 0, uncovered: 0, lastSeal: firstSeal };
  const changed: ChangedDay[] = [];
  // One page is written while the next is computed.
  let writing: Promise<unknown> = Promise.resolve();
  for await (const records of recordsOfMonth(database, month, now)) {
    const { blockers, uncoveredSessions } = closeChecklist({ ...noInputs, month, records });
    tally.provisional += blockers.length;
    tally.uncovered += uncoveredSessions.length;
    await writing;
    writing = writeRecords(client, records, new Date(now)).then(async (written) => {
      changed.push(...written.changed);
      const sealed = records.map((it, i) => seal(it.employeeId, it.date, written.texts[i] ?? ''));
      tally.recordCount += sealed.length;
      tally.lastSeal = sealed.at(-1)?.seal ?? tally.lastSeal;
      await freezeRecords(client, closeId, sealed);
    });
    // Its failure is met where it is awaited; until then it is not unhandled.
    writing.catch(() => undefined);
  }
  await writing;
  if (tally.provisional > 0) throw blocked(month, tally.provisional);
  if (tally.uncovered !== acknowledged)
    throw new AppError(
      'period_unacknowledged',
      `${tally.uncovered} uncovered, ${acknowledged} acknowledged`,
      {
        details: { period: month, count: tally.uncovered },
      },
    );
  const { recordCount, lastSeal } = tally;
  await endClose(client, { closeId, recordCount, lastSeal, month, by, acknowledged });
  return { closeId, recordCount, lastSeal, changed };
}

async function endClose(
  client: pg.PoolClient,
  end: Omit<Closed, 'changed'> & { month: string; by: string; acknowledged: number },
): Promise<void> {
  const { closeId, recordCount, lastSeal, month, by, acknowledged } = end;
  await client.query('update "PeriodClose" set "recordCount" = $2, "lastSeal" = $3 where id = $1', [
    closeId,
    recordCount,
    lastSeal,
  ]);
  const detail = { closeId, recordCount, lastSeal, acknowledged };
  await client.query(
    `insert into "AuditEntry" (id, actor, action, subject, detail) values ($1, $2, 'period.close', $3, $4)`,
    [randomUUID(), by, `period:${month}`, JSON.stringify(detail)],
  );
}
