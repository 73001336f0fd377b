import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import { projectRoot } from '../root.ts';
import type { ApiApp } from './deps.ts';

const folder = path.join(projectRoot, 'dist', 'web');

/** Serves the built dashboard: files with a hash in their name for ever, its page never from a cache. */
export async function serveDashboard(app: ApiApp): Promise<void> {
  // The plugin refuses a folder; its page is ours to give.
  app.get('/', { schema: { hide: true } }, (_request, reply) => dashboardPage(reply));
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: true,
    index: false,
    logLevel: 'silent',
    cacheControl: false,
    setHeaders: (response, file) => {
      const hashed = file.includes(`${path.sep}assets${path.sep}`);
      response.setHeader('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}

/** The dashboard's page, for every address it knows itself. */
export function dashboardPage(reply: FastifyReply): FastifyReply {
  if (existsSync(path.join(folder, 'index.html'))) return reply.code(200).sendFile('index.html', folder);
  return reply
    .code(503)
    .type('text/plain; charset=utf-8')
    .send('The dashboard is not built. Run: npm run build:web\n');
}
