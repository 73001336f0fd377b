import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Context } from '../../../src/context.ts';

/** Something that must be nowhere: its name, and its bytes as they are when they are not encrypted. */
export type Needle = { name: string; bytes: Buffer };

/**
 * Looks for things everywhere the service keeps anything: every column of every table (the queues' too), opened where it
 * is sealed, and every file under its folders, the database's own among them. A copy of the database and the folders, as a
 * backup makes it, can hold no more than this.
 *
 * @returns `what at where`, sorted.
 */
export async function holdings(context: Context, needles: readonly Needle[]): Promise<string[]> {
  const found = [...(await inTables(context, needles)), ...inFiles(context, needles)];
  return [...new Set(found)].sort();
}

function namesIn(context: Context, value: Buffer, needles: readonly Needle[]): string[] {
  const opened = openedOf(context, value);
  const texts = value.length < 5_000_000 ? value.toString('latin1') : '';
  return needles
    .filter(
      ({ bytes }) =>
        opened?.equals(bytes) === true ||
        value.includes(bytes.subarray(0, 256)) ||
        texts.includes(bytes.toString('base64').slice(0, 200)) ||
        texts.includes(bytes.toString('hex').slice(0, 200)),
    )
    .map(({ name }) => name);
}

function openedOf({ secrets }: Context, value: Buffer): Buffer | null {
  try {
    return secrets.decrypt(value);
  } catch {
    return null;
  }
}

async function inTables(context: Context, needles: readonly Needle[]): Promise<string[]> {
  const { prisma } = context.database;
  const columns = await prisma.$queryRaw<{ schema: string; table: string; column: string; type: string }[]>`
    select c.table_schema as schema, c.table_name as "table", c.column_name as "column", c.data_type as type
    from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema not in ('pg_catalog', 'information_schema') and t.table_type = 'BASE TABLE'`;
  const found: string[] = [];
  for (const { schema, table, column, type } of columns) {
    const read = type === 'bytea' ? `"${column}"` : `convert_to("${column}"::text, 'UTF8')`;
    const rows = await prisma.$queryRawUnsafe<{ value: Uint8Array }[]>(
      `select ${read} as value from "${schema}"."${table}" where "${column}" is not null`,
    );
    for (const { value } of rows)
      for (const name of namesIn(context, Buffer.from(value), needles))
        found.push(`${name} at ${table}.${column}`);
  }
  return found;
}

function inFiles(context: Context, needles: readonly Needle[]): string[] {
  const { dataDir, evidenceDir } = context.config;
  const found: string[] = [];
  for (const folder of [dataDir, ...(evidenceDir.startsWith(dataDir) ? [] : [evidenceDir])])
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const file = path.join(folder, name);
      // The database's own files come and go.
      if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) continue;
      for (const what of namesIn(context, readFileSync(file), needles))
        found.push(`${what} at file ${path.extname(name)}`);
    }
  return found;
}
