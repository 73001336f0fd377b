/**
 * `npm run soak`: an hour of trouble in a few minutes. Virtual cameras misbehave, camera workers are killed and the
 * database goes away, all from a seed; then the database is compared with what happened. Progress on stderr, one line of JSON on
 * stdout; ends with 0 when no event was lost or doubled and coverage is true to two seconds.
 */
import { parseArgs } from 'node:util';
import { planSoak } from './soak/plan.ts';
import { runSoak } from './soak/run.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    seed: { ...text, default: '1' },
    minutes: { ...text, default: '4.5' },
    cameras: { ...text, default: '8' },
    workers: { ...text, default: '3' },
  },
});
const number = (name: keyof typeof values, least: number): number => {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value >= least) return value;
  console.error(`--${name} needs a number of at least ${least}`);
  process.exit(2);
};
const seed = number('seed', 0);
const cameras = Math.floor(number('cameras', 1));
const workers = Math.floor(number('workers', 2));
const seconds = number('minutes', 1) * 60;

const verdict = await runSoak({
  plan: planSoak({ seed, seconds, cameras, workers }),
  cameras,
  workers,
  say: (line) => console.error(line),
});
for (const problem of verdict.problems) console.error(problem);
console.log(JSON.stringify({ seed, minutes: seconds / 60, cameras, workers, ...verdict }));
process.exit(verdict.ok ? 0 : 1);
