/** Plays a soak: cameras with faults, workers that die, a database that goes away; then compares. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Interval } from '../../src/domain/types/time.ts';
import { compare, type Verdict } from './compare.ts';
import { promised, type Limits } from './judge.ts';
import { openOffice, spreadOf, untilDrained, untilWatched, type SoakOffice } from './office.ts';
import type { SoakPlan } from './plan.ts';

export type SoakOptions = {
  plan: SoakPlan;
  cameras: number;
  workers: number;
  limits?: Limits;
  say: (line: string) => void;
};

/** @throws when a camera is not watched before it begins, or not any more after all is over */
export async function runSoak({
  plan,
  cameras,
  workers,
  limits = promised,
  say,
}: SoakOptions): Promise<Verdict> {
  const office = await openOffice(cameras, workers);
  try {
    await untilWatched(office);
    const played = await play(office, plan, say);
    say('all over; waiting until everything is told and stored');
    await untilWatched(office);
    await untilDrained(office);
    const spread = await spreadOf(office);
    await office.workers.close();
    await untilDrained(office);
    const verdict = await compare(office.database.prisma, played, limits);
    const problems = [
      ...verdict.problems,
      ...office.workers.crashes.map((crash) => `ended by itself: ${crash}`),
      ...(Math.max(...spread) - Math.min(...spread) > 1 ? [`uneven at the end: ${spread.join(', ')}`] : []),
    ];
    return { ...verdict, problems, ok: problems.length === 0 };
  } finally {
    await office.close();
  }
}

async function play(office: SoakOffice, plan: SoakPlan, say: SoakOptions['say']) {
  const startAt = Date.now();
  const until = (seconds: number): Promise<void> => delay(Math.max(0, startAt + seconds * 1000 - Date.now()));
  const faults = office.cameras.map((): Interval[] => []);
  const outages: Interval[] = [];
  const happen = async (from: number, what: string, work: () => Promise<void>): Promise<void> => {
    await until(from);
    say(`${from.toFixed(1).padStart(6)} s  ${what}`);
    await work();
  };
  const lasting = ({ from, to }: Interval): string => `for ${(to - from).toFixed(1)} s`;

  const ofCameras = plan.faults.map((fault) =>
    happen(fault.from, `camera ${fault.camera}: ${fault.kind} ${lasting(fault)}`, async () => {
      const from = Date.now();
      await office.cameras[fault.camera]?.begin(fault);
      await until(fault.to);
      await office.cameras[fault.camera]?.end(fault);
      faults[fault.camera]?.push({ from, to: Date.now() });
    }),
  );
  const ofWorkers = plan.blows.map((blow) =>
    happen(blow.from, `worker ${blow.worker}: ${blow.kind} ${lasting(blow)}`, async () => {
      const { mend } = await office.workers.strike(blow.worker, blow.kind, blow.buried);
      await until(blow.to);
      await mend();
    }),
  );
  const ofDatabase = plan.outages.map((outage) =>
    happen(outage.from, `database: away ${lasting(outage)}`, async () => {
      const died = new Promise((resolve) => office.postgres.onDeath(resolve));
      const from = Date.now();
      process.kill(office.postgres.pid() ?? 0, 'SIGKILL');
      await died;
      await until(outage.to);
      await office.postgres.restart();
      outages.push({ from, to: Date.now() });
    }),
  );
  const events = plan.events.map(async ({ camera, at, kind }) => {
    await until(at);
    office.cameras[camera]?.raise(kind);
  });
  await Promise.all([...ofCameras, ...ofWorkers, ...ofDatabase, ...events]);
  await until(plan.seconds);
  return {
    cameras: office.cameras.map((camera, index) => ({ ...camera, faults: faults[index] ?? [] })),
    blows: office.workers.blows,
    outages,
    span: { from: startAt, to: Date.now() },
  };
}
