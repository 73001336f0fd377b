import { MINUTE } from './civil-time.ts';
import type { Gap, Proof } from './types/evidence.ts';
import type { ExpectedSession, Missing } from './types/record.ts';
import type { Instant } from './types/time.ts';
import { gapOf, reviewOf, unseenEntry } from './arrival.ts';
import { placeBefore, type Timeline } from './timeline.ts';
import type { Passage } from './passages.ts';

export type DepartureBasis =
  'seen' | 'stayed' | 'seenAfterEnd' | 'returnedUnseen' | 'unseenExit' | 'open' | 'ambiguous' | 'nobody';

/** Where the departure from a session must lie: the end of the last stay that reaches into it. */
export type DepartureEvidence = {
  basis: DepartureBasis;
  earliest: Instant | null;
  latest: Instant | null;
  passage: Passage | null;
  gaps: Gap[];
  reviews: Proof[];
  missing: Missing[];
  waiting: boolean;
};

/** Mirror image of `arrivalFor`; a stay whose end nobody saw stays open, and no end is invented for it. */
export function departureFor(session: ExpectedSession, timeline: Timeline): DepartureEvidence {
  const { passages } = timeline;
  const start = session.scheduled.from;
  const end = latestEnd(session);
  const returnIndex = passages.findIndex((p) => p.direction === 'in' && p.first >= end);
  const stop = returnIndex < 0 ? passages.length : returnIndex;
  const upper = Math.min(session.window.to, passages[returnIndex]?.first ?? session.window.to);
  let index = stop - 1;
  while (index >= 0 && (passages[index]?.first ?? 0) >= session.window.to) index--;
  const passage = passages[index];
  const later = passages[index + 1] ?? null;
  if (!passage) return nobody(session, timeline, upper, later);
  if (passage.direction === 'out') {
    return passage.last <= start
      ? nobody(session, timeline, upper, later)
      : wentOut(session, timeline, upper, passage, later);
  }
  return stillIn(session, timeline, upper, passage, later);
}

/** The latest moment the session can be asked to last: its end, moved by all of the flexible start. */
export function latestEnd(session: ExpectedSession): Instant {
  return session.scheduled.to + session.flexibleMinutes * MINUTE;
}

function blank(
  basis: DepartureBasis,
  earliest: Instant | null,
  latest: Instant | null,
  passage: Passage | null,
): DepartureEvidence {
  return { basis, earliest, latest, passage, gaps: [], reviews: [], missing: [], waiting: false };
}

function nobody(
  session: ExpectedSession,
  timeline: Timeline,
  upper: Instant,
  later: Passage | null,
): DepartureEvidence {
  const unseen = later !== null && placeBefore(later) !== 'outside';
  return {
    ...blank('nobody', null, unseen ? upper : null, null),
    waiting: timeline.until < session.window.to,
  };
}

/** Seen going out: later only if they may have gone once more, unseen. */
function wentOut(
  session: ExpectedSession,
  timeline: Timeline,
  upper: Instant,
  passage: Passage,
  later: Passage | null,
): DepartureEvidence {
  if (passage.last >= latestEnd(session))
    return blank('seenAfterEnd', passage.last, Math.max(passage.last, upper), passage);
  if (later && placeBefore(later) !== 'outside') {
    const missing = [unseenEntry(passage.last, later)];
    return {
      ...blank('returnedUnseen', passage.last, upper, passage),
      missing,
      waiting: timeline.until < later.first,
    };
  }
  const gaps = timeline.outGaps.filter((g) => g.from < upper && g.to > passage.last);
  const horizon = later?.first ?? Infinity;
  const reviews = timeline.uncertain.filter(
    (u) => u.at > passage.last && (u.at < upper || (u.at < horizon && u.direction !== 'in')),
  );
  let latest = passage.last;
  for (const gap of gaps) latest = Math.max(latest, Math.min(gap.to, upper));
  for (const u of reviews) latest = Math.max(latest, u.direction === 'out' && u.at < upper ? u.at : upper);
  const missing = [
    ...gaps.filter((g) => g.reason !== 'notYet').map((g) => gapOf(g, 'out')),
    ...reviews.map(reviewOf),
  ];
  const waiting = gaps.some((g) => g.reason === 'notYet');
  return { ...blank('seen', passage.last, latest, passage), gaps, reviews, missing, waiting };
}

/** Last seen coming in, inside, or passing a door in an unknown direction. */
function stillIn(
  session: ExpectedSession,
  timeline: Timeline,
  upper: Instant,
  passage: Passage,
  later: Passage | null,
): DepartureEvidence {
  if (passage.last >= latestEnd(session)) return blank('seenAfterEnd', passage.last, upper, passage);
  if (later && placeBefore(later) === 'inside') return blank('stayed', upper, upper, passage);
  const ambiguous: Missing = { kind: 'ambiguousDirection', proofId: passage.ids[0] ?? '', at: passage.first };
  if (later && placeBefore(later) === 'outside') {
    const to = Math.min(later.first, upper);
    const unseenExit: Missing = { kind: 'unseenExit', from: passage.last, to, proofId: passage.ids[0] ?? '' };
    const basis = passage.direction === 'both' ? 'ambiguous' : 'unseenExit';
    const missing = passage.direction === 'both' ? ambiguous : unseenExit;
    return {
      ...blank(basis, passage.last, to, passage),
      missing: [missing],
      waiting: timeline.until < later.first,
    };
  }
  if (later || passage.direction === 'both') {
    const waiting = timeline.until < (later?.first ?? timeline.dayEnd);
    return { ...blank('ambiguous', passage.last, upper, passage), missing: [ambiguous], waiting };
  }
  return { ...blank('open', passage.last, null, passage), waiting: timeline.until < timeline.dayEnd };
}
