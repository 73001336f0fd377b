import { changeAccount, createAccount, listAccounts } from '../../store/accounts.ts';
import { audited } from '../../store/audit.ts';
import { instantOrNull } from '../../store/dates.ts';
import type { Account as AccountRow } from '../../store/generated/client.ts';
import { who } from '../auth.ts';
import { account, accountCreate, accountPatch, type Account } from '../contracts/accounts.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { idParams, listOf } from '../shapes.ts';

/** An account as the API tells it: nothing of its password. */
export function presentAccount(row: AccountRow): Account {
  const { id, username, displayName, role, employeeId } = row;
  const language = row.language === 'en' ? 'en' : 'vi';
  return { id, username, displayName, role, language, employeeId, disabledAt: instantOrNull(row.disabledAt) };
}

/** Accounts of people. */
export function accountRoutes(app: ApiApp, deps: HttpDeps): void {
  listRoute(app, deps);
  createRoute(app, deps);
  changeRoute(app, deps);
}

function listRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/accounts',
    {
      config: { access: 'administrator' },
      schema: { tags: ['accounts'], summary: 'Every account', response: { 200: listOf(account) } },
    },
    async () => ({ items: (await listAccounts(db)).map(presentAccount) }),
  );
}

function createRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/accounts',
    {
      config: { access: 'administrator' },
      schema: {
        tags: ['accounts'],
        summary: 'Make an account',
        body: accountCreate,
        response: { 201: account },
      },
    },
    async (request, reply) => {
      const created = await audited(db, async (tx) => {
        const result = await createAccount(tx, request.body);
        const { username, role } = result;
        const subject = `account:${result.id}`;
        return {
          result,
          facts: { actor: who(request).actor, action: 'account.create', subject, detail: { username, role } },
        };
      });
      return reply.code(201).send(presentAccount(created));
    },
  );
}

function changeRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.patch(
    '/api/accounts/:id',
    {
      config: { access: 'administrator' },
      schema: {
        tags: ['accounts'],
        summary: 'Change, disable or enable an account',
        params: idParams,
        body: accountPatch,
        response: { 200: account },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { password, ...plain } = request.body;
      const changed = await audited(db, async (tx) => {
        const result = await changeAccount(tx, id, request.body);
        const detail = { ...plain, ...(password === undefined ? {} : { passwordChanged: true }) };
        const facts = {
          actor: who(request).actor,
          action: 'account.change',
          subject: `account:${id}`,
          detail,
        };
        return { result, facts };
      });
      return presentAccount(changed);
    },
  );
}
