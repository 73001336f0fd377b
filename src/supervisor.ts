import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Log } from './log.ts';
import { fromSources, projectRoot } from './root.ts';

/** Worker processes of one server, restarted when one dies. */
export type Supervisor = {
  /** Resolves when every process has said that it is ready. */
  ready: Promise<void>;
  /** Process ids by group name. */
  pids(): Record<string, number>;
  /** Asks every process to end, and kills those that do not within the limit. */
  stop(): Promise<void>;
};

const stopLimitMs = 7_000;
const firstRestartMs = 250;
const slowestRestartMs = 15_000;
/** A small young generation keeps each process small; deprecations are for those who build, not for those who run. */
const nodeFlags = ['--max-semi-space-size=4', '--no-deprecation'];
/** This many deaths without two healthy minutes in between, and the whole service ends loudly. */
const deathsBeforeGivingUp = 12;
const healthyMs = 120_000;

/** What is told about the processes. */
export type SupervisorListener = {
  /** A process has ended without being asked to; `name` is what it was given as `CHUYEN_CAN_PROCESS`. */
  onDeath: (name: string) => void;
  /** Once, when a group keeps dying. */
  onGiveUp: (group: string) => void;
};

/** Starts one process per group of roles and keeps it running. */
export function supervise(
  groups: string[][],
  env: NodeJS.ProcessEnv,
  log: Log,
  { onDeath, onGiveUp }: SupervisorListener,
): Supervisor {
  const children = new Map<string, ChildProcess>();
  const timers = new Set<NodeJS.Timeout>();
  let stopping = false;

  const start = (group: string[], deaths: number, ready: () => void): void => {
    const name = group.join('+');
    const processName = `${hostname()}-${randomUUID()}`;
    const child = launch(group, { ...env, CHUYEN_CAN_PROCESS: processName });
    const startedAt = Date.now();
    children.set(name, child);
    child.once('message', ready);
    child.on('exit', (code, signal) => {
      children.delete(name);
      if (stopping) return;
      onDeath(processName);
      const count = Date.now() - startedAt > healthyMs ? 1 : deaths + 1;
      log.warn({ group: name, reason: signal ?? `exit code ${code}`, deaths: count }, 'worker died');
      if (count >= deathsBeforeGivingUp) return onGiveUp(name);
      const timer = setTimeout(
        () => {
          timers.delete(timer);
          start(group, count, ready);
        },
        Math.min(firstRestartMs * 2 ** (count - 1), slowestRestartMs),
      );
      timers.add(timer);
    });
  };

  const ready = Promise.all(
    groups.map((group) => new Promise<void>((resolve) => start(group, 0, resolve))),
  ).then(() => undefined);
  return {
    ready,
    pids: () => Object.fromEntries([...children].map(([name, child]) => [name, child.pid ?? 0])),
    stop: async () => {
      stopping = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all([...children.values()].map(end));
    },
  };
}

function launch(group: string[], env: NodeJS.ProcessEnv): ChildProcess {
  const entry = fromSources
    ? ['--import', 'tsx', path.join(projectRoot, 'workers', 'main.ts')]
    : [path.join(projectRoot, 'dist', 'workers', 'main.js')];
  return spawn(process.execPath, [...nodeFlags, ...entry, ...group], {
    cwd: projectRoot,
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
  await gone;
  clearTimeout(timer);
}
