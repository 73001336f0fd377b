import type { z } from 'zod';
import { AppError } from '../../errors.ts';
import { audited } from '../../store/audit.ts';
import { instantOf, instantOrNull } from '../../store/dates.ts';
import type { ApiToken as TokenRow } from '../../store/generated/client.ts';
import { createApiToken, listApiTokens, revokeApiToken } from '../../store/tokens.ts';
import { who } from '../auth.ts';
import { apiToken, apiTokenCreate, apiTokenCreated } from '../contracts/accounts.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { idParams, listOf, nothing } from '../shapes.ts';

function present(row: TokenRow): z.infer<typeof apiToken> {
  const { id, name, role, createdBy } = row;
  return {
    id,
    name,
    role,
    createdBy,
    createdAt: instantOf(row.createdAt),
    lastUsedAt: instantOrNull(row.lastUsedAt),
    revokedAt: instantOrNull(row.revokedAt),
  };
}

/** API tokens for scripts. */
export function tokenRoutes(app: ApiApp, deps: HttpDeps): void {
  listRoute(app, deps);
  createRoute(app, deps);
  revokeRoute(app, deps);
}

function listRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/tokens',
    {
      config: { access: 'administrator' },
      schema: { tags: ['tokens'], summary: 'Every API token', response: { 200: listOf(apiToken) } },
    },
    async () => ({ items: (await listApiTokens(db)).map(present) }),
  );
}

function createRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/tokens',
    {
      config: { access: 'administrator' },
      schema: {
        tags: ['tokens'],
        summary: 'Make an API token; it is shown this once',
        body: apiTokenCreate,
        response: { 201: apiTokenCreated },
      },
    },
    async (request, reply) => {
      const { actor } = who(request);
      const { name, role } = request.body;
      const { row, token } = await audited(db, async (tx) => {
        const result = await createApiToken(tx, { name, role, createdBy: actor });
        const subject = `token:${result.row.id}`;
        return { result, facts: { actor, action: 'token.create', subject, detail: { name, role } } };
      });
      return reply.code(201).send({ ...present(row), token });
    },
  );
}

function revokeRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.delete(
    '/api/tokens/:id',
    {
      config: { access: 'administrator' },
      schema: {
        tags: ['tokens'],
        summary: 'Revoke an API token',
        params: idParams,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await audited(db, async (tx) => {
        if (!(await revokeApiToken(tx, id))) throw new AppError('not_found', `no token ${id} in force`);
        const facts = { actor: who(request).actor, action: 'token.revoke', subject: `token:${id}` };
        return { result: null, facts };
      });
      return reply.code(204).send();
    },
  );
}
