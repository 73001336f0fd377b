/** Starting parts of the virtual camera as processes of their own, from source (through tsx) or from a bundle. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The program's entry when nothing else is said. */
function defaultEntry(): string {
  return fileURLToPath(new URL('./main.ts', import.meta.url));
}

/**
 * Forks the program with arguments and a channel for structured messages; its errors go to our stderr. `entry` is
 * `main.ts` or what it was bundled to.
 */
export function forkCamera(entry: string | undefined, args: string[]): ChildProcess {
  const file = entry ?? defaultEntry();
  const loader = file.endsWith('.ts')
    ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
    : [];
  return fork(file, args, {
    execArgv: loader,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}
