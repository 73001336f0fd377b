/**
 * The compliance engine: days a second of the pure engine on one core, and how long closing a month takes for 1,000 and
 * 10,000 people from PostgreSQL (22 working days, 4 sightings a day), against reading the same rows and writing as many
 * of the same size with nothing computed. One JSON line.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { closeMonth } from '../src/attendance/close-month.ts';
import { createLog } from '../src/log.ts';
import { projectRoot } from '../src/root.ts';
import { openDatabase, type Database } from '../src/store/database.ts';
import { ensureOffice } from '../src/store/first-start.ts';
import { migrate } from '../src/store/migrate.ts';
import { startPostgres } from '../src/store/postgres-server.ts';
import { measureEngine } from './engine-pure.ts';
import { bareIo } from './engine-parts/bare-io.ts';
import { benchMonth, inventOffice } from './engine-parts/office.ts';
import { peakMemory } from './engine-parts/peak-memory.ts';

const quiet = createLog({ logLevel: 'silent' }, 'bench');
const [few = 1_000, many = 10_000] = process.argv.slice(2).map(Number);

/** Closes a month of so many people in a database of their own; then does the same reading and writing bare. */
async function measureClose(people: number) {
  const folder = await mkdtemp(path.join(tmpdir(), 'chuyen-can-bench-'));
  const server = await startPostgres(folder, quiet);
  try {
    await migrate(server.url, path.join(projectRoot, 'prisma', 'migrations'));
    const database = openDatabase(server.url, quiet, { connections: 4 });
    try {
      await ensureOffice(database.prisma);
      await inventOffice(database.pool, people);
      return await measureOn(database);
    } finally {
      await database.close();
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureOn(database: Database) {
  const memory = peakMemory();
  const started = performance.now();
  const request = {
    month: benchMonth,
    by: 'bench',
    acknowledged: 0,
    now: Date.parse('2026-04-02T00:00:00Z'),
  };
  const { recordCount } = await closeMonth(database, request);
  const seconds = (performance.now() - started) / 1000;
  const peakMb = memory.stop();
  return { seconds, recordCount, peakMb, bareSeconds: await bareIo(database) };
}

const { employeeDaysPerSecond } = measureEngine();
const small = await measureClose(few);
const large = await measureClose(many);
const round = (value: number, places = 1) => Number(value.toFixed(places));

process.stdout.write(
  `${JSON.stringify({
    name: 'engine',
    figures: {
      employeeDaysPerSecond,
      monthCloseSeconds1k: round(small.seconds, 2),
      monthCloseSeconds10k: round(large.seconds, 2),
      overBareIo: round(large.seconds / large.bareSeconds, 2),
      bareIoSeconds10k: round(large.bareSeconds, 2),
      peakMemoryMb1k: small.peakMb,
      peakMemoryMb10k: large.peakMb,
      records10k: large.recordCount,
    },
    comparedWith: 'reading the same rows and writing as many, computing nothing',
  })}\n`,
);
