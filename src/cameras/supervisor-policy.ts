/** What a failure means for a camera's state and how long to wait before the next try. Pure. */
import type { CameraFaultKind } from './camera-fault.ts';
import type { SupervisorState } from './types.ts';

export type RetryMemory = {
  /** Failures since the camera last listened for a while. */
  attempts: number;
  /** Refused logins with a clock that was right. */
  refusedLogins: number;
  /** Whether this device ever spoke ONVIF to us: then an HTML page is a hiccup, not a wrong address. */
  knownOnvif: boolean;
};

export type Failure = {
  kind: CameraFaultKind;
  /** True when it was listening as it failed. */
  whileListening: boolean;
  skewMs: number | null;
};

export type RetryDecision = { state: SupervisorState; delayMs: number; memory: RetryMemory };

export const freshMemory: RetryMemory = { attempts: 0, refusedLogins: 0, knownOnvif: false };

/** Devices lock an account for about half an hour after a few refused logins. */
export const lockoutPauseMs = 35 * 60_000;
/** A clock this far off explains a refused login (devices allow seconds to minutes). */
export const explainingSkewMs = 60_000;

const firstDelayMs = 2_000;
const capMs = 5 * 60_000;
/** A connection attempt to a silent address costs nobody anything, and every second of its return counts. */
const offlineCapMs = 30_000;

/**
 * The state shown and the pause before the next try: exponential with jitter (`random` in [0, 1)). Two refused
 * logins with a good clock pause for longer than devices lock accounts, so that our own tries never lock it.
 */
export function decideRetry(failure: Failure, memory: RetryMemory, random: number): RetryDecision {
  const next = { ...memory, attempts: memory.attempts + 1 };
  const after = (state: SupervisorState, delayMs: number, changed: RetryMemory = next): RetryDecision => ({
    state,
    delayMs: Math.round(delayMs * (0.8 + 0.4 * random)),
    memory: changed,
  });
  const growing = (fromMs: number, toMs: number): number =>
    Math.min(toMs, fromMs * 2 ** Math.min(memory.attempts, 20));

  switch (failure.kind) {
    case 'auth':
      return decideAuth(failure, next, after);
    case 'locked':
      return { ...after('lockedOut', 0), delayMs: lockoutPauseMs };
    case 'limit':
      return after('connectionLimit', growing(10_000, 120_000));
    case 'unsupported':
      return after('noEvents', growing(30_000, capMs));
    case 'notOnvif':
      return after(memory.knownOnvif ? 'offline' : 'notOnvif', growing(firstDelayMs, capMs));
    case 'resourceUnknown':
      // The device lost our subscription (reboot, expiry): a new one at once, slower when that repeats.
      return after('connecting', memory.attempts === 0 ? 500 : growing(firstDelayMs, capMs));
    case 'offline':
    case 'broken':
      return after('offline', growing(firstDelayMs, offlineCapMs));
    case 'fault':
    case 'aborted':
      return after('offline', growing(firstDelayMs, capMs));
  }
}

function decideAuth(
  { whileListening, skewMs }: Failure,
  next: RetryMemory,
  after: (state: SupervisorState, delayMs: number, changed?: RetryMemory) => RetryDecision,
): RetryDecision {
  // It listened with these credentials a moment ago: its clock jumped. The next try reads the clock first.
  if (whileListening && next.attempts <= 2) return after('connecting', 1_000);
  if (skewMs !== null && Math.abs(skewMs) > explainingSkewMs) {
    return after('clockSkew', next.attempts <= 1 ? 30_000 : capMs);
  }
  const refused = { ...next, refusedLogins: next.refusedLogins + 1 };
  if (refused.refusedLogins < 2) return after('wrongCredentials', 30_000, refused);
  return { ...after('wrongCredentials', 0, refused), delayMs: lockoutPauseMs };
}
