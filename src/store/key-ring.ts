import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

const keyBytes = 32;
const idBytes = 4;

/** A key of the ring. `next`: every process must know it before anything is sealed with it. */
export type RingKey = { id: string; key: Buffer; next: boolean };

/** The keys of a key file, oldest first. The last one that is not `next` seals; all of them open. */
export type KeyRing = readonly RingKey[];

/** The name of a key in sealed values, logs and commands: 8 hexadecimal digits of its SHA-256, which betray nothing of it. */
export function keyId(key: Uint8Array): string {
  return createHash('sha256').update(key).digest().subarray(0, idBytes).toString('hex');
}

/** The key that new values are sealed with. */
export function sealingKey(ring: KeyRing): RingKey {
  const key = ring.filter(({ next }) => !next).at(-1);
  if (key === undefined) throw new Error('The key ring holds no key that may seal.');
  return key;
}

/**
 * Reads a key file: a line for each key, 64 hexadecimal digits and, for one that is being introduced, ` next`. A file with
 * one key alone is a ring of one.
 *
 * @throws when a line is no key, a key stands twice, or none may seal.
 */
export function readKeyRing(keyFile: string): KeyRing {
  const lines = readFileSync(keyFile, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const ring = lines.map((line) => {
    const [, hex, next] = /^([0-9a-f]{64})( next)?$/i.exec(line) ?? [];
    if (hex === undefined) throw new Error(`${keyFile} must hold 64 hexadecimal digits on each line.`);
    const key = Buffer.from(hex, 'hex');
    return { id: keyId(key), key, next: next !== undefined };
  });
  if (ring.length === 0) throw new Error(`${keyFile} must hold 64 hexadecimal digits.`);
  if (new Set(ring.map(({ id }) => id)).size < ring.length) throw new Error(`${keyFile} holds a key twice.`);
  sealingKey(ring);
  return ring;
}

/** Makes a key file with one key (mode 0600) when there is none. Of two processes at once the first wins. */
export function ensureKeyFile(keyFile: string): void {
  if (existsSync(keyFile)) return;
  mkdirSync(path.dirname(keyFile), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(keyFile, randomBytes(keyBytes).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** A key that is on no ring. */
export function newKey(next: boolean): RingKey {
  const key = randomBytes(keyBytes);
  return { id: keyId(key), key, next };
}

/** Replaces a key file whole (mode 0600): on disk before it counts, and never half. */
export function writeKeyRing(keyFile: string, ring: KeyRing): void {
  sealingKey(ring);
  const text = ring.map(({ key, next }) => `${key.toString('hex')}${next ? ' next' : ''}\n`).join('');
  const part = `${keyFile}.part`;
  const file = openSync(part, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(part, keyFile);
}

/** Keeps a key that leaves the ring in a file beside it (mode 0600), on disk before it leaves. @returns the file's name. */
export function keepRetired(keyFile: string, { key }: RingKey): string {
  const retiredFile = `${keyFile}.retired`;
  const file = openSync(retiredFile, 'a', 0o600);
  try {
    writeSync(file, `${key.toString('hex')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return retiredFile;
}

const lookEveryMs = 1_000;

/** A key file that is read again when it changed, so that a running process takes up a new key within a second. */
export class WatchedKeyRing {
  readonly #keyFile: string;
  #ring: KeyRing;
  #seen: string;
  #lookedAt = performance.now();

  constructor(keyFile: string) {
    this.#keyFile = keyFile;
    this.#seen = this.#look();
    this.#ring = readKeyRing(keyFile);
  }

  current(): KeyRing {
    if (performance.now() - this.#lookedAt >= lookEveryMs) this.refresh();
    return this.#ring;
  }

  /** Looks at the file now. One that is away or damaged changes nothing: what was read before still holds. */
  refresh(): KeyRing {
    this.#lookedAt = performance.now();
    try {
      const seen = this.#look();
      if (seen === this.#seen) return this.#ring;
      this.#ring = readKeyRing(this.#keyFile);
      this.#seen = seen;
    } catch {
      // Told where the ring is written: here the service goes on with the keys it has.
    }
    return this.#ring;
  }

  #look(): string {
    const { ino, mtimeMs, size } = statSync(this.#keyFile);
    return `${ino} ${mtimeMs} ${size}`;
  }
}
