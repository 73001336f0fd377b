import { z } from 'zod';
import { queueDefinitions } from '../queues/registry.ts';
import { instantOf } from '../store/dates.ts';
import type { ProcessHeartbeat } from '../store/generated/client.ts';
import type { HealthDetail } from './contracts/operations.ts';
import type { HttpDeps } from './deps.ts';

/** A process beats every five seconds; after three missed beats it counts as gone. */
const aliveWithinMs = 17_000;
/** One gone for longer is not shown any more: another has taken its place. */
const shownWithinMs = 10 * 60_000;

const startedAt = new Date();
const beatDetail = z
  .object({ rssMb: z.number().optional(), backend: z.string().optional(), model: z.string().optional() })
  .catch({});

/** How every part of the service is. */
export async function healthOf(deps: HttpDeps): Promise<HealthDetail> {
  const now = Date.now();
  const beats = await deps.database.prisma.processHeartbeat.findMany({
    where: { seenAt: { gte: new Date(now - shownWithinMs) } },
    orderBy: [{ role: 'asc' }, { startedAt: 'asc' }],
  });
  const isAlive = (beat: ProcessHeartbeat): boolean => now - beat.seenAt.getTime() < aliveWithinMs;
  const recognition = beats.filter((beat) => beat.role.includes('recognition') && isAlive(beat)).at(-1);
  const { backend = null, model = null } = beatDetail.parse(recognition?.detail ?? {});
  const queues = await queueCounts(deps);
  return {
    ok: beats.every(isAlive),
    version: deps.version,
    startedAt: instantOf(startedAt),
    queue: deps.queues.kind,
    database: await databaseFacts(deps),
    recognition: { backend, model },
    processes: beats.map((beat) => ({
      role: beat.role,
      host: beat.host,
      pid: beat.pid,
      startedAt: instantOf(beat.startedAt),
      seenAt: instantOf(beat.seenAt),
      alive: isAlive(beat),
      rssMb: beatDetail.parse(beat.detail).rssMb ?? null,
    })),
    queues,
  };
}

async function databaseFacts({ database }: HttpDeps): Promise<HealthDetail['database']> {
  const { rows } = await database.pool.query<{ server_version: string }>('show server_version');
  return {
    ok: true,
    // Set by the supervisor when it started the database itself.
    embedded: process.env.CHUYEN_CAN_OWN_DATABASE === '1',
    version: rows[0]?.server_version ?? '',
  };
}

function queueCounts({ queues }: HttpDeps): Promise<HealthDetail['queues']> {
  return Promise.all(
    queueDefinitions.map(async ({ name }) => {
      const counts = await queues
        .get(name)
        .getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed');
      return {
        name,
        waiting: (counts.waiting ?? 0) + (counts.prioritized ?? 0),
        active: counts.active ?? 0,
        delayed: counts.delayed ?? 0,
        failed: counts.failed ?? 0,
      };
    }),
  );
}
