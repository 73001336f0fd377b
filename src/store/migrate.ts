import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { runMigrations as runQueueMigrations } from 'bullmq';
import pg from 'pg';

/** Any number that only this runner uses: two processes that start at once migrate one after the other. */
const advisoryLockKey = 7_243_001;

/**
 * Applies the SQL migrations of `prisma/migrations` that are not applied yet, and BullMQ's own schema.
 * Keeps Prisma's `_prisma_migrations` table with Prisma's checksums, so `prisma migrate deploy` agrees with it.
 *
 * @returns names of the migrations applied now, oldest first.
 * @throws when a migration that was applied has been changed since, or when its SQL fails (nothing of it stays).
 */
export async function migrate(databaseUrl: string, folder: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [advisoryLockKey]);
    const applied = await applyAll(client, folder);
    await runQueueMigrations(client, 'bullmq');
    return applied;
  } finally {
    await client.end();
  }
}

async function applyAll(client: pg.Client, folder: string): Promise<string[]> {
  await client.query(`create table if not exists _prisma_migrations (
    id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz,
    migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
    started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`);
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'select migration_name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null',
  );
  const known = new Map(rows.map((row) => [row.migration_name, row.checksum]));
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const appliedNow: string[] = [];
  for (const name of names.sort()) {
    const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8');
    const checksum = createHash('sha256').update(sql).digest('hex');
    const before = known.get(name);
    if (before === checksum) continue;
    if (before !== undefined) throw new Error(`Migration ${name} was changed after it had been applied.`);
    await applyOne(client, name, sql, checksum);
    appliedNow.push(name);
  }
  return appliedNow;
}

async function applyOne(client: pg.Client, name: string, sql: string, checksum: string): Promise<void> {
  try {
    await client.query('begin');
    await client.query(sql);
    await client.query(
      'insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) values ($1, $2, $3, now(), 1)',
      [randomUUID(), checksum, name],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`Migration ${name} failed; nothing of it was kept.`, { cause: error });
  }
}
