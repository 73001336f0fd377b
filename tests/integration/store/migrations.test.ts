import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schemaSql } from '../../../scripts/schema-sql.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { startPostgres, type PostgresServer } from '../../../src/store/postgres-server.ts';
import { scratchFolder, silent } from '../scratch.ts';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
let server: PostgresServer;

beforeAll(async () => {
  folder = await scratchFolder();
  server = await startPostgres(folder.path, silent);
});
afterAll(async () => {
  await server.stop();
  await folder.remove();
});

async function newDatabase(name: string): Promise<string> {
  await run(server.url, `create database ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return url.href;
}

async function run(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Everything PostgreSQL knows of the public schema, in one order. */
async function describeDatabase(url: string): Promise<unknown> {
  const columns = `select table_name, column_name, data_type, udt_name, is_nullable, column_default, datetime_precision
    from information_schema.columns where table_schema = 'public' and table_name <> '_prisma_migrations' order by 1, 2`;
  const indexes = `select tablename, indexname, indexdef from pg_indexes
    where schemaname = 'public' and tablename <> '_prisma_migrations' order by 1, 2`;
  const constraints = `select conrelid::regclass::text as name, conname, pg_get_constraintdef(oid) as definition
    from pg_constraint where connamespace = 'public'::regnamespace
    and conrelid <> '_prisma_migrations'::regclass order by 1, 2`;
  const enums = `select t.typname, e.enumlabel from pg_enum e
    join pg_type t on t.oid = e.enumtypid where t.typnamespace = 'public'::regnamespace order by 1, e.enumsortorder`;
  await run(url, 'create table if not exists _prisma_migrations (id varchar(36))');
  return Promise.all([columns, indexes, constraints, enums].map((sql) => run(url, sql)));
}

describe('migrations', () => {
  test('make the same database that schema.prisma describes', async () => {
    const migrated = await newDatabase('migrated');
    await migrate(migrated, 'prisma/migrations');
    const described = await newDatabase('described');
    await run(described, await schemaSql(server.url, null, await readFile('prisma/schema.prisma', 'utf8')));
    expect(await describeDatabase(migrated)).toEqual(await describeDatabase(described));
  });

  test('are applied once, by however many processes at the same time', async () => {
    const url = await newDatabase('contended');
    const runs = await Promise.all([1, 2, 3].map(() => migrate(url, 'prisma/migrations')));
    const all = (await readdir('prisma/migrations', { withFileTypes: true })).filter((it) =>
      it.isDirectory(),
    );
    expect(runs.flat().sort()).toEqual(all.map((it) => it.name).sort());
    expect(await migrate(url, 'prisma/migrations')).toEqual([]);
  });

  test('that were changed after they had been applied are refused', async () => {
    const url = await newDatabase('changed');
    const copy = path.join(folder.path, 'changed');
    await cp('prisma/migrations', copy, { recursive: true });
    await migrate(url, copy);
    const [first] = (await readdir(copy)).filter((name) => /^\d/.test(name)).sort();
    await writeFile(path.join(copy, first ?? '', 'migration.sql'), 'select 1;');
    await expect(migrate(url, copy)).rejects.toThrow(/was changed after it had been applied/);
  });

  test('that fail leave nothing behind', async () => {
    const url = await newDatabase('failing');
    const copy = path.join(folder.path, 'failing');
    await cp('prisma/migrations', path.join(copy, '0_x'), { recursive: true });
    await writeFile(path.join(copy, '0_x', 'migration.sql'), 'create table half (id int); select nonsense;');
    await expect(migrate(url, copy)).rejects.toThrow(/nothing of it was kept/);
    expect(await run(url, `select to_regclass('half') as half`)).toEqual([{ half: null }]);
  });
});
