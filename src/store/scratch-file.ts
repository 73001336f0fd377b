import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';

/** Bytes that can be read from any place. */
export type ByteSource = {
  readonly bytes: number;
  /** Of what lies beyond the end nothing is returned. */
  read(from: number, length: number): Promise<Buffer>;
};

/** A file for as long as some work takes, that nobody but this process can read. */
export type ScratchFile = ByteSource & {
  append(part: Uint8Array): Promise<void>;
  /** Frees its room on the disk. */
  close(): Promise<void>;
};

const cipher = 'aes-256-ctr';
const blockBytes = 16;

/**
 * Makes a scratch file. Its content is sealed with a key that is only in memory, and it has no name in the folder any
 * more when this resolves: however this process ends, the system frees it, and what a stolen disk still holds is noise.
 */
export async function openScratchFile(folder: string): Promise<ScratchFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = path.join(folder, randomBytes(12).toString('hex'));
  const handle = await open(name, 'wx+', 0o600);
  await rm(name, { force: true }).catch(async (error: unknown) => {
    await handle.close();
    throw error;
  });
  const key = randomBytes(32);
  const sealing = createCipheriv(cipher, key, counterAt(0));
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    append: async (part) => {
      await handle.writeFile(sealing.update(part));
      bytes += part.byteLength;
    },
    read: async (from, length) => {
      const skipped = from % blockBytes;
      const sealed = await readAt(handle, from - skipped, length + skipped);
      const opening = createDecipheriv(cipher, key, counterAt(Math.floor(from / blockBytes)));
      return opening.update(sealed).subarray(skipped);
    },
    close: () => handle.close(),
  };
}

/** The key seals this one file, so counting its blocks repeats no counter. */
function counterAt(block: number): Buffer {
  const counter = Buffer.alloc(blockBytes);
  counter.writeBigUInt64BE(BigInt(block), blockBytes - 8);
  return counter;
}

/** Deletes what a process left that died before its file had lost its name. Files in use have none, so they stay. */
export async function clearScratch(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) await rm(path.join(folder, name), { force: true, recursive: true });
}

/** A file that lies there anyway; it is only open while it is read. */
export function fileSource(file: string, bytes: number): ByteSource {
  return {
    bytes,
    read: async (from, length) => {
      const handle = await open(file);
      try {
        return await readAt(handle, from, length);
      } finally {
        await handle.close();
      }
    },
  };
}

async function readAt(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const content = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(content, filled, length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return content.subarray(0, filled);
}
