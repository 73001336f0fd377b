import { z } from 'zod';
import { AppError } from '../errors.ts';
import { apiTokenCreate } from '../http/contracts/accounts.ts';
import { audit } from '../store/audit.ts';
import { createApiToken, listApiTokens, revokeApiToken } from '../store/tokens.ts';
import { defineCommand } from './command.ts';

/** Who the audit log names for what is done here: whoever may run commands on the server. */
export const actor = 'cli';

export const createToken = defineCommand({
  name: 'token create',
  usage: '--name NAME [--role viewer|head|officer|administrator]',
  summary: 'Make an API token and print it; it cannot be read again',
  options: apiTokenCreate.extend({ role: apiTokenCreate.shape.role.default('viewer') }),
  run: async ({ name, role }, { prisma, print, say }) => {
    const db = await prisma();
    const { row, token } = await createApiToken(db, { name, role, createdBy: actor });
    await audit(db, { actor, action: 'token.create', subject: `token:${row.id}`, detail: { name, role } });
    say(`API token "${name}" (${role}). Use it as: Authorization: Bearer <token>`);
    print(token);
  },
});

export const listTokens = defineCommand({
  name: 'token list',
  usage: '',
  summary: 'List API tokens',
  options: z.object({}),
  run: async (_options, { prisma, print }) => {
    for (const { id, name, role, createdBy, lastUsedAt, revokedAt } of await listApiTokens(await prisma()))
      print(
        [id, name, role, `by ${createdBy}`, usage(lastUsedAt), revokedAt === null ? '' : 'revoked'].join(
          '\t',
        ),
      );
  },
});

const usage = (at: Date | null): string => (at === null ? 'never used' : `used ${at.toISOString()}`);

export const revokeToken = defineCommand({
  name: 'token revoke',
  usage: 'ID',
  summary: 'End an API token',
  options: z.object({ _: z.tuple([z.uuid()]) }),
  run: async ({ _: [id] }, { prisma, say }) => {
    const db = await prisma();
    if (!(await revokeApiToken(db, id))) throw new AppError('not_found', `There is no token ${id} in force.`);
    await audit(db, { actor, action: 'token.revoke', subject: `token:${id}` });
    say(`Token ${id} does not work any more.`);
  },
});
