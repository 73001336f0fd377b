/**
 * `npm run demo`: an invented office with two virtual cameras, played against the real service.
 * `--check` plays the morning once, compares the database with what was played, prints one JSON line and ends.
 * `--kill recognition|camera|database` kills that process in the middle of the arrivals.
 */
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createLog } from '../src/log.ts';
import { startService, type Service } from '../src/service.ts';
import { openDatabase } from '../src/store/database.ts';
import { firstAdministrator, type Api } from './demo/api.ts';
import { check, timeRecords } from './demo/check.ts';
import { demoTimeZone, furnishOffice, setHours, startCameras, type DemoCameras } from './demo/office.ts';
import { memoryMb } from './demo/processes.ts';
import { workThroughReviews } from './demo/reviews.ts';
import { morning, scriptFor } from './demo/story.ts';

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    kill: { type: 'string' },
  },
});
const victims = ['recognition', 'camera', 'database'];
if (options.kill !== undefined && !victims.includes(options.kill)) {
  console.error(`--kill takes one of: ${victims.join(', ')}`);
  process.exit(2);
}

const administrator = {
  username: 'quantri',
  password: 'Chuyen-Can-demo-1',
  displayName: 'Quản trị viên',
  officeName: 'Văn phòng mẫu',
};
const dataDir = '.data/demo';
/** Everything is said on stderr in a check, so that its last line on stdout is the result. */
const say = options.check ? console.error : console.log;
let service: Service | undefined;
let cameras: DemoCameras | undefined;
let ending: Promise<void> | undefined;
/** The line a check ends with, printed when everything has been stopped. */
let verdict: string | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (ending) return;
    say('\nĐang dừng… / Stopping…');
    void end().then(() => process.exit(0));
  });

try {
  process.exitCode = await run();
} catch (error) {
  if (!ending) console.error(error);
  process.exitCode = 1;
}
if (options.check || process.exitCode !== 0) {
  await end();
  if (verdict !== undefined) console.log(verdict);
  process.exit();
}

async function run(): Promise<number> {
  const started = performance.now();
  rmSync(dataDir, { recursive: true, force: true });
  const timeZone = demoTimeZone(new Date());
  [service, cameras] = await Promise.all([
    startService({
      ...process.env,
      CC_DATA_DIR: dataDir,
      CC_HTTP_PORT: process.env['CC_HTTP_PORT'] ?? (options.check ? '0' : '8080'),
      CC_LOG_LEVEL: process.env['CC_LOG_LEVEL'] ?? 'warn',
      CC_QUEUE_PREFIX: `chuyen-can-demo-${process.pid}`,
    }),
    startCameras(timeZone),
  ]);
  const log = createLog({ logLevel: 'silent' }, 'demo');
  const database = openDatabase(service.databaseUrl, log, { connections: 2 });
  const timing = timeRecords(database, log);
  try {
    const api = await firstAdministrator(service.url, service.setupToken ?? '', administrator);
    await furnishOffice(api, cameras);
    await database.prisma.office.update({ where: { id: 1 }, data: { timeZone } });
    await untilWatched(api);
    const startsAt = nextMinute(4_000);
    await setHours(api, startsAt, timeZone);
    await cameras.entrance.play(scriptFor('entrance', startsAt));
    await cameras.exit.play(scriptFor('exit', startsAt));
    introduce(service.url, startsAt, timeZone, (performance.now() - started) / 1000);
    const health = await api.get<{ queue: string; recognition: { backend: string } }>('/api/health/detail');
    const rssMb = await play(startsAt, service, cameras);
    if (!options.check) return 0;
    await untilSettled(api);
    const reviewed = await workThroughReviews(api, startsAt);
    await untilSettled(api);
    const missedAllowed = options.kill === undefined ? 1 : options.kill === 'camera' ? Infinity : 0;
    const result = await check({ database }, startsAt, await timing.seconds(), { missedAllowed });
    const ok =
      result.ok && rssMb <= 1_500 && (options.kill !== undefined || result.eventToRecordSecondsP95 <= 5);
    verdict = JSON.stringify({
      ...result,
      ok,
      reviewed,
      rssMb,
      queue: health.queue,
      backend: health.recognition.backend,
    });
    return ok ? 0 : 1;
  } finally {
    await timing.close();
    await database.close();
  }
}

/** Waits until both cameras are watched: subscribed, and pictures coming. */
async function untilWatched(api: Api): Promise<void> {
  for (let tries = 0; tries < 120; tries++) {
    const { items } = await api.get<{ items: { watching: boolean }[] }>('/api/cameras');
    if (items.length === 2 && items.every((camera) => camera.watching)) return;
    await delay(500);
  }
  throw new Error('The cameras were not watched within a minute.');
}

/** Waits until nothing is in the queues any more. */
async function untilSettled(api: Api): Promise<void> {
  let quiet = 0;
  for (let tries = 0; tries < 120 && quiet < 8; tries++) {
    const { pipeline } = await api.get<{ pipeline: { waiting: number } }>('/api/today');
    quiet = pipeline.waiting === 0 ? quiet + 1 : 0;
    await delay(500);
  }
}

/** The next full minute that is at least so far away. */
function nextMinute(atLeastMs: number): Date {
  return new Date(Math.ceil((Date.now() + atLeastMs) / 60_000) * 60_000);
}

/** Lets the morning pass; returns the highest memory use of the service's own processes, MB. */
async function play(startsAt: Date, running: Service, played: DemoCameras): Promise<number> {
  const cameraPids = [played.entrance.pid, played.exit.pid];
  let highestMb = 0;
  let killed = options.kill === undefined;
  const endsAt = startsAt.getTime() + morning.end * 1000;
  while (Date.now() < endsAt && !ending) {
    highestMb = Math.max(highestMb, memoryMb(process.pid, cameraPids));
    if (!killed && Date.now() >= startsAt.getTime() + morning.killAt * 1000) {
      killed = true;
      strike(running);
    }
    await delay(500);
  }
  return highestMb;
}

function strike(running: Service): void {
  const pid =
    options.kill === 'database' ? running.postgres?.pid() : running.supervisor.pids()[options.kill ?? ''];
  if (pid === undefined) throw new Error(`There is no ${options.kill} process to kill.`);
  say(`Killing ${options.kill} (process ${pid})`);
  process.kill(pid, 'SIGKILL');
}

function introduce(url: string, startsAt: Date, timeZone: string, seconds: number): void {
  const at = startsAt.toLocaleTimeString('vi-VN', { timeZone, hour: '2-digit', minute: '2-digit' });
  say(
    [
      '',
      `Văn phòng mẫu đã sẵn sàng / The demo office is ready (${seconds.toFixed(0)} s)`,
      `  ${url}`,
      `  Tài khoản / account: ${administrator.username}   Mật khẩu / password: ${administrator.password}`,
      `  Buổi sáng bắt đầu lúc ${at} / the morning starts at ${at} and takes two minutes.`,
      options.check ? '' : '  Ctrl-C để dừng / Ctrl-C ends it.',
    ].join('\n'),
  );
}

/** Ends cameras and service, once. */
function end(): Promise<void> {
  ending ??= (async () => {
    await service?.stop();
    await Promise.allSettled([cameras?.entrance.close(), cameras?.exit.close()]);
  })();
  return ending;
}
