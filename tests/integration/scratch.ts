import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { openContext, type Context } from '../../src/context.ts';
import { createLog, type Log } from '../../src/log.ts';
import { ensureOffice } from '../../src/store/first-start.ts';
import { migrate } from '../../src/store/migrate.ts';
import { startPostgres, type PostgresServer } from '../../src/store/postgres-server.ts';

export const silent: Log = createLog({ logLevel: 'silent' }, 'test');

/** A folder for one test file, deleted afterwards. */
export async function scratchFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'chuyen-can-test-'));
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export type Scratch = {
  folder: string;
  postgres: Pick<PostgresServer, 'url'>;
  context: Context;
  close(): Promise<void>;
};

/** A migrated database of its own with an office in it, and a process context on it; `env` sets what the test is about. */
export async function scratchContext(env: Record<string, string> = {}): Promise<Scratch> {
  const folder = await scratchFolder();
  const url = await copyTemplate(inject('templateDatabase'));
  const context = openScratch(url, folder.path, env);
  return {
    folder: folder.path,
    postgres: { url },
    context,
    close: async () => {
      await context.lifecycle.close();
      await folder.remove();
    },
  };
}

/** The same on a server of its own with its data in the folder, for a test that does something to the server. */
export async function scratchServer(): Promise<Scratch & { postgres: PostgresServer }> {
  const folder = await scratchFolder();
  const postgres = await startPostgres(folder.path, silent);
  await migrate(postgres.url, 'prisma/migrations');
  const context = openScratch(postgres.url, folder.path);
  await ensureOffice(context.database.prisma);
  return {
    folder: folder.path,
    postgres,
    context,
    close: async () => {
      await context.lifecycle.close();
      await postgres.stop();
      await folder.remove();
    },
  };
}

function openScratch(databaseUrl: string, folder: string, env: Record<string, string> = {}): Context {
  const own = { DATABASE_URL: databaseUrl, REDIS_URL: '', CC_DATA_DIR: folder, CC_LOG_LEVEL: 'silent' };
  return openContext(readConfig({ ...own, ...env }), 'test');
}

/** The URL of a new database on the template's server; it goes with the server. */
async function copyTemplate(template: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const at = (database: string): string =>
    Object.assign(new URL(template), { pathname: `/${database}` }).href;
  const client = new pg.Client({ connectionString: at('postgres') });
  await client.connect();
  try {
    await client.query(`create database ${name} template ${new URL(template).pathname.slice(1)}`);
  } finally {
    await client.end();
  }
  return at(name);
}
