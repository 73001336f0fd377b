import { MINUTE } from './civil-time.ts';

/** The same hours of the same weekday some weeks ago, on a day on which the office worked. */
export type ComparableDay = {
  /** Share of those hours in which the camera was watched, 0..1. */
  watched: number;
  /** Events that it brought in them. */
  events: number;
};

/** Nothing shorter is worth a word: doors are quiet for a while. */
const leastMs = 20 * MINUTE;
/** Days the camera was not watched nearly throughout say nothing about how lively they were. */
const watchedShare = 0.9;
const leastDays = 3;
const leastEvents = 5;

/**
 * Whether a camera that listens is silent for so long that it is more likely blind than its door deserted: every
 * comparable day (three at least) brought several events in the same hours. One quiet day among them, and nothing is
 * said.
 *
 * @returns the fewest events that any comparable day brought; null when the silence is nothing unusual.
 */
export function unusualSilence(silentMs: number, days: readonly ComparableDay[]): number | null {
  if (silentMs < leastMs) return null;
  const watched = days.filter((day) => day.watched >= watchedShare);
  if (watched.length < leastDays) return null;
  const usual = Math.min(...watched.map(({ events }) => events));
  return usual >= leastEvents ? usual : null;
}
