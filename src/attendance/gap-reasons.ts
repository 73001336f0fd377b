import type { GapReason } from '../domain/types/evidence.ts';
import type { Interval } from '../domain/types/time.ts';

/** What a cause of the coverage ledger is called in a record; a cause that is not here is a gap without a reason. */
const reasonOf: Readonly<Record<string, GapReason>> = {
  ...same('noEvents', 'noStream', 'pictureBlack', 'pictureCovered', 'pictureFrozen', 'pictureMoved'),
  ...same('tampering', 'signalLoss'),
  connecting: 'cameraOffline',
  offline: 'cameraOffline',
  notOnvif: 'cameraOffline',
  connectionLimit: 'cameraOffline',
  lockedOut: 'cameraOffline',
  wrongCredentials: 'cameraOffline',
  brokenAnswer: 'cameraOffline',
  clockSkew: 'clockUntrusted',
  paused: 'cameraPaused',
  changed: 'cameraPaused',
  stopped: 'serviceStopped',
  stalled: 'serviceStopped',
  lost: 'serviceStopped',
  handedOver: 'serviceStopped',
};

function same(...reasons: GapReason[]): Record<string, GapReason> {
  return Object.fromEntries(reasons.map((reason) => [reason, reason]));
}

/** A stretch in which a camera was watched, and why it ended; null while it is extended or when nobody could say. */
export type WatchedStretch = Interval & { endCause: string | null };

/**
 * Why one camera was not watched between its stretches and after the last one, for display: from the end of each to the
 * beginning of the next, whatever overlaps.
 */
export function reasonsBetween(
  stretches: readonly WatchedStretch[],
  end: number,
): (Interval & { reason: GapReason })[] {
  const sorted = [...stretches].sort((a, b) => a.to - b.to);
  return sorted.flatMap(({ to, endCause }, i) => {
    const reason = endCause === null ? undefined : reasonOf[endCause];
    const until = sorted[i + 1]?.from ?? end;
    return reason === undefined || until <= to ? [] : [{ from: to, to: until, reason }];
  });
}
