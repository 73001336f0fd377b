import type { Calibration, Spread, Traffic } from '../vision/calibrate.ts';
import type { Thresholds } from '../vision/thresholds.ts';

export type CalibrationFacts = Calibration & {
  modelId: string;
  faces: number;
  traffic: Traffic & { assumed: boolean };
  wrongNamesPerYear: number;
  current: Thresholds;
};

const barWidth = 30;
const linesEvery = 4;

const bar = (share: number): string => '#'.repeat(Math.round(share * barWidth)).padEnd(barWidth);

const spread = (name: string, { count, smallest, mean, largest, deviation }: Spread): string =>
  `${name.padEnd(16)} ${String(count).padStart(7)} comparisons, ${smallest.toFixed(3)} to ${largest.toFixed(3)}, ` +
  `mean ${mean.toFixed(3)}, deviation ${deviation.toFixed(3)}`;

const limits = ({ accept, upToPeople, margin, review }: Thresholds): string =>
  `accept ${accept.toFixed(3)} (up to ${upToPeople} people), margin ${margin.toFixed(3)}, review ${review.toFixed(3)}`;

/** Expected wrong names, in a unit that can be imagined. */
export function wrongNames(perMonth: number): string {
  const perYear = perMonth * 12;
  if (perYear < 0.001) return 'less than one in a thousand years';
  if (perYear < 1) return `one in ${(1 / perYear).toFixed(1)} years`;
  return `${perYear.toFixed(1)} in a year`;
}

/** A calibration as text: spreads, curves, what is in force and what is proposed. */
export function calibrationText(facts: CalibrationFacts): string {
  const { traffic, curve, genuine, impostor, current, proposed } = facts;
  const rows = curve
    .filter((_, i) => i % linesEvery === 0)
    .map(
      (point) =>
        `${point.distance.toFixed(2).padStart(8)}  ${bar(1 - point.genuineBeyond)} ` +
        `${((1 - point.genuineBeyond) * 100).toFixed(1).padStart(5)} %  ${bar(point.strangerWithin)} ` +
        `${(point.strangerWithin * 100).toFixed(3).padStart(7)} %  ${point.wrongNamesPerMonth.toFixed(3)}`,
    );
  return [
    `${facts.people} people, ${facts.faces} faces, model ${facts.modelId}`,
    `Passages in a month: ${traffic.enrolledPerMonth} enrolled, ${traffic.strangersPerMonth} strangers` +
      (traffic.assumed ? ' (assumed: too few were counted yet)' : ''),
    spread('the same person', genuine),
    spread('somebody else', impostor),
    '',
    `distance  ${'found within'.padEnd(barWidth + 9)} ${'a stranger within of anybody'.padEnd(barWidth + 11)} wrong/month`,
    ...rows,
    '',
    `In force: ${limits(current)}: wrong names ${wrongNames(facts.wrongNamesPerMonth)}`,
    facts.enough
      ? `Proposed: ${limits(proposed)}: wrong names ${wrongNames(facts.proposedWrongNamesPerMonth)} (target: ${facts.wrongNamesPerYear} in a year)`
      : 'Too few people or photos of each to propose anything: at least 8 people with 2 faces each.',
    'Upper estimates: each passage is counted as one picture, while a name needs several that agree.',
  ].join('\n');
}
