import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chooseChallenge, DigestSession } from '../../../src/cameras/http-digest.ts';

const request = { method: 'GET', uri: '/dir/index.html', username: 'Mufasa', password: 'CircleOfLife' };
const field = (header: string, name: string): string =>
  new RegExp(`\\b${name}="?([^",]+)`).exec(header)?.[1] ?? '';

function answered(...headers: string[]): string {
  const challenge = chooseChallenge(headers);
  if (!challenge) throw new Error('no challenge');
  return new DigestSession(challenge).authorization(request);
}

describe('HTTP digest', () => {
  it('gives the response of the example in RFC 2069 (errata) when the server asks for no qop', () => {
    const header = answered('Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"');
    expect(field(header, 'response')).toBe('1949323746fe6a43ef61f9606e7febea');
  });

  it('prefers SHA-256 over MD5 and Digest over Basic, in any order or in one header', () => {
    const md5 = 'Digest realm="IP Camera", nonce="n", qop="auth", algorithm=MD5';
    const sha = 'Digest realm="IP Camera", nonce="n", qop="auth,auth-int", algorithm="SHA-256"';
    expect(chooseChallenge([md5, 'Basic realm="x"', sha])?.algorithm).toBe('SHA-256');
    expect(chooseChallenge(['Basic realm="x", Digest realm="y", nonce="n"'])?.scheme).toBe('digest');
    expect(chooseChallenge(['Basic realm="x"'])?.scheme).toBe('basic');
    expect(chooseChallenge(['Digest realm="y", nonce="n", algorithm=SHA3'])).toBeNull();
    expect(chooseChallenge([])).toBeNull();
  });

  it('counts the uses of one nonce and hashes the client nonce in', () => {
    const challenge = chooseChallenge(['Digest realm="r", nonce="abc", qop="auth", opaque="o,p"']);
    if (!challenge) throw new Error('no challenge');
    const session = new DigestSession(challenge);
    const headers = [session.authorization(request), session.authorization(request)];
    expect(headers.map((header) => field(header, 'nc'))).toEqual(['00000001', '00000002']);
    for (const header of headers) {
      const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
      const parts = [
        md5('Mufasa:r:CircleOfLife'),
        'abc',
        field(header, 'nc'),
        field(header, 'cnonce'),
        'auth',
      ];
      expect(field(header, 'response')).toBe(md5([...parts, md5('GET:/dir/index.html')].join(':')));
      expect(header).toContain('opaque="o,p"');
    }
  });

  it('hashes Vietnamese credentials as UTF-8', () => {
    const challenge = chooseChallenge(['Digest realm="r", nonce="n"']);
    if (!challenge) throw new Error('no challenge');
    const header = new DigestSession(challenge).authorization({
      ...request,
      username: 'Hoa',
      password: 'mật khẩu',
    });
    const md5 = (text: string): string => createHash('md5').update(Buffer.from(text, 'utf8')).digest('hex');
    expect(field(header, 'response')).toBe(md5(`${md5('Hoa:r:mật khẩu')}:n:${md5('GET:/dir/index.html')}`));
  });
});
