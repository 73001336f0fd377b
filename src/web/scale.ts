import { clock } from './time.ts';

/** A stretch of time drawn from left to right: epoch milliseconds to percent of the width. */
export type Scale = { from: number; to: number; percent: (at: number) => number };

/** No label nearer to either end. */
const edgePercent = 2.5;
const minuteMs = 60_000;
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 240];

/** A scale that shows all the given instants with some room on both sides. */
export function scaleOver(instants: number[], roomMs = 10 * minuteMs): Scale | null {
  const known = instants.filter(Number.isFinite);
  if (known.length === 0) return null;
  const from = Math.min(...known) - roomMs;
  const to = Math.max(...known) + roomMs;
  const percent = (at: number) => Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100));
  return { from, to, percent };
}

/** Round clock times of the zone inside a scale, at most `most` of them. */
export function ticks(scale: Scale, timeZone: string, most = 12): { at: number; label: string }[] {
  const minutes = (scale.to - scale.from) / minuteMs;
  const step = steps.find((candidate) => minutes / candidate <= most) ?? 480;
  const first = Math.ceil(scale.from / minuteMs) * minuteMs;
  const intoDay = minuteOfDay(first, timeZone);
  const begin = first + ((step - (intoDay % step)) % step) * minuteMs;
  const marks: { at: number; label: string }[] = [];
  for (let at = begin; at <= scale.to; at += step * minuteMs) marks.push({ at, label: clock(at, timeZone) });
  // A label is centred under its mark: at the very edge half of it would hang out.
  return marks.filter((mark) => Math.abs(scale.percent(mark.at) - 50) <= 50 - edgePercent);
}

function minuteOfDay(at: number, timeZone: string): number {
  const [hours = '0', minutes = '0'] = clock(at, timeZone).split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** Left and width in percent of a stretch, cut to the scale. */
export function stretch(scale: Scale, from: number, to: number): { left: string; width: string } {
  const left = scale.percent(from);
  return { left: `${left}%`, width: `${Math.max(0, scale.percent(to) - left)}%` };
}
