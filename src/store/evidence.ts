import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../errors.ts';
import type { PrismaLike } from './database.ts';
import { withFileLock } from './file-lock.ts';
import { sealedWith, sealHeaderBytes, type Secrets } from './secrets.ts';

/** Encrypted pictures on disk; their rows in the database say what they are and when they go. */
export type EvidenceStore = {
  /** Writes the encrypted file; its row is written by the caller, together with what it belongs to. */
  put(
    content: Uint8Array,
    kind: EvidenceKind,
    options: { at: Date; mime?: string; id?: string },
  ): Promise<StoredEvidence>;
  /** @throws AppError `evidence_missing` when the file is gone. */
  get(id: string): Promise<Buffer<ArrayBuffer>>;
  delete(id: string): Promise<void>;
  /** True while the file is there. */
  has(id: string): Promise<boolean>;
  /** Ids of all files that are there, folder by folder. */
  ids(): AsyncGenerator<string>;
  /** Ids of files, whole or half written, that were last written before an instant (epoch ms), a folder's at a time. */
  staleIds(before: number): AsyncGenerator<string[]>;
  /** Id of the key with which a file is sealed; null when it is gone or no sealed file. */
  keyOf(id: string): Promise<string | null>;
  /**
   * Seals a file with the newest key; its content stays.
   *
   * @returns false when it is gone.
   * @throws when it was altered.
   */
  reseal(id: string): Promise<boolean>;
};
export const evidenceKinds = ['frame', 'photo', 'attachment'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];
export type StoredEvidence = {
  id: string;
  kind: EvidenceKind;
  mime: string;
  bytes: number;
  sha256: string;
  createdAt: Date;
  expiresAt: Date | null;
};

/**
 * @param folder where the files lie, `<first two digits of the id's hash>/<id>`.
 */
export function openEvidence(folder: string, secrets: Secrets): EvidenceStore {
  const fileOf = (id: string): string =>
    path.join(folder, createHash('sha256').update(id).digest('hex').slice(0, 2), `${id}${extension}`);
  // Written beside and renamed: a crash leaves no half picture under a real name.
  const write = async (file: string, content: Uint8Array): Promise<void> => {
    await writeFile(`${file}.part`, secrets.encrypt(content), { mode: 0o600 });
    await rename(`${file}.part`, file);
  };
  return {
    put: async (content, kind, { at, mime = 'image/jpeg', id }) => {
      const chosen = id ?? randomUUID();
      const file = fileOf(chosen);
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      // A file that is there already may be read, sealed anew or deleted by somebody else now.
      await (id === undefined ? write(file, content) : withFileLock(file, () => write(file, content)));
      return {
        id: chosen,
        kind,
        mime,
        bytes: content.byteLength,
        sha256: createHash('sha256').update(content).digest('hex'),
        createdAt: at,
        expiresAt: null,
      };
    },
    get: async (id) => {
      try {
        return secrets.decrypt(await readFile(fileOf(id)));
      } catch (error) {
        if (!isGone(error)) throw error;
        throw new AppError('evidence_missing', `Evidence ${id} is not stored any more`, { details: { id } });
      }
    },
    delete: (id) => {
      const file = fileOf(id);
      return withFileLock(file, async () => {
        await rm(file, { force: true });
        // Left by a process that died while it wrote.
        await rm(`${file}.part`, { force: true });
      });
    },
    has: (id) =>
      access(fileOf(id)).then(
        () => true,
        () => false,
      ),
    ids: () => idsIn(folder),
    staleIds: (before) => staleIn(folder, before),
    keyOf: (id) => keyOfFile(fileOf(id)),
    reseal: (id) =>
      withFileLock(fileOf(id), async () => {
        try {
          await write(fileOf(id), secrets.decrypt(await readFile(fileOf(id))));
          return true;
        } catch (error) {
          if (isGone(error)) return false;
          throw error;
        }
      }),
  };
}

const isGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
const extension = '.enc';

/** Folders of files, by the first two digits of their ids' hash. */
async function shelvesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isGone(error)) return [];
    throw error;
  });
  return names.filter((name) => /^[0-9a-f]{2}$/.test(name)).sort();
}

async function* idsIn(folder: string): AsyncGenerator<string> {
  for (const shelf of await shelvesOf(folder))
    for (const name of (await readdir(path.join(folder, shelf))).sort())
      if (name.endsWith(extension)) yield name.slice(0, -extension.length);
}

async function* staleIn(folder: string, before: number): AsyncGenerator<string[]> {
  for (const shelf of await shelvesOf(folder)) {
    const stale = new Set<string>();
    for (const name of await readdir(path.join(folder, shelf))) {
      const [, id] = /^([0-9a-f-]{36})\.enc(\.part)?$/.exec(name) ?? [];
      if (id === undefined) continue;
      const found = await stat(path.join(folder, shelf, name)).catch(() => null);
      if (found !== null && found.mtimeMs < before) stale.add(id);
    }
    if (stale.size > 0) yield [...stale];
  }
}

/** Reads only what a sealed file begins with. */
async function keyOfFile(name: string): Promise<string | null> {
  try {
    const file = await open(name);
    try {
      const head = Buffer.alloc(64);
      const { bytesRead } = await file.read(head, 0, head.length, 0);
      return bytesRead < sealHeaderBytes ? null : sealedWith(head.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

const batch = 500;

/**
 * Deletes the files that were marked as due (of who withdrew, of an upload cut off) and marks their rows. The row stays as
 * proof of deletion. What goes by its age is the matter of src/store/retention.
 *
 * @returns how many were deleted.
 */
export async function deleteExpired(db: PrismaLike, store: EvidenceStore, now: Date): Promise<number> {
  for (let deleted = 0; ;) {
    const due = await db.evidence.findMany({
      where: { expiresAt: { lte: now }, deletedAt: null },
      select: { id: true },
      take: batch,
    });
    const ids = due.map(({ id }) => id);
    for (const id of ids) await store.delete(id);
    await db.evidence.updateMany({ where: { id: { in: ids } }, data: { deletedAt: now } });
    deleted += ids.length;
    if (ids.length < batch) return deleted;
  }
}
