/** WS-Security UsernameToken with PasswordDigest, as ONVIF devices check it. */
import { createHash } from 'node:crypto';
import type { Accounts } from './digest.ts';
import { child, text } from './soap.ts';
import type { XmlElement } from './soap.ts';

/** How far `Created` may be from the device's clock. */
export const createdToleranceMs = 5 * 60_000;

/** Base64(SHA-1(nonce + created + password)), the text parts in UTF-8. */
export function passwordDigest(nonce: Buffer, created: string, password: string): string {
  return createHash('sha1').update(nonce).update(created, 'utf8').update(password, 'utf8').digest('base64');
}

export type TokenVerdict = 'none' | 'accepted' | 'refused';

export type TokenCheck = (header: XmlElement, deviceNow: number) => TokenVerdict;

/** A check that remembers nonces, so that no token is accepted twice. `deviceNow` is the device's own clock. */
export function tokenCheck(accounts: Accounts): TokenCheck {
  const seen = new Map<string, number>();
  return (header, deviceNow) => {
    const token = child(child(header, 'Security'), 'UsernameToken');
    const username = text(token, 'Username');
    if (username === null) return 'none';
    const password = accounts.get(username);
    const created = text(token, 'Created') ?? '';
    const nonce = text(token, 'Nonce') ?? '';
    const createdAt = Date.parse(created);
    if (password === undefined || nonce === '' || Number.isNaN(createdAt)) return 'refused';
    if (Math.abs(createdAt - deviceNow) > createdToleranceMs) return 'refused';
    if (text(token, 'Password') !== passwordDigest(Buffer.from(nonce, 'base64'), created, password))
      return 'refused';
    const key = `${nonce} ${created}`;
    for (const [old, at] of seen) if (Math.abs(at - deviceNow) > 2 * createdToleranceMs) seen.delete(old);
    if (seen.has(key)) return 'refused';
    seen.set(key, createdAt);
    return 'accepted';
  };
}
