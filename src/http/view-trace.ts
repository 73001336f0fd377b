import type { FastifyReply, FastifyRequest } from 'fastify';
import { audit } from '../store/audit.ts';
import type { Prisma as PrismaTypes } from '../store/generated/client.ts';
import type { PrismaLike } from '../store/database.ts';
import { auditOnce } from './audit-once.ts';
import { who } from './auth.ts';
import type { ApiApp } from './deps.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Hands out pictures or files of people: the action under which each view stands in the audit log. */
    shows?: string;
  }
  interface FastifyRequest {
    viewNoted: boolean;
  }
}

type View = { subject: string; detail?: PrismaTypes.InputJsonObject };

/**
 * Writes who looks at what into the audit log, under the action that the route names in `config.shows`. To be called
 * before the picture is sent.
 *
 * @param options.once one line in ten minutes for what an open page asks for again and again.
 */
export async function noteView(
  request: FastifyRequest,
  db: PrismaLike,
  view: View,
  options: { once?: boolean } = {},
): Promise<void> {
  const action = request.routeOptions.config.shows;
  if (action === undefined)
    throw new Error(`${request.routeOptions.url} does not name what a view of it is.`);
  const facts = { actor: who(request).actor, action, ...view };
  await (options.once === true ? auditOnce(db, facts) : audit(db, facts));
  request.viewNoted = true;
}

/** No answer leaves with a picture or a file in it unless its view was noted: a route that forgets it fails at once. */
export function requireNotedViews(app: ApiApp): void {
  app.decorateRequest('viewNoted', false);
  app.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode < 300 && showsSomething(reply, payload) && !request.viewNoted)
      throw new Error(
        `${request.method} ${request.routeOptions.url} shows a picture or file without a line in the audit log.`,
      );
    return payload;
  });
}

/** A picture or a file: by its type, as bytes or a stream, or written into JSON. */
function showsSomething(reply: FastifyReply, payload: unknown): boolean {
  if (payload === null || payload === undefined || payload === '') return false;
  const type = String(reply.getHeader('content-type') ?? '');
  if (/^(image|video|audio)\//.test(type)) return true;
  return typeof payload === 'string' ? payload.includes('data:image/') : true;
}
