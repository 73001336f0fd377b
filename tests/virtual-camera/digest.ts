/** HTTP Digest access authentication (RFC 7616, MD5 as cameras do it), for HTTP and RTSP alike. */
import { createHash, randomBytes } from 'node:crypto';

/** User name to password. */
export type Accounts = ReadonlyMap<string, string>;

const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex');

/** The parameters of a `Digest ...` header; names in lower case, quotes removed. */
export function digestParameters(header: string): Map<string, string> | null {
  const match = /^\s*Digest\s+(.*)$/is.exec(header);
  if (!match) return null;
  const parameters = new Map<string, string>();
  for (const [, name, quoted, plain] of (match[1] ?? '').matchAll(
    /([a-z0-9_-]+)\s*=\s*(?:"([^"]*)"|([^\s,]*))/gi,
  )) {
    if (name) parameters.set(name.toLowerCase(), quoted ?? plain ?? '');
  }
  return parameters;
}

/** The response a client must give. `qop` parts are null where the client uses none. */
export function digestResponse(request: {
  username: string;
  password: string;
  realm: string;
  nonce: string;
  method: string;
  uri: string;
  qop: { qop: string; nc: string; cnonce: string } | null;
}): string {
  const { username, password, realm, nonce, method, uri, qop } = request;
  const ha1 = md5(`${username}:${realm}:${password}`);
  const ha2 = md5(`${method}:${uri}`);
  return md5(qop ? [ha1, nonce, qop.nc, qop.cnonce, qop.qop, ha2].join(':') : [ha1, nonce, ha2].join(':'));
}

export type DigestAuthority = {
  /** The value of a WWW-Authenticate header. */
  challenge(): string;
  /** True when the Authorization header proves knowledge of an account's password for this method. */
  accepts(header: string | undefined, method: string): boolean;
};

const nonceLifetimeMs = 10 * 60_000;

/** Gives out nonces and checks what comes back. `withQop` is what HTTP cameras offer and RTSP ones do not. */
export function digestAuthority(accounts: Accounts, realm: string, withQop: boolean): DigestAuthority {
  const nonces = new Map<string, number>();
  return {
    challenge() {
      const nonce = randomBytes(16).toString('hex');
      const now = Date.now();
      for (const [old, given] of nonces) if (now - given > nonceLifetimeMs) nonces.delete(old);
      nonces.set(nonce, now);
      return `Digest realm="${realm}", ${withQop ? 'qop="auth", ' : ''}nonce="${nonce}"`;
    },
    accepts(header, method) {
      const given = header === undefined ? null : digestParameters(header);
      if (!given) return false;
      const value = (name: string): string => given.get(name) ?? '';
      const username = value('username');
      const password = accounts.get(username);
      if (password === undefined || value('realm') !== realm || !nonces.has(value('nonce'))) return false;
      const qop = given.has('qop') ? { qop: value('qop'), nc: value('nc'), cnonce: value('cnonce') } : null;
      const request = { username, password, realm, nonce: value('nonce'), method, uri: value('uri'), qop };
      return value('response') === digestResponse(request);
    },
  };
}
