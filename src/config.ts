import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from './errors.ts';

/**
 * Every setting of the service, from environment variables (or a `.env` file beside package.json).
 * What an office decides (hours, grace, holidays, people, cameras) lives in the database, not here.
 */
const environment = z.object({
  /** PostgreSQL to use. Without it the service runs its own under DATA_DIR. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** Redis to run the queues on. Without it they run on PostgreSQL. */
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  /** Where everything the service writes is kept. */
  CC_DATA_DIR: z.string().default('.data'),
  /** Encrypted pictures. On several machines: a folder they all share. */
  CC_EVIDENCE_DIR: z.string().optional(),
  /** File with the 32-byte key (hex) that encrypts pictures, templates and camera passwords. */
  CC_KEY_FILE: z.string().optional(),
  CC_HTTP_HOST: z.string().default('127.0.0.1'),
  /** 0 takes a free port. */
  CC_HTTP_PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  /** The address people use, when it is not http://host:port (behind a reverse proxy). */
  CC_PUBLIC_URL: z.url().optional(),
  CC_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Days after which the pictures of sightings are deleted. */
  CC_EVIDENCE_DAYS: z.coerce.number().int().min(1).max(3650).default(30),
  /** Which recognition runtime: auto takes native TensorFlow when it loads, WebAssembly otherwise. */
  CC_VISION_BACKEND: z.enum(['auto', 'tensorflow', 'wasm']).default('auto'),
  /** Cores that one recognition process may use; all of them when not set. */
  CC_VISION_THREADS: z.coerce.number().int().min(1).max(64).optional(),
  /** Network interfaces on which cameras are looked for, with commas between them; all but loopback when not set. */
  CC_DISCOVERY_INTERFACES: z
    .string()
    .transform((text) => text.split(',').map((name) => name.trim()))
    .pipe(z.array(z.string().regex(/^[\w.:@-]+$/)))
    .optional(),
  /** Where cameras that push their events better than they answer may push to. Not set: they are only asked. */
  CC_PUSH_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  CC_PUSH_HOST: z.string().default('0.0.0.0'),
  /** The host that cameras are told; default: this machine's address on their network. */
  CC_PUSH_ADDRESS: z.string().optional(),
  /** Keeps this service's queues apart from others on the same Redis. */
  CC_QUEUE_PREFIX: z
    .string()
    .regex(/^[\w-]+$/)
    .default('chuyen-can'),
});

export type Config = {
  databaseUrl: string | null;
  redisUrl: string | null;
  dataDir: string;
  evidenceDir: string;
  keyFile: string;
  http: { host: string; port: number; publicUrl: string | null };
  logLevel: z.infer<typeof environment>['CC_LOG_LEVEL'];
  evidenceDays: number;
  visionBackend: z.infer<typeof environment>['CC_VISION_BACKEND'];
  visionThreads: number | null;
  /** Null: every interface but loopback. */
  discoveryInterfaces: string[] | null;
  queuePrefix: string;
  /** Null: no camera may push. */
  push: { host: string; port: number; publicHost?: string } | null;
};

/** Names of every variable, for `.env.example` and the README to be compared with. */
export const configNames = Object.keys(environment.shape);

/**
 * Reads and checks the configuration. An empty value counts as not set.
 *
 * @throws AppError `config_invalid` naming each wrong variable; an unknown `CC_*` name is an error too,
 *   because a typo that is silently ignored is found months later.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const unknown = Object.keys(given).filter((name) => name.startsWith('CC_') && !configNames.includes(name));
  const parsed = environment.safeParse(given);
  const problems = [
    ...unknown.map((name) => `${name} is not a setting; did you mean ${nearest(name)}?`),
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  ];
  if (problems.length > 0 || !parsed.success)
    throw new AppError('config_invalid', `Configuration:\n  ${problems.join('\n  ')}`, {
      details: { problems: problems.join('; ') },
    });
  const values = parsed.data;
  const dataDir = path.resolve(values.CC_DATA_DIR);
  return {
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    dataDir,
    evidenceDir: path.resolve(values.CC_EVIDENCE_DIR ?? path.join(dataDir, 'evidence')),
    keyFile: path.resolve(values.CC_KEY_FILE ?? path.join(dataDir, 'keys', 'evidence.key')),
    http: { host: values.CC_HTTP_HOST, port: values.CC_HTTP_PORT, publicUrl: values.CC_PUBLIC_URL ?? null },
    logLevel: values.CC_LOG_LEVEL,
    evidenceDays: values.CC_EVIDENCE_DAYS,
    visionBackend: values.CC_VISION_BACKEND,
    visionThreads: values.CC_VISION_THREADS ?? null,
    discoveryInterfaces: values.CC_DISCOVERY_INTERFACES ?? null,
    queuePrefix: values.CC_QUEUE_PREFIX,
    push: pushOf(values),
  };
}

function pushOf(values: z.infer<typeof environment>): Config['push'] {
  const { CC_PUSH_HOST: host, CC_PUSH_PORT: port, CC_PUSH_ADDRESS: publicHost } = values;
  if (port === undefined) return null;
  return { host, port, ...(publicHost !== undefined && { publicHost }) };
}

/** Reads `.env` of the working directory, if there is one, into the environment. */
export function loadDotEnv(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
}

function nearest(name: string): string {
  const distances = configNames.map((known) => ({ known, distance: editDistance(name, known) }));
  distances.sort((a, b) => a.distance - b.distance);
  return distances[0]?.known ?? '';
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
