import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import type { Account } from '../store/generated/client.ts';
import { findSession, sessionLifetimeMs } from '../store/sessions.ts';
import { apiTokenPrefix, findApiToken } from '../store/tokens.ts';
import type { ApiApp, HttpDeps } from './deps.ts';
import { hasRole, type Identity } from './identity.ts';
import { preferredLanguage } from './language.ts';

const cookieName = 'cc_session';
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Browsers cannot send this header to another site without asking it first. */
const ownHeader = 'chuyen-can';

/**
 * Finds out who asks and whether they may, before a route runs. Every route of the API names its least role in
 * `config.access`; a route that forgets it does not start.
 */
export function guard(app: ApiApp, deps: HttpDeps): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined)
      throw new Error(`Route ${route.url} does not say who may use it.`);
  });
  app.addHook('onRequest', async (request, reply) => {
    const access = request.routeOptions.config.access;
    await identify(request, reply, deps);
    if (access === undefined) return;
    if (access !== 'public') requireRole(request.identity, access);
    if (!safeMethods.has(request.method) && request.identity?.kind !== 'token')
      requireSameSite(request, deps.config.http.publicUrl);
  });
}

function requireRole(identity: Identity | null, least: Identity['role']): void {
  if (identity === null) throw new AppError('unauthenticated', 'nobody is signed in');
  if (!hasRole(identity.role, least))
    throw new AppError('forbidden', `needs ${least}, is ${identity.role}`, { details: { needed: least } });
}

async function identify(request: FastifyRequest, reply: FastifyReply, deps: HttpDeps): Promise<void> {
  const db = deps.database.prisma;
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) {
    const row = bearer.startsWith(apiTokenPrefix) ? await findApiToken(db, bearer) : null;
    if (row === null) throw new AppError('unauthenticated', 'unknown or revoked API token');
    const language = preferredLanguage(request.headers['accept-language']) ?? 'vi';
    const { id, name, role } = row;
    request.identity = { kind: 'token', id, name, role, language, actor: `token:${name}` };
    return;
  }
  const token = request.cookies[cookieName];
  if (token === undefined || token === '') return;
  const session = await findSession(db, token);
  if (session === null) return;
  request.sessionToken = token;
  request.identity = accountIdentity(session.account);
  if (session.prolonged) setSessionCookie(reply, token, deps);
}

/** What a signed-in account is known as. */
export function accountIdentity(account: Account): Identity {
  const { id, displayName: name, role, username: actor } = account;
  return { kind: 'account', id, name, role, language: account.language === 'en' ? 'en' : 'vi', actor };
}

/** Who asks, on a route that is not public. */
export function who(request: FastifyRequest): Identity {
  if (request.identity === null) throw new AppError('unauthenticated', 'nobody is signed in');
  return request.identity;
}

/**
 * A change asked for by a browser must come from our own pages: it shows a header that other sites cannot send, or its
 * Origin is ours. Programs without a browser send no Origin and no cookie, and pass.
 */
function requireSameSite(request: FastifyRequest, publicUrl: string | null): void {
  if (request.headers['x-requested-with'] === ownHeader) return;
  const { origin, host } = request.headers;
  const ours = [publicUrl === null ? null : new URL(publicUrl).origin, `http://${host}`, `https://${host}`];
  if (origin === undefined ? request.sessionToken === null : ours.includes(origin)) return;
  throw new AppError('forbidden', 'a change from another site', { details: { reason: 'crossSite' } });
}

export function setSessionCookie(reply: FastifyReply, token: string, deps: HttpDeps): void {
  void reply.setCookie(cookieName, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: deps.config.http.publicUrl?.startsWith('https:') === true,
    maxAge: sessionLifetimeMs / 1000,
  });
}

export function clearSessionCookie(reply: FastifyReply): void {
  void reply.clearCookie(cookieName, { path: '/' });
}
