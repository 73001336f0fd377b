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
  const wentOut = passages[next - 1]?.last ?? timeline.dayStart;
  const lower = Math.max(session.window.from, wentOut);
  const passage = passages[next];
  if (passage && passage.last < session.window.from) return carriedIn(session, timeline, next);
  const search: Search = {
    session,
    timeline,
    lower,
    since: Math.max(wentOut, timeline.dayStart),
    next: passage,
  };
  if (passage && passage.first < session.scheduled.to) return firstSeen(search, passage);
  if (!passage || placeBefore(passage) === 'outside') return nobody(search);
  const waiting = timeline.until < passage.first;
  return { ...blank('unseenEntry', lower, null, passage), missing: [unseenEntry(lower, passage)], waiting };
}

/** Where an unseen coming-in is looked for: from `lower` in the window, and from `since` on before the window. */
type Search = {
  session: ExpectedSession;
  timeline: Timeline;
  lower: Instant;
  since: Instant;
  next: Passage | undefined;
};

function blank(
  basis: ArrivalBasis,
  earliest: Instant | null,
  latest: Instant | null,
  passage: Passage | null,
): ArrivalEvidence {
  return { basis, earliest, latest, passage, gaps: [], reviews: [], missing: [], waiting: false };
}

/** The first passage that shows the person for this session. */
function firstSeen(search: Search, passage: Passage): ArrivalEvidence {
  const { lower, timeline } = search;
  if (passage.direction !== 'in') {
    const missing: Missing =
      passage.direction === 'both'
        ? { kind: 'ambiguousDirection', proofId: passage.ids[0] ?? '', at: passage.first }
        : unseenEntry(lower, passage);
    const basis = passage.direction === 'both' ? 'ambiguous' : 'unseenEntry';
    const waiting = timeline.until < passage.first;
    return { ...blank(basis, lower, passage.first, passage), missing: [missing], waiting };
  }
  const { at, gaps, reviews, missing, waiting } = unseenBefore(search, passage.first);
  const earliest = Math.min(at ?? passage.first, passage.first);
  return { basis: 'seen', earliest, latest: passage.first, passage, gaps, reviews, missing, waiting };
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
  const waiting = timeline.until < start && !later;
  return { ...blank('hereAlready', windowStart, waiting ? null : windowStart, here), waiting };
}

/**
 * Nobody was seen before the session's end: did a gap or an uncertain sighting leave room for them? A gap anywhere in the
 * window does, in either direction: who is to be called absent could not have left unseen either.
 */
function nobody(search: Search): ArrivalEvidence {
  const { session, timeline, lower, next } = search;
  const entry = unseenBefore(search, session.scheduled.to);
  const horizon = next?.first ?? Infinity;
  const leaving = timeline.uncertain.filter(
    (u) => u.at >= session.scheduled.to && u.at < horizon && u.direction !== 'in',
  );
  const inWindow = (g: Gap) => g.from < session.window.to && g.to > lower && g.reason !== 'notYet';
  const inGaps = timeline.inGaps.filter((g) => inWindow(g) && !entry.gaps.includes(g));
  const outGaps = timeline.outGaps.filter(inWindow);
  const room = leaving.length + inGaps.length + outGaps.length > 0;
  const lanes = [...inGaps.map((g) => gapOf(g, 'in')), ...outGaps.map((g) => gapOf(g, 'out'))];
  return {
    basis: 'nobody',
    earliest: room ? lower : entry.at,
    latest: null,
    passage: null,
    gaps: [...entry.gaps, ...inGaps],
    reviews: [...entry.reviews, ...leaving],
    missing: [...entry.missing, ...lanes, ...leaving.map(reviewOf)],
    waiting: entry.waiting || timeline.until < session.window.to,
  };
}

type UnseenEntry = Pick<ArrivalEvidence, 'gaps' | 'reviews' | 'missing' | 'waiting'> & { at: Instant | null };
const noUnseenEntry: UnseenEntry = { at: null, gaps: [], reviews: [], missing: [], waiting: false };

/** The earliest moment from `lower` to `upper` at which the person may have come in unseen. */
function unseenBefore(search: Search, upper: Instant): UnseenEntry {
  const { timeline, lower, since } = search;
  const { inGaps, uncertain } = timeline;
  if (inGaps.length === 0 && uncertain.length === 0) return noUnseenEntry;
  const gaps = inGaps.filter((g) => g.from < upper && g.to > lower);
  const reviews = uncertain.filter((u) => u.at >= since && u.at <= upper);
  let at = Infinity;
  for (const gap of gaps) at = Math.min(at, Math.max(gap.from, lower));
  // An uncertain sighting inside or going out would mean an entry before it, at any time.
  for (const u of reviews) at = Math.min(at, u.direction === 'in' ? Math.max(u.at, lower) : lower);
  const earlier = since < lower ? inGaps.filter((g) => g.from < lower && g.to > since) : [];
  const exits = earlier.length > 0 ? unseenExits(search) : [];
  if (exits.length > 0) {
    at = lower;
    gaps.unshift(...earlier.filter((g) => !gaps.includes(g)));
  }
  if (at === Infinity) return noUnseenEntry;
  const known = (g: Gap) => g.reason !== 'notYet';
  const missing = [...gaps.filter(known).map((g) => gapOf(g, 'in')), ...reviews.map(reviewOf)];
  const waiting = gaps.some((g) => !known(g)) || (exits.length > 0 && !exits.some(known));
  return { at, gaps, reviews, missing, waiting };
}

/** Gaps through which someone who came in before the window may have left again, unseen, before they were next seen. */
function unseenExits({ timeline, session, next }: Search): Gap[] {
  const horizon = next?.first ?? Infinity;
  return timeline.outGaps.filter((g) => g.to > session.scheduled.from && g.from < horizon);
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
