import type pg from 'pg';
import type { Instant } from '../domain/types/time.ts';
import { AppError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { writeRecords, type ChangedDay } from '../store/month-records.ts';
import { monthLockName } from '../store/month-lock.ts';
import { inputsOf, nextPeople, openMonth } from './month-inputs.ts';
import { recordOf, type StoredRecord } from './stored-record.ts';

/** People computed at once: a page of records stays small in memory and large enough for the database. */
const pageOfPeople = 60;

/** Every record of a month as its inputs have it now, by person and date, a page of people at a time. */
export async function* recordsOfMonth(
  { prisma }: Database,
  month: string,
  now: Instant,
): AsyncGenerator<StoredRecord[]> {
  const inputs = await openMonth(prisma, month, now);
  let after: string | null = null;
  for (;;) {
    const people: string[] = await nextPeople(prisma, inputs, after, pageOfPeople);
    after = people.at(-1) ?? null;
    if (after === null) return;
    yield (await inputsOf(prisma, inputs, people)).map(recordOf);
  }
}

/** Runs work in a transaction of its own connection that alone may write records of a month. */
export async function withMonth<T>(
  database: Database,
  month: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [monthLockName(month)]);
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // A connection that cannot roll back is of no more use.
    const broken = await client.query('rollback').then(
      () => false,
      () => true,
    );
    client.release(broken);
    throw error;
  }
}

/** @throws AppError `period_closed`. */
export async function requireOpen(client: pg.PoolClient, month: string): Promise<void> {
  const { rowCount } = await client.query(
    'select from "PeriodClose" where period = $1 and "reopenedAt" is null',
    [month],
  );
  if (rowCount !== 0)
    throw new AppError('period_closed', `${month} is closed`, { details: { period: month } });
}

/**
 * Computes and stores every record of an open month, like `computeDay` for each, in a few queries for many people.
 *
 * @returns the days whose findings changed.
 * @throws AppError `period_closed`.
 */
export async function computeMonth(
  database: Database,
  month: string,
  now: Instant,
): Promise<{ records: number; changed: ChangedDay[] }> {
  return withMonth(database, month, async (client) => {
    await requireOpen(client, month);
    let records = 0;
    const changed: ChangedDay[] = [];
    for await (const page of recordsOfMonth(database, month, now)) {
      changed.push(...(await writeRecords(client, page, new Date(now))).changed);
      records += page.length;
    }
    return { records, changed };
  });
}
