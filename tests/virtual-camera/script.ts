/**
 * The script a virtual camera plays: who walks past, when, how long, and when the camera is gone. It is the ground
 * truth that checks compare with. All instants are epoch milliseconds of the machine's true clock; the camera's own
 * clock may be set wrong and never changes when something happens.
 */
import { z } from 'zod';
import { faultNames, type FaultName } from './faults.ts';

const second = z.number().min(0);

const passage = z.strictObject({
  /** Seconds from `startAt` when the people become visible. */
  at: second,
  people: z
    .array(z.strictObject({ id: z.string().min(1), lane: z.int().min(-2).max(2).optional() }))
    .min(1)
    .max(4),
  /** How long they are visible. */
  seconds: z.number().min(1).max(30).default(3.5),
  /** Which way they go past the door; the picture is the same, people always face the camera. */
  direction: z.enum(['in', 'out']).default('in'),
});

const cut = z
  .strictObject({ from: second, to: second })
  .refine((c) => c.to > c.from, { message: 'a cut must end after it begins', path: ['to'] });

const scriptEvents = z.strictObject({
  /** Shortest and longest time between becoming visible and the event, seconds. */
  delaySeconds: z.tuple([second, second]).default([0.3, 0.8]),
  /** Raise RuleEngine/CellMotionDetector/Motion. */
  motion: z.boolean().default(true),
  /** Raise RuleEngine/FieldDetector/ObjectsInside, one object per person. */
  objects: z.boolean().default(true),
  /** Also say when it is over; some cameras never do. */
  off: z.boolean().default(true),
});

const fault = z
  .strictObject({
    from: second,
    to: second,
    fault: z.enum(faultNames as [FaultName, ...FaultName[]]),
    /** For faults of answers: the operations that are answered so, e.g. `PullMessages`; default: all. */
    operations: z.array(z.string().min(1)).default([]),
    /** For `clockOff`: how much the clock is ahead, seconds (negative: behind). */
    seconds: z.number().default(3_600),
  })
  .refine((f) => f.to > f.from, { message: 'a fault must end after it begins', path: ['to'] });

export const cameraScript = z.strictObject({
  startAt: z.iso.datetime({ offset: true }),
  passages: z.array(passage).default([]),
  cuts: z.array(cut).default([]),
  /** What the camera does wrong, and when. */
  faults: z.array(fault).default([]),
  events: scriptEvents.prefault({}),
});

/** A script as read, with all defaults filled in. */
export type CameraScript = z.infer<typeof cameraScript>;
/** A script as written by hand. */
export type CameraScriptInput = z.input<typeof cameraScript>;

/** What really happened at one passage. */
export type PassageTruth = {
  people: string[];
  direction: 'in' | 'out';
  /** Epoch ms when the people come into view. */
  visibleFrom: number;
  /** Epoch ms when they are out of view. */
  visibleTo: number;
  /** Epoch ms when they are nearest to the camera, which is the instant they pass the door. */
  passedAt: number;
  /** Epoch ms of the camera's first event about them, null when the script raises none. */
  eventAt: number | null;
  /** True when the camera is cut off at some instant of the visible interval. */
  cut: boolean;
};

export type CutTruth = { from: number; to: number };
export type FaultTruth = CutTruth & { name: FaultName; operations: readonly string[]; seconds: number };

/** The part of a passage after which people stop coming nearer and walk out of the picture. */
export const nearestAtShare = 0.9;

/** Epoch ms of the script's own zero. */
export function scriptStart(script: CameraScript): number {
  return Date.parse(script.startAt);
}

/** What the camera does wrong, as epoch ms intervals [from, to). */
export function faultsOf(script: CameraScript): FaultTruth[] {
  const start = scriptStart(script);
  return script.faults.map(({ from, to, fault: name, operations, seconds }) => ({
    from: start + from * 1000,
    to: start + to * 1000,
    ...{ name, operations, seconds },
  }));
}

/** When the camera cannot be reached, as epoch ms intervals [from, to). */
export function cutsOf(script: CameraScript): CutTruth[] {
  const start = scriptStart(script);
  const cuts = script.cuts.map(({ from, to }) => ({ from: start + from * 1000, to: start + to * 1000 }));
  const away = faultsOf(script).filter(({ name }) => name === 'powerOff' || name === 'unplugged');
  return [...cuts, ...away.map(({ from, to }) => ({ from, to }))];
}

/** A delay in the script's range that depends on nothing but the passage's place in the script. */
export function eventDelayMs(script: CameraScript, passageIndex: number): number {
  const [shortest, longest] = script.events.delaySeconds;
  const share = (passageIndex * 0.618) % 1;
  return Math.round((shortest + (longest - shortest) * share) * 1000);
}

/** The ground truth of every passage, in the order of the script. */
export function truthOf(script: CameraScript): PassageTruth[] {
  const start = scriptStart(script);
  const cuts = cutsOf(script);
  const raisesEvents = script.events.motion || script.events.objects;
  return script.passages.map((p, index) => {
    const visibleFrom = start + p.at * 1000;
    const visibleTo = visibleFrom + p.seconds * 1000;
    return {
      people: p.people.map(({ id }) => id),
      direction: p.direction,
      visibleFrom,
      visibleTo,
      passedAt: visibleFrom + p.seconds * nearestAtShare * 1000,
      eventAt: raisesEvents ? visibleFrom + eventDelayMs(script, index) : null,
      cut: cuts.some(({ from, to }) => from < visibleTo && to > visibleFrom),
    };
  });
}

/** Epoch ms after which nothing of the script is left to happen. */
export function scriptEnd(script: CameraScript): number {
  return Math.max(
    scriptStart(script),
    ...truthOf(script).map(({ visibleTo }) => visibleTo),
    ...cutsOf(script).map(({ to }) => to),
    ...faultsOf(script).map(({ to }) => to),
  );
}
