import type { SupervisorState } from '../cameras/types.ts';

/** What is known about one camera at one moment; instants in epoch ms. */
export type WatchFacts = {
  state: SupervisorState | null;
  /** When the camera last answered on the event connection: up to then no event can be missing. */
  lastAnswerAt: number | null;
  /**
   * Where it is the picture and not the camera's events that begins a capture: up to when the picture was looked at;
   * null: not yet, or not at this hour. Undefined: it is the events.
   */
  lookedAt?: number | null | undefined;
  decoding: boolean;
  lastFrameAt: number | null;
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
 * is noticed late: `cutTo` is where the watching really ended. A camera without useful events is a witness by its picture
 * alone, whatever its event service says.
 */
export function watchedUntil(
  facts: WatchFacts,
): { since: number; until: number } | { cause: string; cutTo?: number } {
  const trouble = facts.picture;
  if (trouble !== null) return { cause: trouble.cause, cutTo: trouble.goodUntil ?? -Infinity };
  const byPicture = facts.lookedAt !== undefined;
  if (!byPicture && facts.state !== 'listening') return { cause: facts.state ?? 'stopped' };
  if (!facts.decoding || facts.lastFrameAt === null) return { cause: 'noStream' };
  const heardAt = byPicture ? facts.lookedAt : facts.lastAnswerAt;
  // Listening begins with an answer; without one nothing is known yet.
  if (heardAt === null || heardAt === undefined) return { cause: byPicture ? 'notLooking' : 'connecting' };
  const { lastFrameAt, burstFrom, waitingFrom } = facts;
  return {
    since: Math.max(lastFrameAt, heardAt),
    until: Math.min(lastFrameAt, heardAt, burstFrom ?? Infinity, waitingFrom ?? Infinity),
  };
}
