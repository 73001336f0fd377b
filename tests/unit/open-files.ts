import { readdir, readlink } from 'node:fs/promises';

/** What this process holds open of a folder, as paths under which it can be read itself. */
export async function openFilesOf(folder: string): Promise<string[]> {
  const open = (await readdir('/proc/self/fd')).map((fd) => `/proc/self/fd/${fd}`);
  const targets = await Promise.all(open.map((it) => readlink(it).catch(() => '')));
  return open.filter((_, i) => targets[i]?.startsWith(folder));
}
