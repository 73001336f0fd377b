/** What a soak plays in: a database of its own, cameras that are known to it, and workers on two machines. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createLog } from '../../src/log.ts';
import { projectRoot } from '../../src/root.ts';
import { openDatabase, type Database } from '../../src/store/database.ts';
import { ensureOffice } from '../../src/store/first-start.ts';
import { migrate } from '../../src/store/migrate.ts';
import { startPostgres, type PostgresServer } from '../../src/store/postgres-server.ts';
import { openSecrets } from '../../src/store/secrets.ts';
import { loopedFootage } from '../../tests/virtual-camera/looped-footage.ts';
import { openSoakCamera, type SoakCamera } from './soak-camera.ts';
import { SoakWorkers } from './workers.ts';

export type SoakOffice = {
  folder: string;
  postgres: PostgresServer;
  database: Database;
  cameras: (SoakCamera & { id: string })[];
  workers: SoakWorkers;
  close(): Promise<void>;
};

const log = createLog({ logLevel: 'silent' }, 'soak');
const watchedLimitMs = 90_000;
const drainLimitMs = 45_000;

export async function openOffice(cameraCount: number, workerCount: number): Promise<SoakOffice> {
  const folder = await mkdtemp(path.join(tmpdir(), 'chuyen-can-soak-'));
  const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const part of closing.splice(0).reverse()) await part();
  };
  try {
    const postgres = await startPostgres(folder, log);
    closing.push(() => postgres.stop());
    await migrate(postgres.url, path.join(projectRoot, 'prisma', 'migrations'));
    const database = openDatabase(postgres.url, log, { connections: 2 });
    closing.push(() => database.close());
    await ensureOffice(database.prisma);
    const keyFile = path.join(folder, 'evidence.key');
    const cameras = await addCameras(database, keyFile, cameraCount);
    closing.push(() => Promise.all(cameras.map((camera) => camera.close())));
    const environment = (worker: number): NodeJS.ProcessEnv => ({
      ...process.env,
      DATABASE_URL: postgres.url,
      REDIS_URL: '',
      // The last worker is a machine of its own, the others share a disk.
      CC_DATA_DIR: path.join(folder, worker === workerCount - 1 ? 'machine-2' : 'machine-1'),
      CC_EVIDENCE_DIR: path.join(folder, 'evidence'),
      CC_KEY_FILE: keyFile,
      CC_LOG_LEVEL: process.env['CC_LOG_LEVEL'] ?? 'error',
    });
    const workers = new SoakWorkers(environment, postgres.url, log);
    closing.push(() => workers.close());
    await Promise.all(Array.from({ length: workerCount }, (_, worker) => workers.start(worker)));
    return { folder, postgres, database, cameras, workers, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function addCameras({ prisma }: Database, keyFile: string, count: number) {
  const secrets = openSecrets(keyFile);
  const footage = await loopedFootage({ width: 320, height: 180, fps: 5, seconds: 10 });
  const door = await prisma.door.create({ data: { name: 'Cổng chính' } });
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const camera = await openSoakCamera(footage);
      const { address, username, password, streamUri } = camera.access;
      const { id } = await prisma.camera.create({
        data: {
          ...{ name: `Camera ${index}`, doorId: door.id, direction: 'in', address, username, streamUri },
          password: secrets.encrypt(Buffer.from(password)),
        },
      });
      return { ...camera, id };
    }),
  );
}

/** Until the coverage of every camera is being extended. Throws when that takes too long. */
export async function untilWatched({ database, cameras }: SoakOffice): Promise<void> {
  const deadline = Date.now() + watchedLimitMs;
  for (;;) {
    const open = await database.prisma.coverageInterval.findMany({
      where: { endCause: null, toAt: { gt: new Date(Date.now() - 12_000) } },
      select: { cameraId: true },
    });
    const watched = new Set(open.map(({ cameraId }) => cameraId));
    const waiting = cameras.flatMap(({ id }, index) => (watched.has(id) ? [] : [index]));
    if (waiting.length === 0) return;
    if (Date.now() > deadline) throw new Error(`not watched within 90 s: cameras ${waiting.join(', ')}`);
    await delay(250);
  }
}

/** Until no capture waits on any machine's disk. Throws when that takes too long. */
export async function untilDrained({ folder }: SoakOffice): Promise<void> {
  const deadline = Date.now() + drainLimitMs;
  for (let quiet = 0; quiet < 4;) {
    const left = (await readdir(folder, { recursive: true })).filter((name) => /spool.*\.json$/.test(name));
    if (left.length > 0 && Date.now() > deadline) throw new Error(`still in the spools: ${left.join(', ')}`);
    quiet = left.length === 0 ? quiet + 1 : 0;
    await delay(250);
  }
}

/** How many cameras each living worker holds. */
export async function spreadOf({ database: { prisma } }: SoakOffice): Promise<number[]> {
  const alive = { seenAt: { gt: new Date(Date.now() - 8_000) } };
  const workers = await prisma.cameraWorker.findMany({ where: alive });
  const terms = await prisma.cameraLease.findMany({ where: { ended: false } });
  return workers.map(({ id }) => terms.filter(({ owner }) => owner === id).length);
}
