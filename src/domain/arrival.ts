import type { Gap, Proof } from './types/evidence.ts';
import type { ExpectedSession, Missing } from './types/record.ts';
import type { Instant } from './types/time.ts';
import { placeAfter, placeBefore, type Timeline } from './timeline.ts';
import type { Passage } from './passages.ts';

/** How an edge of a stay is known. Names the sentence of the derivation. */
export type ArrivalBasis = 'seen' | 'unseenEntry' | 'hereAlready' | 'unseenExit' | 'ambiguous' | 'nobody';

/** Where the arrival for a session must lie. No bounds at all: nobody came, as far as can be known. */
export type ArrivalEvidence = {
  basis: ArrivalBasis;
  earliest: Instant | null;
  latest: Instant | null;
  passage: Passage | null;
  gaps: Gap[];
  reviews: Proof[];
  missing: Missing[];
  /** More evidence up to `timeline.until` may still change the bounds. */
  waiting: boolean;
};

/**
 * The arrival for a session: the beginning of the first stay that reaches into it. A stay that a seen going-out ended
 * before the session began is not an arrival for it. Bounds are those of the window: see `ExpectedSession.window`.
 */
export function arrivalFor(session: ExpectedSession, timeline: Timeline): ArrivalEvidence {
  const { passages } = timeline;
  const start = session.scheduled.from;
  let next = passages.length;
  while (next > 0 && !(passages[next - 1]?.direction === 'out' && (passages[next - 1]?.last ?? 0) <= start))
    next--;
  const lower = Math.max(session.window.from, passages[next - 1]?.last ?? session.window.from);
  const passage = passages[next];
  if (!passage) return nobody(session, timeline, lower, null);
  if (passage.last < session.window.from) return carriedIn(session, timeline, next);
  if (passage.first < session.scheduled.to) return firstSeen(timeline, lower, passage);
  if (placeBefore(passage) === 'outside') return nobody(session, timeline, lower, passage);
  const waiting = timeline.until < passage.first;
  return { ...blank('unseenEntry', lower, null, passage), missing: [unseenEntry(lower, passage)], waiting };
}

function blank(
  basis: ArrivalBasis,
  earliest: Instant | null,
  latest: Instant | null,
  passage: Passage | null,
): ArrivalEvidence {
  return { basis, earliest, latest, passage, gaps: [], reviews: [], missing: [], waiting: false };
}

/** The first passage that shows the person for this session. */
function firstSeen(timeline: Timeline, lower: Instant, passage: Passage): ArrivalEvidence {
  if (passage.direction !== 'in') {
    const missing: Missing =
      passage.direction === 'both'
        ? { kind: 'ambiguousDirection', proofId: passage.ids[0] ?? '', at: passage.first }
        : unseenEntry(lower, passage);
    const basis = passage.direction === 'both' ? 'ambiguous' : 'unseenEntry';
    return {
      ...blank(basis, lower, passage.first, passage),
      missing: [missing],
      waiting: timeline.until < passage.first,
    };
  }
  const entry = unseenBefore(timeline, lower, passage.first);
  const earliest = Math.min(entry.at ?? passage.first, passage.first);
  return { ...blank('seen', earliest, passage.first, passage), ...withoutAt(entry) };
}

/** The person was here before the window and nobody saw them go. */
function carriedIn(session: ExpectedSession, timeline: Timeline, first: number): ArrivalEvidence {
  const { passages } = timeline;
  const { from: windowStart } = session.window;
  const { from: start, to: end } = session.scheduled;
  let at = first;
  let own: Passage | null = null;
  for (let i = first; i < passages.length && (passages[i]?.first ?? 0) <= start; i++) {
    const p = passages[i];
    if (!p) break;
    at = i;
    if (p.first >= windowStart && p.direction !== 'both') own ??= p;
  }
  if (own) return blank('hereAlready', windowStart, own.first, own);
  const here = passages[at] ?? null;
  const later = passages[at + 1];
  const seenBy = later && later.first < end ? later.first : null;
  if (!here || placeAfter(here) === null) {
    const missing: Missing[] = here
      ? [{ kind: 'ambiguousDirection', proofId: here.ids[0] ?? '', at: here.first }]
      : [];
    return {
      ...blank('ambiguous', windowStart, seenBy, here),
      missing,
      waiting: timeline.until < session.window.to,
    };
  }
  if (later && placeBefore(later) === 'outside') {
    const missing: Missing = {
      kind: 'unseenExit',
      from: here.last,
      to: later.first,
      proofId: later.ids[0] ?? '',
    };
    return {
      ...blank('unseenExit', windowStart, seenBy, later),
      missing: [missing],
      waiting: timeline.until < later.first,
    };
  }
  const waiting = timeline.until < start;
  return { ...blank('hereAlready', windowStart, waiting ? null : windowStart, here), waiting };
}

/** Nobody was seen before the session's end: did a gap or an uncertain sighting leave room for them? */
function nobody(
  session: ExpectedSession,
  timeline: Timeline,
  lower: Instant,
  later: Passage | null,
): ArrivalEvidence {
  const entry = unseenBefore(timeline, lower, session.scheduled.to);
  const horizon = later?.first ?? Infinity;
  const leaving = timeline.uncertain.filter(
    (u) => u.at >= session.scheduled.to && u.at < horizon && u.direction !== 'in',
  );
  const waiting = entry.waiting || timeline.until < session.window.to;
  const earliest = leaving.length > 0 ? lower : entry.at;
  const missing = [...entry.missing, ...leaving.map(reviewOf)];
  return {
    ...blank('nobody', earliest, null, null),
    gaps: entry.gaps,
    reviews: [...entry.reviews, ...leaving],
    missing,
    waiting,
  };
}

type UnseenEntry = Pick<ArrivalEvidence, 'gaps' | 'reviews' | 'missing' | 'waiting'> & { at: Instant | null };
const noUnseenEntry: UnseenEntry = { at: null, gaps: [], reviews: [], missing: [], waiting: false };

/** The earliest moment in [lower, upper) at which the person may have come in unseen. */
function unseenBefore(timeline: Timeline, lower: Instant, upper: Instant): UnseenEntry {
  const gaps = timeline.inGaps.filter((g) => g.from < upper && g.to > lower);
  const reviews = timeline.uncertain.filter((u) => u.at >= lower && u.at <= upper);
  if (gaps.length === 0 && reviews.length === 0) return noUnseenEntry;
  let at = Infinity;
  for (const gap of gaps) at = Math.min(at, Math.max(gap.from, lower));
  // An uncertain sighting inside or going out would mean an entry before it, at any time.
  for (const review of reviews) at = Math.min(at, review.direction === 'in' ? review.at : lower);
  const missing = [
    ...gaps.filter((g) => g.reason !== 'notYet').map((g) => gapOf(g, 'in')),
    ...reviews.map(reviewOf),
  ];
  return { at, gaps, reviews, missing, waiting: gaps.some((g) => g.reason === 'notYet') };
}

function withoutAt({ gaps, reviews, missing, waiting }: UnseenEntry) {
  return { gaps, reviews, missing, waiting };
}

export function gapOf(gap: Gap, direction: 'in' | 'out'): Missing {
  return { kind: 'gap', direction, from: gap.from, to: gap.to, doorIds: gap.doorIds, reason: gap.reason };
}

export function reviewOf(proof: Proof): Missing {
  return { kind: 'review', proofId: proof.id, at: proof.at };
}

export function unseenEntry(from: Instant, passage: Passage): Missing {
  return { kind: 'unseenEntry', from, to: passage.first, proofId: passage.ids[0] ?? '' };
}
