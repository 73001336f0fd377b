import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { projectRoot } from '../root.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { ensureOffice } from '../store/first-start.ts';
import { migrate } from '../store/migrate.ts';
import { databaseName, startPostgres, user } from '../store/postgres-server.ts';

/**
 * Runs work on the service's database: the one `DATABASE_URL` names, else the service's own, whether the service runs
 * now or not. One that does not run is started for this work and stopped after it.
 */
export async function withDatabase<T>(
  config: Config,
  log: Log,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const running = config.databaseUrl ?? runningOwnDatabase(config.dataDir);
  const server = running === null ? await startPostgres(config.dataDir, log) : null;
  const database = openDatabase(running ?? server?.url ?? '', log, { connections: 1 });
  try {
    await migrate(database.url, path.join(projectRoot, 'prisma', 'migrations'));
    await ensureOffice(database.prisma);
    return await work(database);
  } finally {
    await database.close();
    await server?.stop();
  }
}

/** URL of the service's own PostgreSQL when it runs; its port is on the fourth line of its lock file. */
export function runningOwnDatabase(dataDir: string): string | null {
  const lockFile = path.join(dataDir, 'postgres', 'postmaster.pid');
  const passwordFile = path.join(dataDir, 'postgres.password');
  if (!existsSync(lockFile) || !existsSync(passwordFile)) return null;
  const [pid, , , port] = readFileSync(lockFile, 'utf8').split('\n');
  if (!isRunning(Number(pid))) return null;
  const password = readFileSync(passwordFile, 'utf8').trim();
  return `postgresql://${user}:${password}@127.0.0.1:${Number(port)}/${databaseName}`;
}

function isRunning(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres';
  } catch {
    return false;
  }
}
