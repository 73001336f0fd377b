import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import Fastify, { LogController, type FastifyBaseLogger, type RawServerDefault } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../errors.ts';
import { listenLive } from '../notify/live.ts';
import { describeApi } from './api-docs.ts';
import { guard } from './auth.ts';
import type { ApiApp, HttpDeps } from './deps.ts';
import { answerError } from './error-answer.ts';
import { openLiveHub } from './live-hub.ts';
import { answerUnknownRoute, rememberRoutes } from './unknown-route.ts';
import { registerRoutes } from './routes/all.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { serveDashboard } from './dashboard.ts';
import { requireNotedViews } from './view-trace.ts';

/** Most of a JSON body; photos have their own limit. */
const bodyLimitBytes = 1024 * 1024;

/**
 * The HTTP application, not listening yet: the API under /api, its documentation under /api/docs, the dashboard
 * everywhere else.
 */
export async function buildApp(deps: HttpDeps): Promise<ApiApp> {
  const { config, log, database } = deps;
  const https = config.http.publicUrl?.startsWith('https:') === true;
  const app = openApp(deps);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  app.decorateRequest('identity', null);
  app.decorateRequest('sessionToken', null);
  logRequests(app);
  addSecurityHeaders(app, https);
  const routes = rememberRoutes(app);
  await app.register(cookie);
  await app.register(multipart);
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: () => new AppError('too_many_requests', 'rate limit'),
  });
  await describeApi(app, deps.version);
  const live = openLiveHub();
  await app.register(async (scope) => {
    const api: ApiApp = scope.withTypeProvider();
    guard(api, deps);
    requireNotedViews(api);
    registerRoutes(api, deps, live);
  });
  await serveDashboard(app);
  app.setNotFoundHandler((request, reply) => answerUnknownRoute(routes, request, reply));
  const listener = listenLive(
    database.url,
    log,
    (event) => live.publish(event),
    () => live.endAll(),
  );
  // Streams never end by themselves: they are ended before the server waits for its connections.
  app.addHook('preClose', async () => live.close());
  app.addHook('onClose', () => listener.close());
  return app;
}

function openApp({ config, log }: HttpDeps): ApiApp {
  return Fastify<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger>({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: true,
    genReqId: () => randomUUID(),
    // An address that cannot be decoded fails before there is a route.
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
    // Behind a reverse proxy on this server or in its network, the visitor's address is in X-Forwarded-For.
    trustProxy: config.http.publicUrl === null ? false : ['loopback', 'uniquelocal'],
    routerOptions: { ignoreTrailingSlash: true },
  });
}

function logRequests(app: ApiApp): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, id } = request;
    const fields = {
      method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      requestId: id,
    };
    request.log.debug({ ...fields, durationMs: Math.round(reply.elapsedTime) }, 'request');
  });
}
