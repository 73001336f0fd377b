import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buryCameraWorker } from './captures/camera-terms.ts';
import { readConfig, type Config } from './config.ts';
import { AppError } from './errors.ts';
import { freePort } from './free-port.ts';
import { createSetupLink, ensureOffice } from './store/first-start.ts';
import { createLog, type Log } from './log.ts';
import { projectRoot } from './root.ts';
import { openDatabase } from './store/database.ts';
import { migrate } from './store/migrate.ts';
import { startPostgres, type PostgresServer } from './store/postgres-server.ts';
import { openSecrets } from './store/secrets.ts';
import { supervise, type Supervisor } from './supervisor.ts';

/** A whole service on one server: database, workers, dashboard. */
export type Service = {
  config: Config;
  /** Where the dashboard is. */
  url: string;
  databaseUrl: string;
  /** One-time token that makes the first administrator; null when there is one already. */
  setupToken: string | null;
  postgres: PostgresServer | null;
  supervisor: Supervisor;
  stop(): Promise<void>;
};

/**
 * Which roles share a process on one server: each process costs about 130 MB before it does anything. Recognition keeps
 * a core busy and the camera role keeps time, so those two stand alone.
 */
const groups = [['http'], ['camera'], ['recognition'], ['attendance', 'alerts', 'reports', 'scheduler']];

/**
 * Starts everything and resolves when it is ready to use.
 *
 * @param env overrides of the environment.
 * @throws AppError `config_invalid`, also when another service already runs on the same data folder.
 */
export async function startService(env: NodeJS.ProcessEnv = process.env): Promise<Service> {
  const config = readConfig(env);
  const log = createLog(config, 'main');
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const unlock = lock(path.join(config.dataDir, 'service.pid'), config.dataDir);
  openSecrets(config.keyFile);
  const postgres = config.databaseUrl === null ? await startPostgres(config.dataDir, log) : null;
  if (postgres !== null) keepRunning(postgres, log);
  const databaseUrl = postgres?.url ?? config.databaseUrl ?? '';
  const setupToken = await prepareDatabase(databaseUrl, log);
  const port = config.http.port === 0 ? await freePort() : config.http.port;
  const url = config.http.publicUrl ?? `http://${config.http.host}:${port}`;
  let giveUp: (group: string) => void = () => undefined;
  const childEnv = { ...env, DATABASE_URL: databaseUrl, CC_HTTP_PORT: String(port) };
  if (postgres !== null) Object.assign(childEnv, { CHUYEN_CAN_OWN_DATABASE: '1' });
  const supervisor = supervise(groups, childEnv, log, {
    onDeath: (name) => void buryCameraWorker(databaseUrl, name, log),
    onGiveUp: (group) => giveUp(group),
  });
  const stop = async (): Promise<void> => {
    await supervisor.stop();
    await postgres?.stop();
    unlock();
  };
  giveUp = (group) => {
    log.fatal({ group }, 'a worker keeps dying; the service ends');
    void stop().then(() => process.exit(1));
  };
  await supervisor.ready;
  return { config, url, databaseUrl, setupToken, postgres, supervisor, stop };
}

async function prepareDatabase(databaseUrl: string, log: Log): Promise<string | null> {
  const applied = await migrate(databaseUrl, path.join(projectRoot, 'prisma', 'migrations'));
  if (applied.length > 0) log.info({ migrations: applied }, 'database migrated');
  const database = openDatabase(databaseUrl, log, { connections: 1 });
  try {
    await ensureOffice(database.prisma);
    return await createSetupLink(database.prisma);
  } finally {
    await database.close();
  }
}

/** Starts our own PostgreSQL again whenever it dies; workers wait for it meanwhile. */
function keepRunning(postgres: PostgresServer, log: Log): void {
  let deaths = 0;
  const revive = async (): Promise<void> => {
    try {
      await postgres.restart();
      log.info('database is back');
    } catch (error) {
      log.error({ error: String(error) }, 'database does not start');
      setTimeout(() => void revive(), 2_000);
    }
  };
  postgres.onDeath((reason) => {
    deaths += 1;
    log.error({ reason, deaths }, 'database died; starting it again');
    void revive();
  });
}

/** One service per data folder: a second start says so instead of fighting over the database. */
function lock(file: string, folder: string): () => void {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid !== process.pid && isRunning(pid))
      throw new AppError('config_invalid', `Chuyên Cần already runs on ${folder} (process ${pid}).`, {
        details: { problems: `already running as process ${pid}` },
      });
  } catch (error) {
    if (error instanceof AppError) throw error;
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/comm`, 'utf8').includes('node');
  } catch {
    return false;
  }
}
