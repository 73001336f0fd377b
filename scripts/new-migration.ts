/**
 * Writes the SQL from the committed prisma/schema.prisma to the one in the working tree as a new migration:
 * `npm run migration:new -- name_of_change`. Nothing is downloaded; a throw-away PostgreSQL is started for it.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLog } from '../src/log.ts';
import { startPostgres } from '../src/store/postgres-server.ts';
import { schemaSql } from './schema-sql.ts';

const name = process.argv[2];
if (name === undefined || !/^[a-z0-9_]+$/.test(name)) {
  console.error('Usage: npm run migration:new -- name_of_change   (a-z, 0-9, _)');
  process.exit(2);
}
const before = process.argv.includes('--first')
  ? null
  : execFileSync('git', ['show', 'HEAD:prisma/schema.prisma'], { encoding: 'utf8' });
const scratch = await mkdtemp(path.join(tmpdir(), 'migration-'));
const server = await startPostgres(scratch, createLog({ logLevel: 'silent' }, 'migration'));
let sql: string;
try {
  sql = await schemaSql(server.url, before, await readFile('prisma/schema.prisma', 'utf8'));
} finally {
  await server.stop();
  await rm(scratch, { recursive: true, force: true });
}
if (sql === '') {
  console.log('prisma/schema.prisma has not changed; nothing to do.');
} else {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = path.join('prisma', 'migrations', `${stamp}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'migration.sql'), sql);
  console.log(`Wrote ${folder}/migration.sql; read it before you commit it.`);
}
