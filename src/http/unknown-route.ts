import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorStatus } from '../errors.ts';
import type { ApiApp } from './deps.ts';
import { sendFailure } from './error-answer.ts';
import { dashboardPage } from './dashboard.ts';

/** Every route that was registered, so that a wrong method can be told from a wrong address. */
export type KnownRoutes = { pattern: RegExp; methods: Set<string> }[];

/** Call before routes are registered. */
export function rememberRoutes(app: ApiApp): KnownRoutes {
  const routes: KnownRoutes = [];
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const source = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:[A-Za-z]+/g, '[^/]+');
    routes.push({ pattern: new RegExp(`^${source}/?$`), methods: new Set([method].flat()) });
  });
  return routes;
}

/** 404 or 405 as JSON under /api; elsewhere a page of the dashboard, which finds its own way. */
export async function answerUnknownRoute(
  routes: KnownRoutes,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const path = request.url.split('?', 1)[0] ?? '';
  const isPage = request.method === 'GET' && !path.startsWith('/api/') && !/\.\w+$/.test(path);
  if (isPage) return dashboardPage(reply);
  const methods = routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => [...route.methods]);
  const code = methods.length > 0 ? 'method_not_allowed' : 'not_found';
  if (methods.length > 0) reply.header('allow', [...new Set(methods)].join(', '));
  return sendFailure(request, reply, { code, status: errorStatus[code], details: {} });
}
