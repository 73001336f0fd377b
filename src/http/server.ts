import { buildApp } from './app.ts';
import { untilDatabaseAnswers } from '../store/database.ts';
import { expireOrphanPhotos } from '../store/forget.ts';
import type { HttpDeps } from './deps.ts';

export type HttpServer = {
  /** Where it listens. */
  url: string;
  close(): Promise<void>;
};

/** Serves the API and the dashboard. @throws when the address is in use. */
export async function startHttp(deps: HttpDeps, where: { host: string; port: number }): Promise<HttpServer> {
  const app = await buildApp(deps);
  await untilDatabaseAnswers(() => expireOrphanPhotos(deps.database.prisma), new AbortController().signal);
  const url = await app.listen({ host: where.host, port: where.port });
  return { url, close: () => app.close() };
}
