import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { buildApp } from '../../../src/http/app.ts';
import type { ApiApp } from '../../../src/http/deps.ts';
import type { Role } from '../../../src/http/contracts/accounts.ts';
import type { Context } from '../../../src/context.ts';
import { createSetupLink } from '../../../src/store/first-start.ts';
import { createApiToken } from '../../../src/store/tokens.ts';
import { scratchContext } from '../scratch.ts';

type Answer = {
  status: number;
  body: Record<string, never> & { items: never[] };
  raw: LightMyRequestResponse;
};
type Call = (
  method: string,
  url: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** The API on a real database, asked without a network. */
export type HttpApp = {
  app: ApiApp;
  context: Context;
  /** Asks as the holder of an API token with this role; `nobody` shows nothing. */
  as(role: Role | 'nobody'): Call;
  close(): Promise<void>;
};

export async function startHttpApp(): Promise<HttpApp> {
  const scratch = await scratchContext();
  const { context } = scratch;
  const app = await buildApp({ ...context, version: '0.0.0' });
  await app.ready();
  const tokens = new Map<string, string>();
  for (const role of ['administrator', 'officer', 'head', 'viewer'] as const) {
    const { token } = await createApiToken(context.database.prisma, { name: role, role, createdBy: 'test' });
    tokens.set(role, token);
  }
  return {
    app,
    context,
    as: (role) => caller(app, tokens.get(role)),
    close: async () => {
      await app.close();
      await scratch.close();
    },
  };
}

function caller(app: Pick<FastifyInstance, 'inject'>, token: string | undefined): Call {
  return async (method, url, body, headers = {}) => {
    const raw = await app.inject({
      method: method as NonNullable<InjectOptions['method']>,
      url,
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
      ...(body !== undefined && { payload: body as object }),
    });
    const isJson = String(raw.headers['content-type'] ?? '').includes('json');
    return { status: raw.statusCode, body: isJson && raw.body !== '' ? raw.json() : {}, raw };
  };
}

export { createSetupLink };
