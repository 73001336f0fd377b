import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keyId, newKey, readKeyRing, sealingKey, writeKeyRing } from '../../../src/store/key-ring.ts';
import { openSecrets, sealedWith, secretsWith } from '../../../src/store/secrets.ts';

let folder: string;
let keyFile: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'key-ring-'));
});
beforeEach(() => {
  keyFile = path.join(folder, `${Math.random()}.key`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const old = Buffer.alloc(32, 7);

describe('a key file', () => {
  test.each([
    ['one key, as it always was', `${old.toString('hex')}`, [false]],
    ['a key and the one after it', `${old.toString('hex')}\n${'ab'.repeat(32)}\n`, [false, false]],
    ['a key that does not seal yet', `${old.toString('hex')}\n${'ab'.repeat(32)} next\n`, [false, true]],
  ])('holds %s', (_, text, next) => {
    writeFileSync(keyFile, text);
    const ring = readKeyRing(keyFile);
    expect(ring.map((it) => it.next)).toEqual(next);
    expect(ring[0]?.id).toBe(keyId(old));
    expect(sealingKey(ring)).toBe(ring.filter((it) => !it.next).at(-1));
  });

  test.each([
    ['nothing', ''],
    ['half a key', '07'.repeat(31)],
    ['a key twice', `${'07'.repeat(32)}\n${'07'.repeat(32)}`],
    ['only a key that may not seal yet', `${'07'.repeat(32)} next`],
    ['a word nobody knows', `${'07'.repeat(32)} newest`],
  ])('with %s is refused, not guessed at', (_, text) => {
    writeFileSync(keyFile, text);
    expect(() => readKeyRing(keyFile)).toThrow();
  });

  test('is written whole, for its owner alone', () => {
    const ring = [newKey(false), newKey(true)];
    writeKeyRing(keyFile, ring);
    expect(readKeyRing(keyFile)).toEqual(ring);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(() => writeKeyRing(keyFile, [newKey(true)])).toThrow();
    expect(readKeyRing(keyFile)).toEqual(ring);
  });
});

describe('secrets on a ring', () => {
  test('open what was sealed before there was a ring, and seal with the newest key that may', () => {
    const before = secretsWith(old).encrypt(Buffer.from('before'));
    const [next, after] = [newKey(true), newKey(false)];
    const first = { id: keyId(old), key: old, next: false };
    writeKeyRing(keyFile, [first, next]);
    const secrets = openSecrets(keyFile);
    expect(secrets.decrypt(before).toString()).toBe('before');
    expect(secrets.keys()).toEqual({ known: [first.id, next.id], sealing: first.id });
    writeKeyRing(keyFile, [first, after]);
    const restarted = openSecrets(keyFile);
    expect(sealedWith(restarted.encrypt(Buffer.from('now')))).toBe(after.id);
    expect(restarted.decrypt(before).toString()).toBe('before');
  });

  test('find a key that another process brought in, the moment its first value is met', () => {
    const running = openSecrets(keyFile);
    const ring = readKeyRing(keyFile);
    const key = newKey(false);
    writeKeyRing(keyFile, [...ring, key]);
    expect(running.decrypt(secretsWith(key.key).encrypt(Buffer.from('theirs'))).toString()).toBe('theirs');
    expect(running.keys().sealing).toBe(key.id);
  });

  test('go on with the keys they have while the file is away or damaged', () => {
    const running = openSecrets(keyFile);
    const sealed = running.encrypt(Buffer.from('x'));
    writeFileSync(keyFile, 'not a key');
    expect(() => running.decrypt(secretsWith(old).encrypt(Buffer.from('y')))).toThrow(/not encrypted/);
    rmSync(keyFile);
    expect(() => running.decrypt(secretsWith(old).encrypt(Buffer.from('y')))).toThrow(/not encrypted/);
    expect(running.decrypt(sealed).toString()).toBe('x');
  });

  test('a value whose key id was changed to another key of the ring is noticed', () => {
    const keys = [newKey(false), newKey(false)];
    writeKeyRing(keyFile, keys);
    const sealed = secretsWith(keys[0]!.key).encrypt(Buffer.from('evidence'));
    Buffer.from(keys[1]!.id, 'hex').copy(sealed, 1);
    expect(() => openSecrets(keyFile).decrypt(sealed)).toThrow();
    expect(readFileSync(keyFile, 'utf8').split('\n')).toHaveLength(3);
  });
});
