import { describe, expect, it } from 'vitest';
import { digestAuthority, digestParameters, digestResponse } from '../../virtual-camera/digest.ts';
import { parseSoap } from '../../virtual-camera/soap.ts';
import { passwordDigest, tokenCheck } from '../../virtual-camera/ws-security.ts';

describe('digest access authentication', () => {
  it('computes the example of RFC 2617, section 3.5', () => {
    const response = digestResponse({
      username: 'Mufasa',
      password: 'Circle Of Life',
      realm: 'testrealm@host.com',
      nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
      method: 'GET',
      uri: '/dir/index.html',
      qop: { qop: 'auth', nc: '00000001', cnonce: '0a4f113b' },
    });
    expect(response).toBe('6629fae49393a05397450978507c4ef1');
  });

  const authority = digestAuthority(new Map([['admin', 'bí mật']]), 'IP Camera', false);
  function answer(challenge: string, password: string, method = 'DESCRIBE'): string {
    const nonce = digestParameters(challenge)?.get('nonce') ?? '';
    const request = {
      username: 'admin',
      password,
      realm: 'IP Camera',
      nonce,
      method,
      uri: 'rtsp://x/main',
      qop: null,
    };
    return `Digest username="admin", realm="IP Camera", nonce="${nonce}", uri="rtsp://x/main", response="${digestResponse(request)}"`;
  }

  it('accepts only a nonce it gave out, the right password and the right method', () => {
    const challenge = authority.challenge();
    expect(authority.accepts(answer(challenge, 'bí mật'), 'DESCRIBE')).toBe(true);
    expect(authority.accepts(answer(challenge, 'bi mat'), 'DESCRIBE')).toBe(false);
    expect(authority.accepts(answer(challenge, 'bí mật'), 'SETUP')).toBe(false);
    expect(authority.accepts(answer('Digest nonce="invented"', 'bí mật'), 'DESCRIBE')).toBe(false);
    expect(authority.accepts(undefined, 'DESCRIBE')).toBe(false);
    expect(authority.accepts('Basic YWRtaW46YWRtaW4=', 'DESCRIBE')).toBe(false);
  });
});

describe('WS-Security user name token', () => {
  const now = Date.UTC(2026, 10, 23, 1, 0, 0);
  const nonce = Buffer.from('0123456789abcdef');
  const at = (ms: number): string => new Date(now + ms).toISOString();

  function header(fields: { username?: string; password?: string; created?: string; nonce?: Buffer }) {
    const created = fields.created ?? at(0);
    const digest = passwordDigest(fields.nonce ?? nonce, created, fields.password ?? 'mật khẩu');
    const xml = `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header><Security><UsernameToken><Username>${fields.username ?? 'admin'}</Username><Password Type="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest">${digest}</Password><Nonce EncodingType="x">${(fields.nonce ?? nonce).toString('base64')}</Nonce><Created>${created}</Created></UsernameToken></Security></s:Header><s:Body><GetProfiles/></s:Body></s:Envelope>`;
    return parseSoap(xml)?.header ?? {};
  }
  const check = () => tokenCheck(new Map([['admin', 'mật khẩu']]));

  it('accepts a password that is not Latin, and the same token only once', () => {
    const same = check();
    expect(same(header({}), now)).toBe('accepted');
    expect(same(header({}), now)).toBe('refused');
    expect(same(header({ nonce: Buffer.from('another') }), now)).toBe('accepted');
  });

  it.each([
    ['wrong password', { password: 'mat khau' }, 'refused'],
    ['unknown user', { username: 'root' }, 'refused'],
    ['made five minutes ago', { created: at(-300_000) }, 'accepted'],
    ['made longer ago', { created: at(-300_001) }, 'refused'],
    ['made in the future', { created: at(300_001) }, 'refused'],
    ['no time at all', { created: 'yesterday' }, 'refused'],
  ] as const)('%s', (_, fields, verdict) => {
    expect(check()(header(fields), now)).toBe(verdict);
  });

  it('tells a request without a token from one that is refused', () => {
    expect(check()({}, now)).toBe('none');
  });
});
