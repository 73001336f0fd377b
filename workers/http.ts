import type { Context } from '../src/context.ts';
import { startHttp } from '../src/http/server.ts';
import { version } from '../src/version.ts';

/** Serves the API and the dashboard. */
export async function start(context: Context): Promise<void> {
  const server = await startHttp({ ...context, version }, context.config.http);
  context.lifecycle.add('http', server, (it) => it.close());
}
