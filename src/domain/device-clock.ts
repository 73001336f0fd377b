import type { Instant } from './types/time.ts';

/** Offsets above this make a camera's own times untrustworthy. */
export const TRUSTED_OFFSET_MS = 60_000;
const MAX_LAG_MS = 7 * 86_400_000;
const MAX_LEAD_MS = 120_000;

export type DeviceTime = {
  deviceAt: Instant;
  receivedAt: Instant;
  /** Device clock minus server clock as last measured; null while unmeasured. */
  measuredOffsetMs: number | null;
};

/** What an event's time is worth. Both times are stored whatever the verdict. */
export type CorrectedTime =
  | { verdict: 'trusted' | 'doubtful'; at: Instant; offsetMs: number }
  /** A time in the future or the distant past: kept aside, never used. */
  | { verdict: 'quarantined'; at: null; offsetMs: number };

/**
 * The instant an event really happened. A camera's clock is measured, not believed: its offset is taken off. Above one
 * minute of offset the time is used but doubtful (its sighting is uncertain, its lane counts as not covered).
 */
export function correctTime(time: DeviceTime): CorrectedTime {
  const offsetMs = time.measuredOffsetMs ?? 0;
  const at = time.deviceAt - offsetMs;
  const lagMs = time.receivedAt - at;
  if (lagMs < -MAX_LEAD_MS || lagMs > MAX_LAG_MS) return { verdict: 'quarantined', at: null, offsetMs };
  const trusted = time.measuredOffsetMs !== null && Math.abs(offsetMs) <= TRUSTED_OFFSET_MS;
  // No event can happen after it was received.
  return { verdict: trusted ? 'trusted' : 'doubtful', at: Math.min(at, time.receivedAt), offsetMs };
}
