/** Camera worker processes, as many machines would run them, that can be killed, stopped and frozen. */
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { buryCameraWorker } from '../../src/captures/camera-terms.ts';
import type { Log } from '../../src/log.ts';
import { fromSources, projectRoot } from '../../src/root.ts';

/** A time in which what a worker did is not to be counted on: it was dead, frozen or ending. `name` is who held cameras. */
export type Blow = { name: string; kind: 'kill' | 'stop' | 'freeze'; from: number; to: number };

export class SoakWorkers {
  readonly #env: (worker: number) => NodeJS.ProcessEnv;
  readonly #databaseUrl: string;
  readonly #log: Log;
  readonly #children = new Map<number, { child: ChildProcess; name: string }>();
  readonly blows: Blow[] = [];
  /** Ends that nobody asked for. */
  readonly crashes: string[] = [];
  #starts = 0;
  #closing = false;

  constructor(env: (worker: number) => NodeJS.ProcessEnv, databaseUrl: string, log: Log) {
    this.#env = env;
    this.#databaseUrl = databaseUrl;
    this.#log = log;
  }

  /** Resolves when the process says that it is ready. */
  async start(worker: number): Promise<void> {
    const name = `worker-${worker}-${++this.#starts}`;
    const entry = fromSources
      ? ['--import', 'tsx', path.join(projectRoot, 'workers', 'main.ts')]
      : [path.join(projectRoot, 'dist', 'workers', 'main.js')];
    const child = spawn(process.execPath, ['--no-deprecation', ...entry, 'camera'], {
      cwd: projectRoot,
      env: { ...this.#env(worker), CHUYEN_CAN_PROCESS: name },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#children.set(worker, { child, name });
    child.once('exit', (code, signal) => {
      if (this.#children.get(worker)?.child === child && !this.#closing)
        this.crashes.push(`${name}: ${signal ?? code}`);
    });
    await new Promise<void>((resolve) =>
      child.once('message', () => resolve()).once('exit', () => resolve()),
    );
  }

  /** Strikes; `mend` starts or thaws it again. */
  async strike(worker: number, kind: Blow['kind'], buried: boolean): Promise<{ mend: () => Promise<void> }> {
    const struck = this.#children.get(worker);
    if (struck === undefined) throw new Error(`worker ${worker} does not run`);
    const { child, name } = struck;
    const blow: Blow = { name, kind, from: Date.now(), to: Infinity };
    this.blows.push(blow);
    if (kind === 'freeze') {
      child.kill('SIGSTOP');
      return {
        mend: async () => {
          child.kill('SIGCONT');
          blow.to = Date.now();
        },
      };
    }
    this.#children.delete(worker);
    const gone = exited(child);
    child.kill(kind === 'kill' ? 'SIGKILL' : 'SIGTERM');
    await gone;
    blow.to = Date.now();
    if (kind === 'kill' && buried) await buryCameraWorker(this.#databaseUrl, name, this.#log);
    return { mend: () => this.start(worker) };
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(
      [...this.#children.values()].map(async ({ child, name }) => {
        this.blows.push({ name, kind: 'stop', from: Date.now(), to: Infinity });
        child.kill('SIGCONT');
        child.kill('SIGTERM');
        const impatience = setTimeout(() => child.kill('SIGKILL'), 12_000);
        await exited(child);
        clearTimeout(impatience);
      }),
    );
  }
}

async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => child.once('exit', () => resolve()));
}
