import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { findingChanges, type FindingRow } from '../attendance/finding-changes.ts';
import { verdictOf, type StoredRecord } from '../attendance/stored-record.ts';
import type { SealedRecord } from '../domain/close-period.ts';
import { copyRows, type Cell } from './copy-rows.ts';
import { domainRecord } from './record-json.ts';

/** A person-day whose findings are not what they were. */
export type ChangedDay = { employeeId: string; workDate: string };

type Days = { ids: string[]; first: string; last: string };

/**
 * Stores many records of a month at once, as `computeDay` stores one: unchanged ones are left alone, findings follow.
 * Nobody else may be writing records of the month.
 *
 * @param client a connection with a transaction of its own.
 * @returns the text that is stored of each record now, and whose findings changed.
 */
export async function writeRecords(
  client: pg.PoolClient,
  page: readonly StoredRecord[],
  now: Date,
): Promise<{ texts: string[]; changed: ChangedDay[] }> {
  if (page.length === 0) return { texts: [], changed: [] };
  const days = daysOf(page);
  const at = now.toISOString();
  const held = await heldRecords(client, days);
  const texts: string[] = [];
  const fresh: Cell[][] = [];
  for (const record of page) {
    const before = held.get(keyOf(record));
    const text = before?.digest === record.inputsDigest ? before.text : JSON.stringify(record);
    texts.push(text);
    if (before === undefined) fresh.push([record.employeeId, record.date, 1, ...cellsOf(record, text), at]);
    else if (before.text !== text) await updateRecord(client, record, { before: before.text, text, at });
  }
  await copyRows(client, `"DayRecord" (${columns})`, fresh);
  return { texts, changed: await writeFindings(client, page, days, at) };
}

/** Freezes records where they are stored: each with its place in the chain and its seal. */
export async function freezeRecords(
  client: pg.PoolClient,
  closeId: string,
  sealed: readonly SealedRecord[],
): Promise<void> {
  // From table to table: what is compressed there stays so, which is several times faster than writing it once more.
  await client.query(
    `insert into "ClosedRecord" ("closeId", position, "employeeId", "workDate", record, seal)
     select $1, s.position, d."employeeId", d."workDate", d.record, s.seal
     from unnest($2::int[], $3::uuid[], $4::date[], $5::text[]) as s(position, person, day, seal)
     join "DayRecord" d on d."employeeId" = s.person and d."workDate" = s.day
     order by s.position`,
    [
      closeId,
      sealed.map((it) => it.position),
      sealed.map((it) => it.employeeId),
      sealed.map((it) => it.date),
      sealed.map((it) => it.seal),
    ],
  );
}

const keyOf = ({ employeeId, date }: StoredRecord): string => `${employeeId} ${date}`;

function daysOf(page: readonly StoredRecord[]): Days {
  const dates = page.map((record) => record.date).sort();
  const ids = [...new Set(page.map((record) => record.employeeId))];
  return { ids, first: dates[0] ?? '', last: dates.at(-1) ?? '' };
}

type Held = { digest: string; text: string };

/** The records that are there already, by person and date. */
async function heldRecords(client: pg.PoolClient, { ids, first, last }: Days): Promise<Map<string, Held>> {
  const { rows } = await client.query<Held & { key: string }>(
    `select "employeeId" || ' ' || "workDate" as key, "inputsDigest" as digest, record::text as text from "DayRecord"
     where "employeeId" = any($1::uuid[]) and "workDate" between $2 and $3`,
    [ids, first, last],
  );
  return new Map(rows.map((row) => [row.key, row]));
}

const columns = `"employeeId", "workDate", version, provisional, outcome, "arrivalAt", "departureAt", "lateMinutes",
  "earlyMinutes", symbol, record, "inputsDigest", "computedAt"`;

function cellsOf(record: StoredRecord, text: string): Cell[] {
  const { provisional, outcome, arrivalAt, departureAt, lateMinutes, earlyMinutes, symbol, inputsDigest } =
    record;
  const instants = [iso(arrivalAt), iso(departureAt)];
  return [provisional, outcome, ...instants, lateMinutes, earlyMinutes, symbol, text, inputsDigest];
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

async function updateRecord(
  client: pg.PoolClient,
  record: StoredRecord,
  { before, text, at }: { before: string; text: string; at: string },
): Promise<void> {
  const differs = verdictOf(domainRecord(JSON.parse(before))) !== verdictOf(record);
  await client.query(
    `update "DayRecord" set (version, provisional, outcome, "arrivalAt", "departureAt", "lateMinutes", "earlyMinutes",
       symbol, record, "inputsDigest", "computedAt") =
       (version + $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     where "employeeId" = $1 and "workDate" = $2`,
    [record.employeeId, record.date, differs ? 1 : 0, ...cellsOf(record, text), at],
  );
}

type HeldFinding = FindingRow & { key: string };

async function writeFindings(
  client: pg.PoolClient,
  page: readonly StoredRecord[],
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
  for (const record of page) {
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
