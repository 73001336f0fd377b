import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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
 * @param frameDays days after which frames expire; photos and attachments do not expire by time but go with the person.
 */
export function openEvidence(folder: string, secrets: Secrets, frameDays: number): EvidenceStore {
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
        expiresAt: kind === 'frame' ? new Date(at.getTime() + frameDays * 86_400_000) : null,
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

async function* idsIn(folder: string): AsyncGenerator<string> {
  const shelves = await readdir(folder).catch((error: unknown) => {
    if (isGone(error)) return [];
    throw error;
  });
  for (const shelf of shelves.sort())
    for (const name of (await readdir(path.join(folder, shelf))).sort())
      if (name.endsWith(extension)) yield name.slice(0, -extension.length);
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

/**
 * Deletes the files whose time has come and marks their rows. The row stays as proof of deletion.
 *
 * @returns how many were deleted.
 */
export async function deleteExpired(db: PrismaLike, store: EvidenceStore, now: Date): Promise<number> {
  const due = await db.evidence.findMany({
    where: { expiresAt: { lte: now }, deletedAt: null },
    select: { id: true },
    take: 500,
  });
  for (const { id } of due) {
    await store.delete(id);
    await db.evidence.update({ where: { id }, data: { deletedAt: now } });
  }
  return due.length;
}
