import type { SupervisorState } from '../cameras/types.ts';

/** What is known about one camera at one moment; instants in epoch ms. */
export type WatchFacts = {
  state: SupervisorState | null;
  /** When the camera last answered on the event connection: up to then no event can be missing. */
  lastAnswerAt: number | null;
  /** Since when no answer was missing or broken; without it only the last answer counts. */
  unbrokenSince?: number | null | undefined;
  /**
   * Where it is the picture and not the camera's events that begins a capture: up to when the picture was looked at;
   * null: not yet, or not at this hour. Undefined: it is the events.
   */
  lookedAt?: number | null | undefined;
  decoding: boolean;
  lastFrameAt: number | null;
  /** Since when pictures come without a break; without it only the last one counts. */
  firstFrameAt?: number | null | undefined;
  /** Start of the pictures being taken right now. */
  burstFrom: number | null;
  /** Start of the earliest capture that is not in the database yet. */
  waitingFrom: number | null;
  /** What is wrong with the picture although it comes. */
  picture: PictureTrouble | null;
};

/** Why a picture that comes shows nothing, and the instant up to which it showed its door (null: never yet). */
export type PictureTrouble = { cause: PictureCause; goodUntil: number | null };

export const pictureCauses = [
  'pictureBlack',
  'pictureCovered',
  'pictureFrozen',
  'pictureMoved',
  'tampering',
  'signalLoss',
] as const;
export type PictureCause = (typeof pictureCauses)[number];

/**
 * Up to when a camera was really watched: its events heard, its picture seen, and everything that came of it stored.
 * A connection that hangs still looks like one that listens, so only what was answered counts. `since` is where a new
 * stretch may begin: by then all of it was there, before it one of them may have been missing. A picture that shows nothing
 * is noticed late: `cutTo` is where the watching really ended. Where only the pictures ended, `seenUntil` says when, and
 * `heardUntil` up to when the camera has answered for what it saw. A camera without useful events is a witness by its
 * picture alone, whatever its event service says.
 */
export function watchedUntil(
  facts: WatchFacts,
):
  | { since: number; until: number }
  | { cause: string; cutTo?: number }
  | { cause: string; seenUntil: number; heardUntil: number } {
  const trouble = facts.picture;
  if (trouble !== null) return { cause: trouble.cause, cutTo: trouble.goodUntil ?? -Infinity };
  const byPicture = facts.lookedAt !== undefined;
  if (!byPicture && facts.state !== 'listening') return { cause: facts.state ?? 'stopped' };
  if (facts.lastFrameAt === null || (byPicture && !facts.decoding)) return { cause: 'noStream' };
  const heardAt = byPicture ? facts.lookedAt : facts.lastAnswerAt;
  // Listening begins with an answer; without one nothing is known yet.
  if (heardAt === null || heardAt === undefined)
    return { cause: byPicture ? 'notLooking' : facts.decoding ? 'connecting' : 'noStream' };
  const { lastFrameAt, burstFrom, waitingFrom } = facts;
  const heardUntil = Math.min(heardAt, burstFrom ?? Infinity, waitingFrom ?? Infinity);
  if (!facts.decoding) return { cause: 'noStream', seenUntil: lastFrameAt, heardUntil };
  // A stream whose own time was set in between does not know any more when it began.
  const seenSince = Math.min(facts.firstFrameAt ?? lastFrameAt, lastFrameAt);
  const since = byPicture
    ? Math.max(lastFrameAt, heardAt)
    : Math.max(seenSince, facts.unbrokenSince ?? heardAt);
  return { since, until: Math.min(lastFrameAt, heardUntil) };
}
