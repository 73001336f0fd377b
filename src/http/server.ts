import { buildApp } from './app.ts';
import { untilDatabaseAnswers } from '../store/database.ts';
import { expireOrphanPhotos } from '../store/forget.ts';
import { clearScratch } from '../store/scratch-file.ts';
import type { HttpDeps } from './deps.ts';
import { uploadsFolder } from './upload.ts';

export type HttpServer = {
  /** Where it listens. */
  url: string;
  close(): Promise<void>;
};

/** Serves the API and the dashboard. @throws when the address is in use. */
export async function startHttp(deps: HttpDeps, where: { host: string; port: number }): Promise<HttpServer> {
  await clearScratch(uploadsFolder(deps.config));
  const app = await buildApp(deps);
  await untilDatabaseAnswers(() => expireOrphanPhotos(deps.database.prisma), new AbortController().signal);
  const url = await app.listen({ host: where.host, port: where.port });
  return { url, close: () => app.close() };
}
