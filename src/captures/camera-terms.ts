import pg from 'pg';
import { z } from 'zod';
import type { Holding } from '../domain/share-cameras.ts';
import type { Log } from '../log.ts';
import { publishLive } from '../notify/live.ts';

/** A term that this worker holds, as the store has it. */
export type HeldTerm = { cameraId: string; fence: number };

/** What every worker decides from. */
export type HoldingFacts = { workers: string[]; cameras: string[]; holdings: Holding[]; now: number };

/** A round whose statement takes longer has failed: terms are short. */
const statementLimitMs = 3_000;
/** Terms that ended so long ago fence nothing off any more. */
const forgetAfter = '30 days';

const heldRows = z.array(z.object({ cameraId: z.string(), fence: z.int() }));
const factsRow = z.object({
  now: z.coerce.number(),
  workers: z.array(z.string()),
  cameras: z.array(z.string()),
  holdings: z.array(z.object({ cameraId: z.string(), owner: z.string(), expiresAt: z.coerce.number() })),
});

/**
 * The terms of holding cameras, in the store. Every method is one statement, so that a worker that freezes in the
 * middle holds no lock; all times are the database's. A term that has ended is never renewed, and the next one can
 * only be inserted when the one before has ended: two of a camera never run at once.
 */
export class CameraTerms {
  readonly #me: string;
  readonly #termMs: number;
  readonly #pool: pg.Pool;

  /** A connection of its own: renewing must not wait behind pictures that are being stored. */
  constructor(databaseUrl: string, me: string, termMs: number, log: Log) {
    this.#me = me;
    this.#termMs = termMs;
    this.#pool = new pg.Pool({
      connectionString: databaseUrl,
      max: 1,
      connectionTimeoutMillis: statementLimitMs,
      query_timeout: statementLimitMs,
      statement_timeout: statementLimitMs,
      keepAlive: true,
    });
    this.#pool.on('error', (error) => log.debug({ error: error.message }, 'connection for terms lost'));
  }

  /** Says that this worker lives and prolongs all its terms that have not ended; resolves with them. */
  async renew(): Promise<HeldTerm[]> {
    const { rows } = await this.#pool.query(
      `with alive as (
         insert into "CameraWorker" (id, "seenAt") values ($1, clock_timestamp())
         on conflict (id) do update set "seenAt" = excluded."seenAt")
       update "CameraLease" set "expiresAt" = clock_timestamp() + $2 * interval '1 ms'
       where owner = $1 and not ended
       returning "cameraId", fence`,
      [this.#me, this.#termMs],
    );
    return heldRows.parse(rows);
  }

  /** Workers seen within a term, cameras to be watched, and the terms that run. */
  async facts(): Promise<HoldingFacts> {
    const { rows } = await this.#pool.query(
      `select extract(epoch from clock_timestamp()) * 1000 as now,
         array(select id from "CameraWorker" where "seenAt" > now() - $1 * interval '1 ms') as workers,
         array(select id::text from "Camera" where enabled) as cameras,
         coalesce((select json_agg(json_build_object('cameraId', "cameraId", 'owner', owner,
             'expiresAt', extract(epoch from "expiresAt") * 1000))
           from "CameraLease" where not ended), '[]') as holdings`,
      [this.#termMs],
    );
    return factsRow.parse(rows[0]);
  }

  /**
   * Begins a term of a free camera; null when somebody was quicker. Ending the expired term before it is a real update:
   * its holder, should it renew at this very moment, either comes first (and the camera is not free) or finds it ended.
   */
  async take(cameraId: string): Promise<HeldTerm | null> {
    const { rows } = await this.#pool.query(
      `with expired as (
         update "CameraLease" set ended = true
         where "cameraId" = $1::uuid and not ended and "expiresAt" <= clock_timestamp()
         returning "cameraId")
       insert into "CameraLease" ("cameraId", fence, owner, "takenAt", "expiresAt")
       select id, 1 + coalesce((select max(fence) from "CameraLease" where "cameraId" = $1::uuid), 0),
         $2, clock_timestamp(), clock_timestamp() + $3 * interval '1 ms'
       from "Camera"
       where id = $1::uuid and enabled and (exists (select 1 from expired)
         or not exists (select 1 from "CameraLease" where "cameraId" = $1::uuid and not ended))
       on conflict do nothing
       returning "cameraId", fence`,
      [cameraId, this.#me, this.#termMs],
    );
    return heldRows.parse(rows)[0] ?? null;
  }

  /** Ends terms of this worker now and tells everybody: others may take the cameras at once. */
  async release(cameraIds: readonly string[]): Promise<void> {
    const { rows } = await this.#pool.query(
      `update "CameraLease" set ended = true, "expiresAt" = least("expiresAt", clock_timestamp())
       where owner = $1 and not ended and "cameraId" = any($2::uuid[])
       returning "cameraId", fence`,
      [this.#me, cameraIds],
    );
    await this.#announce(rows);
  }

  /**
   * Ends every term of workers that are certainly gone, tells everybody, and forgets those workers and what is older
   * than it can matter.
   */
  async bury(workers: readonly string[]): Promise<void> {
    const { rows } = await this.#pool.query(
      `with gone as (delete from "CameraWorker" where id = any($1) or "seenAt" < now() - interval '1 day'),
       old as (delete from "CameraLease" where ended and "expiresAt" < now() - interval '${forgetAfter}'
         and fence < (select max(fence) from "CameraLease" newer where newer."cameraId" = "CameraLease"."cameraId"))
       update "CameraLease" set ended = true, "expiresAt" = least("expiresAt", clock_timestamp())
       where owner = any($1) and not ended
       returning "cameraId", fence`,
      [workers],
    );
    await this.#announce(rows);
  }

  /** Ends everything this worker has and takes it off the list. */
  async leave(): Promise<void> {
    await this.bury([this.#me]);
  }

  async close(): Promise<void> {
    if (!this.#pool.ended) await this.#pool.end();
  }

  async #announce(rows: unknown): Promise<void> {
    for (const { cameraId } of heldRows.parse(rows))
      await publishLive({ pool: this.#pool }, { type: 'camera', cameraId });
  }
}

/** Frees at once what a process that has ended held; when the database cannot be reached, its terms expire by themselves. */
export async function buryCameraWorker(databaseUrl: string, worker: string, log: Log): Promise<void> {
  const terms = new CameraTerms(databaseUrl, worker, 0, log);
  try {
    await terms.leave();
  } catch (error) {
    log.debug({ worker, error: String(error) }, 'terms of a dead worker not ended; they expire');
  }
  await terms.close();
}
