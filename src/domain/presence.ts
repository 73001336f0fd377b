import { MINUTE } from './civil-time.ts';
import { latestEnd } from './departure.ts';
import type { ExpectedSession } from './types/record.ts';
import type { Instant } from './types/time.ts';
import { placeAfter, placeBefore, type Timeline } from './timeline.ts';

/**
 * Minutes of presence within a session: what is proved, and what is at most possible (excused time counts as possible).
 * Edges are cut in the person's favour to whole minutes. A stay between two proofs of being inside counts as proved.
 */
export function presenceIn(
  session: ExpectedSession,
  timeline: Timeline,
): { proved: number; possible: number } {
  const { from } = session.scheduled;
  const to = latestEnd(session);
  let proved = 0;
  let provedTo = from;
  let outside = 0;
  let outsideFrom: Instant | null = timeline.dayStart;
  const { passages } = timeline;
  for (let i = 0; i <= passages.length; i++) {
    const p = passages[i];
    const before = p ? placeBefore(p) : 'outside';
    if (outsideFrom !== null && before === 'outside') {
      outside += outsideMinutes(
        session,
        timeline,
        Math.max(outsideFrom, timeline.dayStart),
        p ? p.first : Infinity,
      );
    }
    outsideFrom = p && placeAfter(p) === 'outside' ? p.last : null;
    const next = passages[i + 1];
    if (!p || placeAfter(p) !== 'inside') continue;
    const stayEnd = next && placeBefore(next) === 'inside' ? next.last : p.last;
    const start = Math.max(floorMinute(p.first), provedTo, from);
    const end = Math.min(ceilMinute(stayEnd), to);
    if (end > start) {
      proved += (end - start) / MINUTE;
      provedTo = end;
    }
  }
  // A flexible session may be kept anywhere in its span, but no longer than it lasts.
  const length = Math.round((session.scheduled.to - from) / MINUTE);
  proved = Math.min(proved, length);
  return { proved, possible: Math.max(proved, Math.min(length, (to - from) / MINUTE - outside)) };
}

/** Whole minutes of the session in which the person was certainly outside, not counting excused time. */
function outsideMinutes(session: ExpectedSession, timeline: Timeline, left: Instant, back: Instant): number {
  let end = Math.min(back, latestEnd(session));
  // From the first chance of an unseen entry on, nothing is certain.
  for (const gap of timeline.inGaps)
    if (gap.to > left && gap.from < end) end = Math.min(end, Math.max(gap.from, left));
  for (const u of timeline.uncertain) {
    if (u.at < left || u.at > back) continue;
    if (u.direction !== 'in') return 0;
    end = Math.min(end, u.at);
  }
  const start = Math.max(left, session.scheduled.from);
  if (end <= start) return 0;
  let minutes = (floorMinute(end) - ceilMinute(start)) / MINUTE;
  for (const part of session.excused) {
    const overlap = Math.min(part.to, end) - Math.max(part.from, start);
    if (overlap > 0) minutes -= Math.ceil(overlap / MINUTE);
  }
  return Math.max(0, minutes);
}

const floorMinute = (t: Instant) => Math.floor(t / MINUTE) * MINUTE;
const ceilMinute = (t: Instant) => Math.ceil(t / MINUTE) * MINUTE;
