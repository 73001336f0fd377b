import { z } from 'zod';
import { AppError } from '../../errors.ts';
import { accountWithPassword } from '../../store/accounts.ts';
import { audit } from '../../store/audit.ts';
import { readOffice } from '../../store/office.ts';
import { createSession, endSession } from '../../store/sessions.ts';
import { accountIdentity, clearSessionCookie, setSessionCookie, who } from '../auth.ts';
import { loginRequest, me, type Me } from '../contracts/accounts.ts';
import { language } from '../contracts/common.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import type { Identity } from '../identity.ts';
import { nothing } from '../shapes.ts';

/** Signing in and out, and who is signed in. */
export function sessionRoutes(app: ApiApp, deps: HttpDeps): void {
  signInRoute(app, deps);
  signOutRoute(app, deps);
  meRoute(app, deps);
  ownLanguageRoute(app, deps);
}

function signInRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  // Guessing one account's password is slowed down more than signing in many people from one address.
  const triesOfAccount = app.createRateLimit({
    max: 8,
    timeWindow: '1 minute',
    keyGenerator: (request) => `${request.ip} ${usernameOf(request.body)}`,
  });

  app.post(
    '/api/session',
    {
      config: { access: 'public', rateLimit: { max: 30, timeWindow: '1 minute' } },
      preHandler: async (request) => {
        const tries = await triesOfAccount(request);
        if (!tries.isAllowed && tries.isExceeded)
          throw new AppError('too_many_requests', 'too many tries to sign in');
      },
      schema: { tags: ['session'], summary: 'Sign in', body: loginRequest, response: { 200: me } },
    },
    async (request, reply) => {
      const { username, password } = request.body;
      const account = await accountWithPassword(db, username, password);
      if (account === null) {
        await audit(db, {
          actor: 'nobody',
          action: 'session.refused',
          subject: `username:${username.slice(0, 40)}`,
        });
        throw new AppError('wrong_password', 'wrong user name or password');
      }
      setSessionCookie(reply, await createSession(db, account.id), deps);
      await audit(db, { actor: account.username, action: 'session.begin', subject: `account:${account.id}` });
      return describe(deps, accountIdentity(account));
    },
  );
}

function signOutRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.delete(
    '/api/session',
    {
      config: { access: 'public' },
      schema: { tags: ['session'], summary: 'Sign out', response: { 204: nothing } },
    },
    async (request, reply) => {
      if (request.sessionToken !== null) await endSession(db, request.sessionToken);
      clearSessionCookie(reply);
      return reply.code(204).send();
    },
  );
}

function meRoute(app: ApiApp, deps: HttpDeps): void {
  app.get(
    '/api/me',
    {
      config: { access: 'viewer' },
      schema: { tags: ['session'], summary: 'Who is asking', response: { 200: me } },
    },
    async (request) => describe(deps, who(request)),
  );
}

function ownLanguageRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.patch(
    '/api/me',
    {
      config: { access: 'viewer' },
      schema: {
        tags: ['session'],
        summary: 'Change the own language',
        body: z.object({ language }),
        response: { 200: me },
      },
    },
    async (request) => {
      const identity = who(request);
      if (identity.kind === 'token') throw new AppError('forbidden', 'a token has no language of its own');
      await db.account.update({ where: { id: identity.id }, data: { language: request.body.language } });
      return describe(deps, { ...identity, language: request.body.language });
    },
  );
}

function usernameOf(body: unknown): string {
  const { data } = loginRequest.safeParse(body);
  return data?.username.trim().toLowerCase() ?? '';
}

async function describe({ database }: HttpDeps, identity: Identity): Promise<Me> {
  const { kind, id, name, role, language: spoken } = identity;
  const { name: officeName, timeZone } = await readOffice(database.prisma);
  return { kind, id, name, role, language: spoken, officeName, timeZone };
}
