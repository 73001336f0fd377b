import { fingerprint } from './fingerprint.ts';
import { canonicalJson } from './digest.ts';
import { clip, subtract, unite } from './intervals.ts';
import type { Coverage, DoorLane, Gap, GapReason } from './types/evidence.ts';
import type { Instant, Interval } from './types/time.ts';

/**
 * Joins the lanes of all doors a person may use into the stretches in which some door was not watched.
 * A lane whose miss rate is above the limit counts as never watched. Someone with no lane for a direction at all has one
 * gap over the whole span: where nobody watches, nothing can be asserted.
 * The result is shared by everyone who uses the same doors; compile it once per day and set of doors.
 */
export function compileCoverage(lanes: readonly DoorLane[], span: Interval, missRateLimit: number): Coverage {
  const inGaps = gapsOf(lanes, 'in', span, missRateLimit);
  const outGaps = gapsOf(lanes, 'out', span, missRateLimit);
  return { span, inGaps, outGaps, digest: fingerprint(canonicalJson([span, inGaps, outGaps])) };
}

/**
 * The lanes as they are evidence about one person: watched only while cameras could tell them, and terminals knew them.
 * The same lanes when all always could in `span`.
 *
 * @param recognisable when the person had enrolled photos.
 * @param punchedSince the first punch of the person at each terminal: before it they may never have been told to punch.
 */
export function lanesOfPerson(
  lanes: readonly DoorLane[],
  recognisable: readonly Interval[],
  span: Interval,
  punchedSince: ReadonlyMap<string, Instant> = nowhere,
): readonly DoorLane[] {
  const seen = unite(recognisable);
  const asSeen = laneKnownIn(seen, span, 'notEnrolled');
  let changed = false;
  const own = lanes.map((lane) => {
    const known =
      lane.terminal === undefined
        ? asSeen(lane)
        : laneKnownIn(since(punchedSince.get(lane.terminal)), span, 'notAtTerminal')(lane);
    changed ||= known !== lane;
    return known;
  });
  return changed ? own : lanes;
}

const nowhere: ReadonlyMap<string, Instant> = new Map();

function since(first: Instant | undefined): Interval[] {
  return first === undefined ? [] : [{ from: first, to: Infinity }];
}

function laneKnownIn(known: Interval[], span: Interval, reason: GapReason): (lane: DoorLane) => DoorLane {
  const away = subtract(span, known);
  if (away.length === 0) return (lane) => lane;
  const reasons = away.map((hole) => ({ ...hole, reason }));
  return (lane) => ({
    ...lane,
    watched: lane.watched.flatMap((watched) => clip(known, watched)),
    reasons: [...reasons, ...(lane.reasons ?? [])],
  });
}

function gapsOf(lanes: readonly DoorLane[], direction: 'in' | 'out', span: Interval, limit: number): Gap[] {
  const ofDirection = lanes.filter((lane) => lane.direction === direction);
  if (ofDirection.length === 0) return [{ ...span, doorIds: [], reason: 'noCoverage' }];
  // A door may be watched by several cameras: it is covered where any of them watches it.
  const doorIds = [...new Set(ofDirection.map((lane) => lane.doorId))].sort();
  const holes = doorIds.flatMap((doorId) => holesOfDoor(doorId, ofDirection, span, limit));
  return cutAtEdges(holes);
}

function holesOfDoor(doorId: string, lanes: readonly DoorLane[], span: Interval, limit: number): Gap[] {
  const ofDoor = lanes.filter((lane) => lane.doorId === doorId);
  const trusted = ofDoor.filter((lane) => (lane.missRate ?? 0) <= limit);
  const watched = clip(unite(trusted.flatMap((lane) => lane.watched)), span);
  return subtract(span, watched).flatMap((hole) => explain(hole, doorId, ofDoor, trusted.length === 0));
}

/** Splits a hole by the reasons known for it. */
function explain(hole: Interval, doorId: string, lanes: readonly DoorLane[], distrusted: boolean): Gap[] {
  if (distrusted) return [{ ...hole, doorIds: [doorId], reason: 'missRateHigh' }];
  const known = lanes
    .flatMap((lane) => lane.reasons ?? [])
    .filter((r) => r.from < hole.to && r.to > hole.from)
    .sort((a, b) => a.from - b.from || a.to - b.to || (a.reason < b.reason ? -1 : 1));
  const gaps: Gap[] = [];
  let from = hole.from;
  const push = (to: number, reason: GapReason) => {
    if (to > from) gaps.push({ from, to, doorIds: [doorId], reason });
    from = Math.max(from, to);
  };
  for (const r of known) {
    push(Math.min(r.from, hole.to), 'noCoverage');
    push(Math.min(r.to, hole.to), r.reason);
  }
  push(hole.to, 'noCoverage');
  return gaps;
}

/** Makes overlapping holes disjoint: each piece names every door that was blind in it. */
function cutAtEdges(holes: readonly Gap[]): Gap[] {
  const edges = [...new Set(holes.flatMap((h) => [h.from, h.to]))].sort((a, b) => a - b);
  const pieces: Gap[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    const from = edges[i] ?? 0;
    const to = edges[i + 1] ?? 0;
    const blind = holes.filter((h) => h.from <= from && h.to >= to);
    const first = blind[0];
    if (!first) continue;
    const doorIds = [...new Set(blind.flatMap((h) => h.doorIds))].sort();
    const last = pieces.at(-1);
    const joins = last?.to === from && last.reason === first.reason && sameIds(last.doorIds, doorIds);
    if (joins) last.to = to;
    else pieces.push({ from, to, doorIds, reason: first.reason });
  }
  return pieces;
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

/**
 * The gaps of one direction within `span`, as known at `until`: what the coverage does not speak of is a gap, and
 * everything later than `until` is `notYet`. Hot path: no work when there is nothing to add.
 */
export function gapsKnownAt(
  coverage: Coverage,
  direction: 'in' | 'out',
  span: Interval,
  until: number,
): Gap[] {
  const gaps = direction === 'in' ? coverage.inGaps : coverage.outGaps;
  const spoken = coverage.span.from <= span.from && coverage.span.to >= span.to;
  if (spoken && until >= span.to) return gaps;
  const end = Math.min(until, span.to);
  const known = gaps.filter((g) => g.from < end).map((g) => (g.to > end ? { ...g, to: end } : g));
  if (coverage.span.from > span.from) {
    known.unshift({ from: span.from, to: coverage.span.from, doorIds: [], reason: 'noCoverage' });
  }
  if (coverage.span.to < end)
    known.push({ from: coverage.span.to, to: end, doorIds: [], reason: 'noCoverage' });
  if (end < span.to)
    known.push({ from: Math.max(end, span.from), to: span.to, doorIds: [], reason: 'notYet' });
  return known;
}
