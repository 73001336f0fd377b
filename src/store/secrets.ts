import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Encrypts what must not be readable from a stolen disk or database: pictures, templates, camera passwords. */
export type Secrets = {
  encrypt(plain: Uint8Array): Buffer<ArrayBuffer>;
  /** @throws when the data were altered or encrypted with another key. */
  decrypt(sealed: Uint8Array): Buffer<ArrayBuffer>;
};

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Opens the key file, or makes one (mode 0600) when there is none. Layout of sealed data:
 * version (1 byte), first 4 bytes of the key's SHA-256, nonce (12), AES-256-GCM ciphertext, tag (16).
 */
export function openSecrets(keyFile: string): Secrets {
  if (!existsSync(keyFile)) {
    mkdirSync(path.dirname(keyFile), { recursive: true, mode: 0o700 });
    // wx: when two processes make it at once, the first wins and both read the same key below.
    try {
      writeFileSync(keyFile, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return secretsWith(readKey(keyFile));
}

function readKey(keyFile: string): Buffer {
  const text = readFileSync(keyFile, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new Error(`${keyFile} must hold 64 hexadecimal digits.`);
  return Buffer.from(text, 'hex');
}

/** Secrets sealed with a given 32-byte key. */
export function secretsWith(key: Buffer): Secrets {
  const keyId = createHash('sha256').update(key).digest().subarray(0, 4);
  const header = Buffer.concat([Buffer.from([version]), keyId]);
  return {
    encrypt: (plain) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([header, nonce, body, cipher.getAuthTag()]);
    },
    decrypt: (sealed) => {
      const data = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      if (
        data.length < header.length + nonceBytes + tagBytes ||
        !data.subarray(0, header.length).equals(header)
      )
        throw new Error('These data were not encrypted with the present key.');
      const nonce = data.subarray(header.length, header.length + nonceBytes);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce);
      decipher.setAuthTag(data.subarray(data.length - tagBytes));
      const body = data.subarray(header.length + nonceBytes, data.length - tagBytes);
      return Buffer.concat([decipher.update(body), decipher.final()]);
    },
  };
}
