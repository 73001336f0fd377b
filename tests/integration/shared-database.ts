import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../src/store/database.ts';
import { ensureOffice } from '../../src/store/first-start.ts';
import { migrate } from '../../src/store/migrate.ts';
import { startPostgres } from '../../src/store/postgres-server.ts';
import { scratchFolder, silent } from './scratch.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** URL of the migrated database with an office in it that those of the test files are copies of. */
    templateDatabase: string;
  }
}

/**
 * One PostgreSQL for all files of a run, with a database that is migrated once. Nobody may be connected to it while it
 * is copied, so it is left alone after that.
 */
export default async function startSharedDatabase(project: TestProject): Promise<() => Promise<void>> {
  const folder = await scratchFolder();
  const postgres = await startPostgres(folder.path, silent);
  await migrate(postgres.url, 'prisma/migrations');
  const database = openDatabase(postgres.url, silent, { connections: 1 });
  await ensureOffice(database.prisma);
  await database.close();
  project.provide('templateDatabase', postgres.url);
  return async () => {
    await postgres.stop();
    await folder.remove();
  };
}
