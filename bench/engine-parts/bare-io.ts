import { performance } from 'node:perf_hooks';
import type pg from 'pg';
import { copyRows, type Cell } from '../../src/store/copy-rows.ts';
import type { Database } from '../../src/store/database.ts';

const days = `"employeeId", "workDate", version, provisional, outcome, "arrivalAt", "departureAt", "lateMinutes",
  "earlyMinutes", symbol, record, "inputsDigest", "computedAt"`;
const closed = '"closeId", position, "employeeId", "workDate", record, seal';
const findings = 'id, "employeeId", "workDate", "sessionKey", kind, minutes, state, detail, "createdAt"';
const peopleAtOnce = 60;

type Page = { days: Cell[][]; closed: Cell[][]; findings: Cell[][] };

/**
 * Seconds that a closed month costs when nothing is computed: its people's sightings are read, and rows of the same
 * content, into tables of the same kind, are written, page by page. Where the rows come from is not counted.
 */
export async function bareIo({ pool }: Database): Promise<number> {
  const client = await pool.connect();
  const source = await pool.connect();
  try {
    await emptyTables(client);
    const { rows } = await source.query<{ id: string }>('select id from "Employee" order by id');
    let spent = 0;
    await client.query('begin');
    for (let i = 0; i < rows.length; i += peopleAtOnce) {
      const ids = rows.slice(i, i + peopleAtOnce).map((row) => row.id);
      const page = await pageOf(source, ids);
      const started = performance.now();
      await readSightings(client, ids);
      await copyRows(client, `day_copy (${days})`, page.days);
      await copyRows(client, `finding_copy (${findings})`, page.findings);
      await copyRows(client, `closed_copy (${closed})`, page.closed);
      spent += performance.now() - started;
    }
    const started = performance.now();
    await client.query('commit');
    return (spent + performance.now() - started) / 1000;
  } finally {
    client.release();
    source.release();
  }
}

/** Tables like the real ones, keys and all. */
async function emptyTables(client: pg.PoolClient): Promise<void> {
  await client.query(`
    create table day_copy (like "DayRecord" including all);
    alter table day_copy add foreign key ("employeeId") references "Employee";
    create table finding_copy (like "Finding" including all);
    alter table finding_copy add foreign key ("employeeId", "workDate") references day_copy;
    create table closed_copy (like "ClosedRecord" including all);
    alter table closed_copy add foreign key ("closeId") references "PeriodClose"`);
}

async function readSightings(client: pg.PoolClient, ids: string[]): Promise<void> {
  await client.query({
    text: `select id, at, "doorId", "cameraId", direction, outcome, "employeeId" from "Sighting"
      where "employeeId" = any($1::uuid[]) and at >= '2026-02-28' and at < '2026-04-02'`,
    values: [ids],
    rowMode: 'array',
  });
}

async function pageOf(source: pg.PoolClient, ids: string[]): Promise<Page> {
  const all = async (list: string, table: string): Promise<Cell[][]> => {
    const columns = list.split(',').map((column) => `${column}::text`);
    const text = `select ${columns.join(', ')} from "${table}" where "employeeId" = any($1::uuid[]) order by "employeeId", "workDate"`;
    return (await source.query<Cell[]>({ text, values: [ids], rowMode: 'array' })).rows;
  };
  return {
    days: await all(days, 'DayRecord'),
    closed: await all(closed, 'ClosedRecord'),
    findings: await all(findings, 'Finding'),
  };
}
