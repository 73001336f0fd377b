import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secretsWith } from '../../../src/store/secrets.ts';

const key = Buffer.alloc(32, 7);

describe('secrets', () => {
  test('what was encrypted is read back, whatever it is', () => {
    const secrets = secretsWith(key);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (plain) => {
        expect(new Uint8Array(secrets.decrypt(secrets.encrypt(plain)))).toEqual(plain);
      }),
    );
  });

  test('the same content looks different each time', () => {
    const secrets = secretsWith(key);
    expect(secrets.encrypt(Buffer.from('x')).equals(secrets.encrypt(Buffer.from('x')))).toBe(false);
  });

  test('a single changed byte anywhere is noticed', () => {
    const secrets = secretsWith(key);
    const sealed = secrets.encrypt(Buffer.from('evidence'));
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(() => secrets.decrypt(changed)).toThrow();
    }
  });

  test('another key opens nothing', () => {
    const sealed = secretsWith(key).encrypt(Buffer.from('evidence'));
    expect(() => secretsWith(randomBytes(32)).decrypt(sealed)).toThrow(/not encrypted with the present key/);
  });
});
