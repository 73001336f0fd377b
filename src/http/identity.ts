import type { Role } from './contracts/accounts.ts';
import type { Language } from '../i18n/messages.ts';

/** Who makes a request. */
export type Identity = {
  kind: 'account' | 'token';
  id: string;
  name: string;
  role: Role;
  language: Language;
  /** As the audit log names them: the user name, or `token:<name>`. */
  actor: string;
};

/** The least role that may use a route; `public` needs nobody to be signed in. */
export type Access = 'public' | Role;

const rank: Record<Role, number> = { viewer: 0, head: 1, officer: 2, administrator: 3 };

/** True when the role is at least the one asked for. */
export function hasRole(role: Role, least: Role): boolean {
  return rank[role] >= rank[least];
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    identity: Identity | null;
    /** The session cookie's token, when that is how the request was identified. */
    sessionToken: string | null;
  }
}
