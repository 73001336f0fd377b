/** Compares what is stored about one camera with what it saw itself. Pure. */
import type { Interval } from '../../src/domain/types/time.ts';
import type { Raised } from './soak-camera.ts';
import { both, grown, truthOf, without, type CameraRecord } from './truth.ts';
import type { Blow } from './workers.ts';

export type Limits = {
  /** Coverage may be off by this much at each edge. */
  edgeMs: number;
  takeOverMs: number;
  /** What reached a process so shortly before it was killed need not have been read by it. */
  readMs: number;
  /** What a worker learnt so shortly before its end need not have been written: it writes every second. */
  writtenMs: number;
};
/** What is promised. */
export const promised: Limits = { edgeMs: 2_000, takeOverMs: 15_000, readMs: 500, writtenMs: 1_500 };

export type StoredCamera = {
  coverage: readonly (Interval & { fence: number | null })[];
  /** Numbers of the objects whose events are stored, as often as they are. */
  events: readonly number[];
  captures: readonly { eventId: string | null; fromAt: number; frames: number }[];
};

export type CameraVerdict = {
  tally: Record<Count, number>;
  problems: string[];
};
const counts = [
  ...(['raised', 'owed', 'stored', 'lost', 'eventsTwice', 'captures', 'capturesTwice', 'pictured'] as const),
  ...(['mustMs', 'mayMs', 'claimedMs', 'overClaims', 'missedClaims', 'claimedByTwo'] as const),
];
export type Count = (typeof counts)[number];

export const noCounts = (): Record<Count, number> =>
  Object.fromEntries(counts.map((count) => [count, 0])) as Record<Count, number>;

/** A worker that was asked to end breaks off its pulls at some time in these seconds. */
const endingMs = 3_000;
/** The pieces of a long burst begin further apart. */
const sameBeginMs = 1_250;

export type Played = Omit<CameraRecord, 'blows'> & { span: Interval; blows: readonly Blow[] };

export function judgeCamera(played: Played, stored: StoredCamera, limits: Limits): CameraVerdict {
  const tally = noCounts();
  const problems: string[] = [];
  const say = (count: Count, text: string): void => {
    tally[count] += 1;
    problems.push(text);
  };
  judgeCoverage(played, stored, limits, { tally, say });
  judgeEvents(played, stored, limits, { tally, say });
  judgeCaptures(played, stored, { tally, say });
  return { tally, problems };
}

type Pen = { tally: Record<Count, number>; say: (count: Count, text: string) => void };

const clock = (at: number, { span }: Played): string => `${((at - span.from) / 1000).toFixed(1)} s`;
const range = ({ from, to }: Interval, played: Played): string =>
  `${clock(from, played)} to ${clock(to, played)}`;

function judgeCoverage(played: Played, { coverage }: StoredCamera, limits: Limits, pen: Pen): void {
  const { may, must } = truthOf(played, limits.writtenMs);
  const claimed = grown(coverage, 0);
  for (const over of without(claimed, grown(may, limits.edgeMs)))
    pen.say('overClaims', `claimed ${range(over, played)}, was not watched`);
  for (const missed of without(grown(must, -limits.edgeMs), claimed))
    pen.say('missedClaims', `watched ${range(missed, played)}, is not claimed`);
  for (const [at, stretch] of coverage.entries())
    for (const other of coverage.slice(at + 1))
      for (const shared of stretch.fence === other.fence ? [] : both([stretch], [other]))
        pen.say(
          'claimedByTwo',
          `claimed by terms ${stretch.fence} and ${other.fence}: ${range(shared, played)}`,
        );
  pen.tally.mustMs = lengthOf(both(must, [played.span]));
  pen.tally.mayMs = lengthOf(both(may, [played.span]));
  pen.tally.claimedMs = lengthOf(both(claimed, [played.span]));
}

/** Owed is what reached a worker that lived on, and what lies in a time that is claimed. */
function judgeEvents(played: Played, { coverage, events }: StoredCamera, limits: Limits, pen: Pen): void {
  const claimed = grown(coverage, 0);
  const delivered = new Map<number, number>();
  for (const { at, ids, whole } of played.pulls)
    for (const id of ids) if (whole && !delivered.has(id)) delivered.set(id, at);
  const times = new Map<number, number>();
  for (const id of events) times.set(id, (times.get(id) ?? 0) + 1);
  for (const { id, at } of played.raised) {
    const received = delivered.get(id);
    const read = received !== undefined && !played.blows.some((blow) => diesAround(blow, received, limits));
    const vouchedFor = both([{ from: at, to: at + 1 }], claimed).length > 0;
    pen.tally.raised += 1;
    if (read || vouchedFor) pen.tally.owed += 1;
    if (times.has(id)) pen.tally.stored += 1;
    else if (read) pen.say('lost', `event ${id} lost, delivered at ${clock(received, played)}`);
    else if (vouchedFor) pen.say('lost', `event ${id} lost, and its time is claimed: ${clock(at, played)}`);
  }
  const known = new Set(played.raised.map(({ id }: Raised) => id));
  for (const [id, count] of times)
    if (count > 1 || !known.has(id)) pen.say('eventsTwice', `event ${id} is stored ${count} times`);
}

function diesAround({ kind, from, to }: Blow, at: number, { readMs }: Limits): boolean {
  if (kind === 'kill') return at > from - readMs && at <= from + readMs;
  return kind === 'stop' && at > from - readMs && at < to + endingMs;
}

function judgeCaptures(played: Played, { captures }: StoredCamera, { tally, say }: Pen): void {
  tally.captures = captures.length;
  tally.pictured = captures.filter(({ frames }) => frames > 0).length;
  const latest = new Map<string | null, number>();
  for (const { eventId, fromAt } of captures.toSorted((a, b) => a.fromAt - b.fromAt)) {
    if (fromAt - (latest.get(eventId) ?? -Infinity) < sameBeginMs)
      say('capturesTwice', `two captures of one event at ${clock(fromAt, played)}`);
    latest.set(eventId, fromAt);
  }
}

const lengthOf = (intervals: readonly Interval[]): number =>
  intervals.reduce((sum, { from, to }) => sum + to - from, 0);
