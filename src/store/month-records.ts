import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { findingChanges, type FindingRow } from '../attendance/finding-changes.ts';
import { verdictOf, type StoredRecord } from '../attendance/stored-record.ts';
import { copyRows } from './copy-rows.ts';
import { domainRecord } from './record-json.ts';

/** A record and the text that is stored of it. */
export type WrittenRecord = { record: StoredRecord; text: string };

/** A person-day whose findings are not what they were. */
export type ChangedDay = { employeeId: string; workDate: string };

type Days = { ids: string[]; first: string; last: string };

/**
 * Stores many records of a month at once, as `computeDay` stores one: unchanged ones are left alone, findings follow.
 * Nobody else may be writing records of the month.
 *
 * @param client a connection with a transaction of its own.
 */
export async function writeRecords(
  client: pg.PoolClient,
  page: readonly WrittenRecord[],
  now: Date,
): Promise<ChangedDay[]> {
  if (page.length === 0) return [];
  const days = daysOf(page);
  const held = await heldRecords(client, days);
  const fresh = page.filter(({ record }) => !held.has(keyOf(record)));
  const changed = page.filter(({ record }) => {
    const digest = held.get(keyOf(record));
    return digest !== undefined && digest !== record.inputsDigest;
  });
  const at = now.toISOString();
  await copyRows(
    client,
    `"DayRecord" (${columns})`,
    fresh.map((it) => [it.record.employeeId, it.record.date, 1, ...cellsOf(it), at]),
  );
  for (const it of changed) await updateRecord(client, it, at);
  return writeFindings(client, page, days, at);
}

const keyOf = ({ employeeId, date }: StoredRecord): string => `${employeeId} ${date}`;

function daysOf(page: readonly WrittenRecord[]): Days {
  const dates = page.map(({ record }) => record.date).sort();
  const ids = [...new Set(page.map(({ record }) => record.employeeId))];
  return { ids, first: dates[0] ?? '', last: dates.at(-1) ?? '' };
}

/** Digests of the records that are there already, by person and date. */
async function heldRecords(client: pg.PoolClient, { ids, first, last }: Days): Promise<Map<string, string>> {
  const { rows } = await client.query<{ key: string; digest: string }>(
    `select "employeeId" || ' ' || "workDate" as key, "inputsDigest" as digest from "DayRecord"
     where "employeeId" = any($1::uuid[]) and "workDate" between $2 and $3`,
    [ids, first, last],
  );
  return new Map(rows.map((row) => [row.key, row.digest]));
}

const columns = `"employeeId", "workDate", version, provisional, outcome, "arrivalAt", "departureAt", "lateMinutes",
  "earlyMinutes", symbol, record, "inputsDigest", "computedAt"`;

function cellsOf({ record, text }: WrittenRecord) {
  const { provisional, outcome, arrivalAt, departureAt, lateMinutes, earlyMinutes, symbol, inputsDigest } =
    record;
  const instants = [iso(arrivalAt), iso(departureAt)];
  return [provisional, outcome, ...instants, lateMinutes, earlyMinutes, symbol, text, inputsDigest];
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

async function updateRecord(client: pg.PoolClient, it: WrittenRecord, at: string): Promise<void> {
  const { employeeId, date } = it.record;
  const { rows } = await client.query<{ record: unknown }>(
    'select record from "DayRecord" where "employeeId" = $1 and "workDate" = $2',
    [employeeId, date],
  );
  const differs = verdictOf(domainRecord(rows[0]?.record)) !== verdictOf(it.record);
  await client.query(
    `update "DayRecord" set (version, provisional, outcome, "arrivalAt", "departureAt", "lateMinutes", "earlyMinutes",
       symbol, record, "inputsDigest", "computedAt") =
       (version + $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     where "employeeId" = $1 and "workDate" = $2`,
    [employeeId, date, differs ? 1 : 0, ...cellsOf(it), at],
  );
}

type HeldFinding = FindingRow & { key: string };

async function writeFindings(
  client: pg.PoolClient,
  page: readonly WrittenRecord[],
  { ids, first, last }: Days,
  at: string,
): Promise<ChangedDay[]> {
  const { rows } = await client.query<HeldFinding>(
    `select "employeeId" || ' ' || "workDate" as key, id, "sessionKey", kind, minutes, state from "Finding"
     where "employeeId" = any($1::uuid[]) and "workDate" between $2 and $3`,
    [ids, first, last],
  );
  const held = byKey(rows);
  const changed: ChangedDay[] = [];
  const stand: object[] = [];
  const withdraw: string[] = [];
  for (const { record } of page) {
    const { employeeId, date: workDate } = record;
    const changes = findingChanges(held.get(keyOf(record)) ?? [], record);
    if (changes.stand.length + changes.withdraw.length === 0) continue;
    changed.push({ employeeId, workDate });
    withdraw.push(...changes.withdraw);
    stand.push(...changes.stand.map((facts) => ({ id: randomUUID(), employeeId, workDate, ...facts })));
  }
  await storeStanding(client, stand, at);
  if (withdraw.length > 0)
    await client.query(
      `update "Finding" set state = 'withdrawn', "withdrawnAt" = $2 where id = any($1::uuid[])`,
      [withdraw, at],
    );
  return changed;
}

function byKey(rows: readonly HeldFinding[]): Map<string, HeldFinding[]> {
  const groups = new Map<string, HeldFinding[]>();
  for (const row of rows) groups.set(row.key, [...(groups.get(row.key) ?? []), row]);
  return groups;
}

async function storeStanding(client: pg.PoolClient, facts: object[], at: string): Promise<void> {
  if (facts.length === 0) return;
  await client.query(
    `insert into "Finding" (id, "employeeId", "workDate", "sessionKey", kind, minutes, state, detail, "createdAt")
     select id, "employeeId", "workDate", "sessionKey", kind, minutes, 'candidate', detail, $2
     from json_to_recordset($1::json) as f(id uuid, "employeeId" uuid, "workDate" date, "sessionKey" text, kind text,
       minutes int, detail jsonb)
     on conflict ("employeeId", "workDate", "sessionKey", kind) do update
       set minutes = excluded.minutes, state = 'candidate', "withdrawnAt" = null, detail = excluded.detail`,
    [JSON.stringify(facts), at],
  );
}
