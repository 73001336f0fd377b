import type { Traffic } from './calibrate.ts';

/** Passages counted over some time: of enrolled people, of people that are nobody's, and who was left open. */
export type Passages = { enrolled: number; strangers: number; open: number; days: number };

/** A count over less says more about the days than about the office. */
const fewestDays = 7;

const daysPerMonth = 30.44;
const workdaysPerMonth = 22;

/** In, out, and once more at noon. */
const passagesPerWorkday = 4;

/** Without a count: one visitor for each of our own passages, more than nearly any staff door sees. */
const strangersForOneOfOurs = 1;

/**
 * What passes in a month: as counted, or an assumption on the careful side while too little was counted. Whoever was left
 * open counts as both, because it could be either.
 */
export function monthlyTraffic(counted: Passages, people: number): Traffic & { assumed: boolean } {
  const passed = counted.enrolled + counted.strangers + counted.open;
  if (counted.days < fewestDays || passed === 0) {
    const enrolledPerMonth = people * passagesPerWorkday * workdaysPerMonth;
    return { enrolledPerMonth, strangersPerMonth: enrolledPerMonth * strangersForOneOfOurs, assumed: true };
  }
  const months = counted.days / daysPerMonth;
  return {
    enrolledPerMonth: Math.round((counted.enrolled + counted.open) / months),
    strangersPerMonth: Math.round((counted.strangers + counted.open) / months),
    assumed: false,
  };
}
