import { distanceBetween } from './embed.ts';
import { acceptAmong, defaultThresholds, type Thresholds } from './thresholds.ts';
import type { Embedding } from './types.ts';

/** A face that is surely of the person named: an enrolled photo, or a sighting that a reviewer confirmed. */
export type KnownFace = { employeeId: string; embedding: Embedding };

/** How many people pass the cameras in a month: enrolled ones, and others (visitors, neighbours). */
export type Traffic = { enrolledPerMonth: number; strangersPerMonth: number };

/** Smallest and largest value, mean, standard deviation. */
export type Spread = { count: number; smallest: number; largest: number; mean: number; deviation: number };

/** What a limit of `distance` would do. */
export type CurvePoint = {
  distance: number;
  /** Part of the genuine comparisons beyond it: people who would have to be reviewed. */
  genuineBeyond: number;
  /** Chance that a stranger lies within it of anybody enrolled. */
  strangerWithin: number;
  wrongNamesPerMonth: number;
};

export type Calibration = {
  people: number;
  genuine: Spread;
  impostor: Spread;
  curve: CurvePoint[];
  /** At the thresholds in use. */
  wrongNamesPerMonth: number;
  /** The thresholds proposed; those in use when there are too few faces to tell. */
  proposed: Thresholds;
  proposedWrongNamesPerMonth: number;
  /** False when there are fewer faces than a proposal can be built on. */
  enough: boolean;
};

/** Fewer people, or comparisons of one person with itself, say little about the office. */
const fewestPeople = 8;
const fewestGenuine = 16;

/** A few faces may lie at nearly one distance by chance; distances between strangers never do. */
const leastDeviation = 0.05;

/** However far apart the enrolled are: no limit at which this model begins to take strangers for each other. */
const largestAccept = 0.5;

const curveFrom = 0.2;
const curveTo = 0.6;
const curveStep = 0.005;

function spreadOf(values: readonly number[]): Spread {
  const count = values.length;
  if (count === 0) return { count, smallest: 0, largest: 0, mean: 0, deviation: 0 };
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, count - 1);
  const smallest = values.reduce((a, b) => Math.min(a, b));
  const largest = values.reduce((a, b) => Math.max(a, b));
  return { count, smallest, largest, mean, deviation: Math.sqrt(variance) };
}

/** Part of a normal distribution below `z` standard deviations (Abramowitz and Stegun 26.2.17, error < 1e-7). */
function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    series.reduce((sum, factor, i) => sum + factor * t ** (i + 1), 0);
  return z < 0 ? tail : 1 - tail;
}

type Comparisons = { genuine: number[]; impostor: number[]; people: number };

/**
 * Every face against every person: the nearest other face of the same person (genuine), the nearest face of each other
 * person (impostor). The nearest counts, because that is what recognition compares.
 */
function compareAll(faces: readonly KnownFace[]): Comparisons {
  const [genuine, impostor]: [number[], number[]] = [[], []];
  for (const face of faces) {
    const nearest = new Map<string, number>();
    for (const other of faces) {
      if (other === face) continue;
      const distance = distanceBetween(face.embedding, other.embedding);
      nearest.set(other.employeeId, Math.min(distance, nearest.get(other.employeeId) ?? Infinity));
    }
    for (const [employeeId, distance] of nearest)
      (employeeId === face.employeeId ? genuine : impostor).push(distance);
  }
  return { genuine, impostor, people: new Set(faces.map((face) => face.employeeId)).size };
}

/**
 * Chance that a face lies within `limit` of any of `people` others. The share seen cannot show what is rarer than the
 * comparisons made, so the larger of it and the normal tail through them is taken.
 */
function withinAnybody(impostor: readonly number[], spread: Spread, limit: number, people: number): number {
  if (impostor.length === 0) return 1;
  const seen = impostor.filter((distance) => distance <= limit).length / impostor.length;
  const fitted = normalBelow((limit - spread.mean) / Math.max(spread.deviation, leastDeviation));
  return 1 - (1 - Math.max(seen, fitted)) ** people;
}

function curveOf({ genuine, impostor, people }: Comparisons, traffic: Traffic): CurvePoint[] {
  const spread = spreadOf(impostor);
  const steps = Math.round((curveTo - curveFrom) / curveStep);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const distance = Number((curveFrom + i * curveStep).toFixed(3));
    const beyond = genuine.filter((one) => one > distance).length;
    const genuineBeyond = genuine.length === 0 ? 0 : beyond / genuine.length;
    const strangerWithin = withinAnybody(impostor, spread, distance, people);
    // Whoever is enrolled is mistaken for another only when not near to himself.
    const wrongNamesPerMonth =
      traffic.strangersPerMonth * strangerWithin + traffic.enrolledPerMonth * strangerWithin * genuineBeyond;
    return { distance, genuineBeyond, strangerWithin, wrongNamesPerMonth };
  });
}

/** The point of the curve at or just above `distance`. */
function pointAt(curve: readonly CurvePoint[], distance: number): CurvePoint | undefined {
  return curve.find((point) => point.distance >= distance - 1e-9) ?? curve[curve.length - 1];
}

function propose(
  curve: readonly CurvePoint[],
  genuine: Spread,
  current: Thresholds,
  target: { wrongNamesPerMonth: number; people: number },
): Thresholds {
  const fine = curve.filter((point) => point.wrongNamesPerMonth <= target.wrongNamesPerMonth);
  const accept = Math.min(largestAccept, fine[fine.length - 1]?.distance ?? curveFrom);
  const review = Math.min(curveTo, Math.max(accept + 0.04, genuine.largest + 0.02, current.review));
  // Measured among these people, so their number is already in the figure; more people will tighten it.
  return { ...current, accept, review, upToPeople: target.people };
}

/**
 * Measures how far apart an office's own faces are and proposes thresholds for a target of wrong names. The figure is
 * an upper estimate: each passage is counted as one picture, while the decision votes over several and asks for a
 * margin.
 * @param faces at least two of each person; enrolled photos and confirmed sightings
 * @param options.wrongNamesPerYear the target, default one in twelve months
 */
export function calibrate(
  faces: readonly KnownFace[],
  traffic: Traffic,
  options: { current?: Thresholds; wrongNamesPerYear?: number } = {},
): Calibration {
  const current = options.current ?? defaultThresholds;
  const comparisons = compareAll(faces);
  const genuine = spreadOf(comparisons.genuine);
  const curve = curveOf(comparisons, traffic);
  const enough = comparisons.people >= fewestPeople && genuine.count >= fewestGenuine;
  const { people } = comparisons;
  const target = { wrongNamesPerMonth: (options.wrongNamesPerYear ?? 1) / 12, people };
  const proposed = enough ? propose(curve, genuine, current, target) : current;
  const wrongAt = (thresholds: Thresholds) =>
    pointAt(curve, acceptAmong(thresholds, people))?.wrongNamesPerMonth ?? 0;
  return {
    people,
    genuine,
    impostor: spreadOf(comparisons.impostor),
    curve,
    wrongNamesPerMonth: wrongAt(current),
    proposed,
    proposedWrongNamesPerMonth: wrongAt(proposed),
    enough,
  };
}
