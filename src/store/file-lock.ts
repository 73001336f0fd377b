import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than anything that is done under a lock: whoever holds it for longer is dead. */
const staleMs = 15_000;
const askEveryMs = 10;

/**
 * Runs work while no other process (on any machine that shares the folder) works on the same file under this lock. A lock
 * whose holder died is taken over.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  for (;;) {
    const taken = await take(lock);
    // No folder, so there is no file that anybody could be working on.
    if (taken === 'noFolder') return work();
    if (taken === 'mine') break;
    await sleep(askEveryMs);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<'mine' | 'taken' | 'noFolder'> {
  try {
    await (await open(lock, 'wx', 0o600)).close();
    return 'mine';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'noFolder';
    if (code !== 'EEXIST') throw error;
  }
  const held = await stat(lock).catch(() => null);
  if (held !== null && Date.now() - held.mtimeMs > staleMs) {
    // Moved away first: of two who find it stale only one has it.
    const aside = `${lock}.${randomUUID()}`;
    await rename(lock, aside).catch(() => undefined);
    await rm(aside, { force: true });
  }
  return 'taken';
}
