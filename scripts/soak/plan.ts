/** What will happen in a soak, all of it from one seed. Times are seconds from its start. */

export type CameraFault =
  | 'soapFault'
  | 'htmlError'
  | 'wrongLength'
  | 'brokenAnswer'
  | 'reset'
  | 'silence'
  | 'slow'
  | 'expired'
  | 'limit'
  | 'clockJump'
  | 'reboot'
  | 'networkCut'
  | 'streamCut'
  | 'streamStall';

export type PlannedFault = { camera: number; kind: CameraFault; from: number; to: number; jumpMs: number };
/** `buried`: whoever started it notices its end and says so, as `npm start` does. */
export type PlannedBlow = {
  worker: number;
  kind: 'kill' | 'stop' | 'freeze';
  from: number;
  to: number;
  buried: boolean;
};
export type PlannedEvent = { camera: number; at: number; kind: 'crossing' | 'object' };

export type SoakPlan = {
  seconds: number;
  faults: PlannedFault[];
  blows: PlannedBlow[];
  /** The database is killed and started again. */
  outages: { from: number; to: number }[];
  events: PlannedEvent[];
};

export type PlanOptions = { seed: number; seconds: number; cameras: number; workers: number; calm?: number };

const kinds: readonly CameraFault[] = [
  ...(['soapFault', 'htmlError', 'wrongLength', 'brokenAnswer', 'reset', 'silence', 'slow'] as const),
  ...(['expired', 'limit', 'clockJump', 'reboot', 'networkCut', 'streamCut', 'streamStall'] as const),
];
const jumpsMs = [-3_600_000, -45_000, -6_000, 6_000, 45_000, 3_600_000];
/** Devices are left alone for this long after a fault, so that the waits between tries begin small again. */
const restSeconds = 42;

export function planSoak({ seed, seconds, cameras, workers, calm = 45 }: PlanOptions): SoakPlan {
  const random = randomFrom(seed);
  const between = (from: number, to: number): number => from + random() * (to - from);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const until = seconds - calm;
  const outages = seconds >= 120 ? [{ from: until * 0.55, to: until * 0.55 + between(3, 12) }] : [];

  const faults: PlannedFault[] = [];
  let order = shuffled(kinds, random);
  for (let camera = 0; camera < cameras; camera++)
    for (let from = between(2, 18); from < until - 4;) {
      const kind = order.pop() as CameraFault;
      if (order.length === 0) order = shuffled(kinds, random);
      const to = Math.min(until, from + between(3, 11));
      faults.push({ camera, kind, from, to, jumpMs: pick(jumpsMs) });
      from = to + restSeconds + between(0, 15);
    }

  const blows: PlannedBlow[] = [];
  for (let from = between(6, 12); from < until - 6;) {
    const kind = pick(['kill', 'kill', 'kill', 'stop', 'freeze'] as const);
    const to = from + (kind === 'freeze' ? between(6, 16) : between(0.3, 4));
    const disturbed = outages.some((it) => from < it.to + 10 && to > it.from - 4);
    if (!disturbed)
      blows.push({ worker: Math.floor(random() * workers), kind, from, to, buried: random() < 0.5 });
    from = to + between(12, 22);
  }

  const events: PlannedEvent[] = [];
  for (let camera = 0; camera < cameras; camera++)
    for (let at = between(1, 5); at < seconds - 12; at += between(2, 10)) {
      events.push({ camera, at, kind: pick(['crossing', 'object']) });
      if (random() < 0.25) events.push({ camera, at: at + between(0.1, 0.6), kind: 'crossing' });
    }
  return { seconds, faults, blows, outages, events: events.sort((a, b) => a.at - b.at) };
}

/** Mulberry32: small, and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
