import type { Config } from './config.ts';
import { AppError } from './errors.ts';
import { Lifecycle } from './lifecycle.ts';
import { createLog, type Log } from './log.ts';
import { openQueues, type Queues } from './queues/connection.ts';
import { openDatabase, type Database } from './store/database.ts';
import { openEvidence, type EvidenceStore } from './store/evidence.ts';
import { openSecrets, type Secrets } from './store/secrets.ts';

/** What every process of the service works with. */
export type Context = {
  config: Config;
  log: Log;
  lifecycle: Lifecycle;
  database: Database;
  queues: Queues;
  secrets: Secrets;
  evidence: EvidenceStore;
};

/** Opens a process's connections; they are closed in reverse order when its lifecycle ends. */
export function openContext(config: Config, role: string): Context {
  if (config.databaseUrl === null)
    throw new AppError(
      'config_invalid',
      'A single worker needs DATABASE_URL; `npm start` runs everything without it.',
      {
        details: { problems: 'DATABASE_URL is not set' },
      },
    );
  const log = createLog(config, role);
  const lifecycle = new Lifecycle(log);
  const database = lifecycle.add('database', openDatabase(config.databaseUrl, log), (it) => it.close());
  const queues = lifecycle.add(
    'queues',
    openQueues(
      { databaseUrl: config.databaseUrl, redisUrl: config.redisUrl, prefix: config.queuePrefix },
      log,
    ),
    (it) => it.close(),
  );
  const secrets = openSecrets(config.keyFile);
  const evidence = openEvidence(config.evidenceDir, secrets);
  return { config, log, lifecycle, database, queues, secrets, evidence };
}
