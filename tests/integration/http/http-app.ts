import type { InjectOptions } from 'fastify';
import { z } from 'zod';
import type { Context } from '../../../src/context.ts';
import { buildApp } from '../../../src/http/app.ts';
import type { Role } from '../../../src/http/contracts/accounts.ts';
import type { ApiApp } from '../../../src/http/deps.ts';
import { createApiToken } from '../../../src/store/tokens.ts';
import { scratchContext } from '../scratch.ts';

export type Answer = { status: number; body: unknown; headers: Record<string, unknown>; bytes: Buffer };
export type Call = (
  method: NonNullable<InjectOptions['method']>,
  url: string,
  body?: InjectOptions['payload'],
  headers?: Record<string, string>,
) => Promise<Answer>;

/** The API on a real database, asked without a network. */
export type HttpApp = {
  app: ApiApp;
  context: Context;
  /** Asks as the holder of an API token with this role; `nobody` shows nothing. */
  as: Record<Role | 'nobody', Call>;
  close(): Promise<void>;
};

export const roles = ['viewer', 'head', 'officer', 'administrator'] as const;

/** @param env settings of the service besides those of every test. */
export async function startHttpApp(env: Record<string, string> = {}): Promise<HttpApp> {
  const scratch = await scratchContext(env);
  const { context } = scratch;
  const app = await buildApp({ ...context, version: '1.2.3' });
  await app.ready();
  const callers = await Promise.all(
    roles.map(async (role) => {
      const { token } = await createApiToken(context.database.prisma, {
        name: role,
        role,
        createdBy: 'test',
      });
      return [role, caller(app, { authorization: `Bearer ${token}` })] as const;
    }),
  );
  return {
    app,
    context,
    as: { nobody: caller(app, {}), ...(Object.fromEntries(callers) as Record<Role, Call>) },
    close: async () => {
      await app.close();
      await scratch.close();
    },
  };
}

function caller(app: ApiApp, proof: Record<string, string>): Call {
  return async (method, url, body, headers = {}) => {
    const raw = await app.inject({
      method,
      url,
      headers: { ...proof, ...headers },
      ...(body !== undefined && { payload: body }),
    });
    const isJson = /\/json\b/.test(String(raw.headers['content-type'])) && raw.body !== '';
    return {
      status: raw.statusCode,
      body: isJson ? (JSON.parse(raw.body) as unknown) : null,
      headers: raw.headers,
      bytes: raw.rawPayload,
    };
  };
}

/** The id of what was made. */
export function idOf(answer: Answer): string {
  return z.object({ id: z.string() }).parse(answer.body).id;
}

export function itemsOf(answer: Answer): Record<string, unknown>[] {
  return z.object({ items: z.array(z.record(z.string(), z.unknown())) }).parse(answer.body).items;
}

let people = 0;

/** A person with a division, for tests that need just anybody. */
export async function addPerson(
  http: HttpApp,
  facts: { fullName?: string; code?: string } = {},
): Promise<string> {
  people += 1;
  const code = facts.code ?? `P${people}`;
  const division = await http.as.officer('POST', '/api/divisions', {
    code: `D${people}`,
    name: `Phòng ${people}`,
  });
  const { fullName = `Nguyễn Văn ${code}` } = facts;
  const fixed = { category: 'civilServant', joinedOn: '2020-01-02' };
  return idOf(
    await http.as.officer('POST', '/api/employees', { code, fullName, divisionId: idOf(division), ...fixed }),
  );
}
