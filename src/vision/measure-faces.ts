/** Measures faces without keeping the models: a process of its own looks at the pictures and ends. */
import { fork } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';
import { fromSources, projectRoot } from '../root.ts';

export const measuredFace = z.object({
  /** Brows to chin, pixels of the picture. */
  heightPx: z.number(),
  /** Why it could not be recognised, the words of {@link QualityReason}; empty when it could. */
  reasons: z.array(z.string()),
});
/** The best face of some pictures. */
export type MeasuredFace = z.infer<typeof measuredFace>;

const limitMs = 30_000;

/**
 * The face that is best to recognise in any of the pictures (JPEG); null when there is none, or when nobody could look.
 * Costs about two seconds, nothing afterwards; nothing of the pictures is kept.
 */
export function measureBestFace(
  pictures: readonly Buffer[],
  signal?: AbortSignal,
): Promise<MeasuredFace | null> {
  if (pictures.length === 0 || signal?.aborted) return Promise.resolve(null);
  const [entry, loader] = fromSources
    ? [path.join(projectRoot, 'src', 'vision', 'measure-process.ts'), ['--import', 'tsx']]
    : [path.join(projectRoot, 'dist', 'measure-process.js'), []];
  const child = fork(entry, [], {
    cwd: projectRoot,
    execArgv: ['--no-deprecation', ...loader],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  const timer = setTimeout(kill, limitMs);
  signal?.addEventListener('abort', kill, { once: true });
  return new Promise((resolve) => {
    const settle = (answer: unknown): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', kill);
      resolve(measuredFace.nullable().catch(null).parse(answer));
    };
    child.once('message', settle);
    child.once('error', () => settle(null));
    child.once('exit', () => settle(null));
    child.send([...pictures], () => undefined);
  });
}
