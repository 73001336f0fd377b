import pg from 'pg';
import { liveEvent, type LiveEvent } from '../http/contracts/attendance.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';

const channel = 'chuyen_can_live';

/** Tells every process of the service that something changed. Losing one costs a refresh, never data. */
export async function publishLive(database: Pick<Database, 'pool'>, event: LiveEvent): Promise<void> {
  await database.pool.query('select pg_notify($1, $2)', [channel, JSON.stringify(event)]);
}

/**
 * Listens to what `publishLive` tells, over a connection of its own that is opened again whenever it breaks.
 *
 * @param onReconnect called after a gap, when events may have been missed.
 */
export function listenLive(
  databaseUrl: string,
  log: Log,
  onEvent: (event: LiveEvent) => void,
  onReconnect: () => void = () => undefined,
): { close(): Promise<void> } {
  let client: pg.Client | null = null;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let opened = 0;

  const open = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: databaseUrl, keepAlive: true });
    next.on('error', (error) => log.debug({ error: error.message }, 'live connection lost'));
    let ended = false;
    const reopen = (): void => {
      if (closed || ended) return;
      ended = true;
      timer = setTimeout(() => void open(), 500);
    };
    next.on('end', reopen);
    next.on('notification', (message) => {
      const parsed = liveEvent.safeParse(parseJson(message.payload ?? ''));
      if (parsed.success) onEvent(parsed.data);
      else log.warn({ payload: message.payload }, 'live event of unknown shape');
    });
    try {
      await next.connect();
      await next.query(`listen ${channel}`);
      client = next;
      if (opened++ > 0) onReconnect();
    } catch {
      void next.end().catch(() => undefined);
      reopen();
    }
  };
  void open();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
