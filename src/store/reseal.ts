import type { Prisma } from './database.ts';
import type { EvidenceStore } from './evidence.ts';
import { sealedColumns, type SealedColumn } from './sealed-columns.ts';
import { sealHeader, sealHeaderBytes, type Secrets } from './secrets.ts';

/** Where sealed values lie. */
export type Sealed = { prisma: Prisma; secrets: Secrets; evidence: EvidenceStore };

/** How far one pass is: values and files sealed anew, and where something lies that no known key opens. */
export type Resealed = { values: number; files: number; unreadable: string[] };

/** Sealed values and files, counted by the id of their key. */
export type SealedCounts = Map<string, { values: number; files: number }>;

const batch = 200;
const nobody = '00000000-0000-0000-0000-000000000000';

type Row = { id: string; value: Uint8Array<ArrayBuffer> };

/**
 * Seals everything that is not sealed with the newest key with it: rows in small batches, files one by one. A value that
 * somebody changes meanwhile is left to them, a file that is deleted stays deleted. Breaking off at any point is harmless:
 * the next pass goes on with what is left.
 *
 * @param onBatch told how far it is, after each batch.
 */
export async function resealAll(
  sealed: Sealed,
  onBatch: (done: Readonly<Resealed>) => void | Promise<void> = () => undefined,
): Promise<Resealed> {
  const done: Resealed = { values: 0, files: 0, unreadable: [] };
  for (const column of sealedColumns) await resealColumn(sealed, column, done, onBatch);
  await resealFiles(sealed, done, onBatch);
  return done;
}

async function resealColumn(
  { prisma, secrets }: Sealed,
  { table, column }: SealedColumn,
  done: Resealed,
  onBatch: (done: Resealed) => void | Promise<void>,
): Promise<void> {
  const newest = sealHeader(secrets.keys().sealing);
  for (let after = nobody; ;) {
    const rows = await prisma.$queryRawUnsafe<Row[]>(
      `select id, "${column}" as value from "${table}"
       where id > $1::uuid and substring("${column}" from 1 for ${sealHeaderBytes}) <> $2
       order by id limit ${batch}`,
      after,
      newest,
    );
    for (const { id, value } of rows) {
      after = id;
      const again = resealed(secrets, value);
      if (again === null) {
        done.unreadable.push(`${table}.${column} ${id}`);
        continue;
      }
      // Only what was read: somebody who wrote in between wrote with the newest key.
      done.values += await prisma.$executeRawUnsafe(
        `update "${table}" set "${column}" = $1 where id = $2::uuid and "${column}" = $3`,
        again,
        id,
        value,
      );
    }
    if (rows.length === 0) return;
    await onBatch(done);
  }
}

/** Null when no known key opens it, or it was altered. */
function resealed(secrets: Secrets, value: Uint8Array): Buffer<ArrayBuffer> | null {
  try {
    return secrets.encrypt(secrets.decrypt(value));
  } catch {
    return null;
  }
}

async function resealFiles(
  { secrets, evidence }: Sealed,
  done: Resealed,
  onBatch: (done: Resealed) => void | Promise<void>,
): Promise<void> {
  const newest = secrets.keys().sealing;
  let seen = 0;
  for await (const id of evidence.ids()) {
    if ((await evidence.keyOf(id)) !== newest)
      try {
        if (await evidence.reseal(id)) done.files += 1;
      } catch {
        done.unreadable.push(`file ${id}`);
      }
    if (++seen % batch === 0) await onBatch(done);
  }
  await onBatch(done);
}

/** What is sealed with which key; `unknown` stands for what is no sealed value. */
export async function countSealed({ prisma, evidence }: Omit<Sealed, 'secrets'>): Promise<SealedCounts> {
  const counts: SealedCounts = new Map();
  const of = (id: string) => {
    const count = counts.get(id) ?? { values: 0, files: 0 };
    counts.set(id, count);
    return count;
  };
  for (const { table, column } of sealedColumns) {
    const rows = await prisma.$queryRawUnsafe<{ key: string; count: bigint }[]>(
      `select encode(substring("${column}" from 2 for ${sealHeaderBytes - 1}), 'hex') as key, count(*) as count
       from "${table}" where "${column}" is not null group by 1`,
    );
    for (const { key, count } of rows) of(key).values += Number(count);
  }
  for await (const id of evidence.ids()) of((await evidence.keyOf(id)) ?? 'unknown').files += 1;
  return counts;
}
