import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
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

export type Scratch = { folder: string; postgres: PostgresServer; context: Context; close(): Promise<void> };

/** A migrated database of its own with an office in it, and a process context on it. */
export async function scratchContext(
  options: { redisUrl?: string; env?: Record<string, string> } = {},
): Promise<Scratch> {
  const folder = await scratchFolder();
  const postgres = await startPostgres(folder.path, silent);
  await migrate(postgres.url, 'prisma/migrations');
  const context = openContext(
    readConfig({
      DATABASE_URL: postgres.url,
      REDIS_URL: options.redisUrl ?? '',
      CC_DATA_DIR: folder.path,
      CC_LOG_LEVEL: 'silent',
      ...options.env,
    }),
    'test',
  );
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
