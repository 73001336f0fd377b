import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ensureKeyFile, keyId, sealingKey, WatchedKeyRing, type KeyRing, type RingKey } from './key-ring.ts';

/** Encrypts what must not be readable from a stolen disk or database: pictures, templates, camera passwords. */
export type Secrets = {
  encrypt(plain: Uint8Array): Buffer<ArrayBuffer>;
  /** @throws when the data were altered or encrypted with a key that is not on the ring. */
  decrypt(sealed: Uint8Array): Buffer<ArrayBuffer>;
  /** The keys that are known now, and the one that seals. */
  keys(): { known: string[]; sealing: string };
};

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
/** Version and key id: what a sealed value begins with. */
export const sealHeaderBytes = 5;

/** What everything sealed with this key begins with. */
export function sealHeader(id: string): Buffer<ArrayBuffer> {
  return Buffer.concat([Buffer.from([version]), Buffer.from(id, 'hex')]);
}

/** Id of the key with which a value was sealed; null when it is not a sealed value. */
export function sealedWith(sealed: Uint8Array): string | null {
  if (sealed.length < sealHeaderBytes + nonceBytes + tagBytes || sealed[0] !== version) return null;
  return Buffer.from(sealed.subarray(1, sealHeaderBytes)).toString('hex');
}

/**
 * Opens the key file, or makes one (mode 0600) when there is none. Layout of sealed data: version (1 byte), first 4 bytes
 * of the key's SHA-256, nonce (12), AES-256-GCM ciphertext, tag (16). Keys that are added to the file, or may seal from
 * now on, are taken up within a second; a value of a key not yet known is looked for in the file at once.
 */
export function openSecrets(keyFile: string): Secrets {
  ensureKeyFile(keyFile);
  const watched = new WatchedKeyRing(keyFile);
  return secretsOf(
    () => watched.current(),
    () => watched.refresh(),
  );
}

/** Secrets sealed with a given 32-byte key. */
export function secretsWith(key: Buffer): Secrets {
  const ring = [{ id: keyId(key), key, next: false }];
  return secretsOf(
    () => ring,
    () => ring,
  );
}

function secretsOf(current: () => KeyRing, refresh: () => KeyRing): Secrets {
  return {
    encrypt: (plain) => seal(sealingKey(current()), plain),
    decrypt: (sealed) => {
      const id = sealedWith(sealed);
      const named = (ring: KeyRing): RingKey | undefined => ring.find((it) => it.id === id);
      const key = id === null ? undefined : (named(current()) ?? named(refresh()));
      if (key === undefined) throw new Error('These data were not encrypted with the present key.');
      return open(key, sealed);
    },
    keys: () => {
      const ring = current();
      return { known: ring.map(({ id }) => id), sealing: sealingKey(ring).id };
    },
  };
}

function seal({ id, key }: RingKey, plain: Uint8Array): Buffer<ArrayBuffer> {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([sealHeader(id), nonce, body, cipher.getAuthTag()]);
}

function open({ key }: RingKey, sealed: Uint8Array): Buffer<ArrayBuffer> {
  const data = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const nonce = data.subarray(sealHeaderBytes, sealHeaderBytes + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAuthTag(data.subarray(data.length - tagBytes));
  const body = data.subarray(sealHeaderBytes + nonceBytes, data.length - tagBytes);
  return Buffer.concat([decipher.update(body), decipher.final()]);
}
