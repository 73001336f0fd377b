import { AppError } from '../../errors.ts';
import { createAccount } from '../../store/accounts.ts';
import { audited } from '../../store/audit.ts';
import type { Transaction } from '../../store/database.ts';
import { createSession } from '../../store/sessions.ts';
import { hashSecret } from '../../store/tokens.ts';
import { setSessionCookie } from '../auth.ts';
import { account, setupRequest, setupState } from '../contracts/accounts.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { presentAccount } from './accounts.ts';

/** The first start: whoever has the link printed in the terminal becomes the administrator. */
export function setupRoutes(app: ApiApp, deps: HttpDeps): void {
  stateRoute(app, deps);
  completeRoute(app, deps);
}

function stateRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/setup',
    {
      config: { access: 'public' },
      schema: {
        tags: ['setup'],
        summary: 'Whether the first administrator is missing',
        response: { 200: setupState },
      },
    },
    async () => ({ needed: (await db.account.count()) === 0 }),
  );
}

function completeRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/setup',
    {
      config: { access: 'public', rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: {
        tags: ['setup'],
        summary: 'Make the first administrator, and sign in',
        body: setupRequest,
        response: { 200: account },
      },
    },
    async (request, reply) => {
      const { token, officeName, username, displayName, password } = request.body;
      const created = await audited(db, async (tx) => {
        await useSetupLink(tx, token);
        if (officeName !== undefined)
          await tx.office.update({ where: { id: 1 }, data: { name: officeName.normalize('NFC') } });
        const result = await createAccount(tx, { username, displayName, password, role: 'administrator' });
        return {
          result,
          facts: { actor: username, action: 'setup.complete', subject: `account:${result.id}` },
        };
      });
      setSessionCookie(reply, await createSession(db, created.id), deps);
      return presentAccount(created);
    },
  );
}

/** Uses up a one-time link. @throws AppError `setup_link_invalid`. */
async function useSetupLink(tx: Transaction, token: string): Promise<void> {
  const now = new Date();
  const { count } = await tx.setupLink.updateMany({
    where: { tokenHash: hashSecret(token), usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  if (count === 0 || (await tx.account.count()) > 0)
    throw new AppError('setup_link_invalid', 'used, expired or unknown set-up link');
}
