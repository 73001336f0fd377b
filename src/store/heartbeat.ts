import { hostname } from 'node:os';
import type { Context } from '../context.ts';

const beatEveryMs = 5_000;
const startedAt = new Date();
const detail: Record<string, string | number> = {};

/** Adds to what this process says of itself on the health page, e.g. which recognition runtime it uses. */
export function tell(facts: Record<string, string | number>): void {
  Object.assign(detail, facts);
}

/** Writes this process's sign of life every five seconds until its lifecycle ends. */
export function beat(
  { database, lifecycle, log, secrets }: Pick<Context, 'database' | 'lifecycle' | 'log' | 'secrets'>,
  roles: string[],
  everyMs = beatEveryMs,
): void {
  const id = `${hostname()}-${process.pid}`;
  const write = async (): Promise<void> => {
    const { known, sealing } = secrets.keys();
    const keys = { keys: known.join(' '), sealing };
    const now = {
      seenAt: new Date(),
      detail: { ...detail, ...keys, rssMb: Math.round(process.memoryUsage.rss() / 1_048_576) },
    };
    await database.prisma.processHeartbeat.upsert({
      where: { id },
      create: { id, role: roles.join('+'), host: hostname(), pid: process.pid, startedAt, ...now },
      update: now,
    });
  };
  const tick = (): void => void write().catch((error) => log.debug({ error: String(error) }, 'no heartbeat'));
  tick();
  const timer = setInterval(tick, everyMs);
  lifecycle.add('heartbeat', timer, async () => {
    clearInterval(timer);
    await database.prisma.processHeartbeat.deleteMany({ where: { id } }).catch(() => undefined);
  });
}
