/** HTTP Digest authentication (RFC 7616: MD5 and SHA-256, qop auth) and Basic, in UTF-8. */
import { createHash, randomBytes } from 'node:crypto';

export type Challenge = {
  scheme: 'digest' | 'basic';
  realm: string;
  nonce: string;
  opaque: string | null;
  algorithm: 'MD5' | 'SHA-256' | 'MD5-sess' | 'SHA-256-sess';
  qop: boolean;
  stale: boolean;
};

const parameterPattern = /([a-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/gi;

/** The strongest challenge we can answer among the WWW-Authenticate headers; null when there is none. */
export function chooseChallenge(headers: readonly string[]): Challenge | null {
  const challenges = headers
    .flatMap((header) => header.split(/,\s*(?=(?:digest|basic)\s)/i))
    .map(parseChallenge)
    .filter((challenge): challenge is Challenge => challenge !== null);
  const strength = ({ scheme, algorithm }: Challenge): number =>
    scheme === 'basic' ? 0 : algorithm.startsWith('SHA-256') ? 2 : 1;
  return challenges.sort((a, b) => strength(b) - strength(a))[0] ?? null;
}

function parseChallenge(header: string): Challenge | null {
  const scheme = /^\s*(digest|basic)\b/i.exec(header)?.[1]?.toLowerCase();
  if (scheme !== 'digest' && scheme !== 'basic') return null;
  const parameters: Record<string, string> = {};
  for (const match of header.matchAll(parameterPattern)) {
    parameters[match[1]?.toLowerCase() ?? ''] = (match[2] ?? match[3] ?? '').replace(/\\(.)/g, '$1');
  }
  const algorithm = normaliseAlgorithm(parameters['algorithm']);
  if (scheme === 'digest' && (algorithm === null || parameters['nonce'] === undefined)) return null;
  return {
    scheme,
    realm: parameters['realm'] ?? '',
    nonce: parameters['nonce'] ?? '',
    opaque: parameters['opaque'] ?? null,
    algorithm: algorithm ?? 'MD5',
    qop: /(^|[\s,])auth($|[\s,])/i.test(parameters['qop'] ?? ''),
    stale: parameters['stale']?.toLowerCase() === 'true',
  };
}

function normaliseAlgorithm(text: string | undefined): Challenge['algorithm'] | null {
  switch ((text ?? 'MD5').toUpperCase().replace(/_/g, '-')) {
    case 'MD5':
      return 'MD5';
    case 'SHA-256':
    case 'SHA256':
      return 'SHA-256';
    case 'MD5-SESS':
      return 'MD5-sess';
    case 'SHA-256-SESS':
      return 'SHA-256-sess';
    default:
      return null;
  }
}

export type DigestRequest = { method: string; uri: string; username: string; password: string };

/**
 * Answers one challenge and goes on answering with the same nonce, counting its uses as RFC 7616 wants, so that
 * only the first request of a connection costs two round trips.
 */
export class DigestSession {
  readonly #challenge: Challenge;
  #uses = 0;

  constructor(challenge: Challenge) {
    this.#challenge = challenge;
  }

  /** The Authorization header for one request. */
  authorization({ method, uri, username, password }: DigestRequest): string {
    const { scheme, realm, nonce, opaque, algorithm, qop } = this.#challenge;
    if (scheme === 'basic')
      return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
    this.#uses += 1;
    const nc = this.#uses.toString(16).padStart(8, '0');
    const cnonce = randomBytes(8).toString('hex');
    const hash = (text: string): string =>
      createHash(algorithm.startsWith('SHA-256') ? 'sha256' : 'md5')
        .update(text, 'utf8')
        .digest('hex');
    const secret = hash(`${username}:${realm}:${password}`);
    const ha1 = algorithm.endsWith('-sess') ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
    const ha2 = hash(`${method}:${uri}`);
    const response = hash(qop ? `${ha1}:${nonce}:${nc}:${cnonce}:auth:${ha2}` : `${ha1}:${nonce}:${ha2}`);
    const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
    return [
      `Digest username=${quoted(username)}, realm=${quoted(realm)}, nonce=${quoted(nonce)}, uri=${quoted(uri)}`,
      `algorithm=${algorithm}, response="${response}"`,
      ...(opaque === null ? [] : [`opaque=${quoted(opaque)}`]),
      ...(qop ? [`qop=auth, nc=${nc}, cnonce="${cnonce}"`] : []),
    ].join(', ');
  }
}
