/** Whether a notification opens a capture, and at which instant. Pure. */
import type { CameraNotification, EventKind, EventMeaning, PropertyOperation } from './types.ts';

export type TriggerFacts = {
  meaning: EventMeaning | null;
  operation: PropertyOperation | null;
  /** True when the notification names an object of its own (a Key item). */
  keyed: boolean;
  deviceTime: number | null;
  receivedAt: number;
  skewMs: number | null;
  /** True while the device may be replaying states after a subscription. */
  inSyncWindow: boolean;
  /** True when the device was asked all along and had said everything up to a moment ago: what it says now is new. */
  prompt: boolean;
};

/** How old an event may be, by the corrected device clock, and still be worth pictures. */
export const freshnessMs = 10_000;
/** How long devices keep what nobody fetched: on a subscription a minute, in a storage of their own longer. */
const heldBackMs = 24 * 3_600_000;

const capturing: ReadonlySet<EventKind> = new Set([
  'motion',
  'personInZone',
  'lineCrossed',
  'faceDetected',
  'faceRecognised',
  'accessGranted',
  'accessTaken',
  'doorbell',
  'loitering',
]);

/**
 * A beginning that is fresh. `Initialized` is a replay of a known state after subscribing, so there it never
 * counts; later it may be the birth of an object. Devices stamp events without a state (a line crossed) as
 * `Initialized` too: those count when their time is fresh. What a device tells promptly is new whatever time it puts on
 * it: its clock was set a moment ago.
 */
export function opensCapture(facts: TriggerFacts): boolean {
  const { meaning, operation, inSyncWindow } = facts;
  if (!mayCapture(facts) || meaning === null) return false;
  const age = ageMs(facts);
  const stale = age !== null && Math.abs(age) > freshnessMs;
  if (stale && (operation === 'Initialized' || !toldPromptly(facts))) return false;
  if (operation !== 'Initialized') return true;
  if (meaning.active === null) return age !== null;
  return !inSyncWindow;
}

/**
 * When something began that the device could only tell much later, on the server's clock; null for everything else.
 * Nothing of it can be seen any more, but it must not be forgotten: somebody may have passed.
 */
export function heldBackSince(facts: TriggerFacts): number | null {
  const age = facts.skewMs === null ? null : ageMs(facts);
  if (!mayCapture(facts) || facts.operation === 'Initialized' || toldPromptly(facts) || age === null)
    return null;
  return age > freshnessMs && age <= heldBackMs ? facts.receivedAt - age : null;
}

const toldPromptly = ({ prompt, inSyncWindow }: TriggerFacts): boolean => prompt && !inSyncWindow;

function mayCapture({ meaning, operation }: TriggerFacts): boolean {
  return (
    meaning !== null && meaning.active !== false && capturing.has(meaning.kind) && operation !== 'Deleted'
  );
}

function ageMs({
  deviceTime,
  receivedAt,
  skewMs,
}: Pick<TriggerFacts, 'deviceTime' | 'receivedAt' | 'skewMs'>): number | null {
  return deviceTime === null ? null : receivedAt - (deviceTime + (skewMs ?? 0));
}

/**
 * When it happened, on the server's clock: the device's time corrected by the measured offset while that is
 * credible (not in the future, not older than freshness allows), else when it arrived here.
 */
export function eventInstant(
  notification: Pick<CameraNotification, 'deviceTime' | 'receivedAt' | 'skewMs'>,
): number {
  const age = notification.skewMs === null ? null : ageMs(notification);
  return age !== null && age > 0 && age <= freshnessMs
    ? notification.receivedAt - age
    : notification.receivedAt;
}
