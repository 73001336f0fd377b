import { describe, expect, it } from 'vitest';
import type { CameraFaultKind } from '../../../src/cameras/camera-fault.ts';
import {
  decideRetry,
  freshMemory,
  lockoutPauseMs,
  type Failure,
} from '../../../src/cameras/supervisor-policy.ts';

const middle = 0.5;
const failure = (kind: CameraFaultKind, more: Partial<Failure> = {}): Failure => ({
  kind,
  whileListening: false,
  skewMs: 0,
  ...more,
});

/** The delays of failures in a row, in seconds. */
function delays(kind: CameraFaultKind, count: number, more: Partial<Failure> = {}): number[] {
  let memory = freshMemory;
  return Array.from({ length: count }, () => {
    const decision = decideRetry(failure(kind, more), memory, middle);
    memory = decision.memory;
    return decision.delayMs / 1000;
  });
}

describe('decideRetry', () => {
  it.each<[CameraFaultKind, string]>([
    ['offline', 'offline'],
    ['broken', 'offline'],
    ['fault', 'offline'],
    ['notOnvif', 'notOnvif'],
    ['auth', 'wrongCredentials'],
    ['locked', 'lockedOut'],
    ['limit', 'connectionLimit'],
    ['unsupported', 'noEvents'],
    ['resourceUnknown', 'connecting'],
  ])('a first failure of kind %s is shown as %s', (kind, state) => {
    expect(decideRetry(failure(kind), freshMemory, middle).state).toBe(state);
  });

  it('waits longer from try to try, up to five minutes, half a minute for a camera that is away', () => {
    expect(delays('fault', 10)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    expect(delays('offline', 7)).toEqual([2, 4, 8, 16, 30, 30, 30]);
    expect(delays('limit', 5)).toEqual([10, 20, 40, 80, 120]);
    expect(delays('resourceUnknown', 3)).toEqual([0.5, 4, 8]);
  });

  it('spreads the tries of many cameras by a fifth to either side', () => {
    expect(decideRetry(failure('offline'), freshMemory, 0).delayMs).toBe(1_600);
    expect(decideRetry(failure('offline'), freshMemory, 0.999999).delayMs).toBe(2_400);
  });

  it('pauses past a lock-out after two refused logins, and tries once then', () => {
    expect(delays('auth', 4)).toEqual([30, ...Array<number>(3).fill(lockoutPauseMs / 1000)]);
    expect(delays('locked', 1)).toEqual([lockoutPauseMs / 1000]);
  });

  it('takes a refused login for a clock problem when the clock is far off', () => {
    const decision = decideRetry(failure('auth', { skewMs: -90_000 }), freshMemory, middle);
    expect(decision).toMatchObject({ state: 'clockSkew', memory: { refusedLogins: 0 } });
  });

  it('does not count a login refused while listening, until that repeats', () => {
    const first = decideRetry(failure('auth', { whileListening: true }), freshMemory, middle);
    expect(first).toMatchObject({ state: 'connecting', delayMs: 1_000, memory: { refusedLogins: 0 } });
    expect(delays('auth', 4, { whileListening: true })).toEqual([1, 1, 30, lockoutPauseMs / 1000]);
  });

  it('takes an HTML page from a camera known to speak ONVIF for a hiccup', () => {
    expect(decideRetry(failure('notOnvif'), { ...freshMemory, knownOnvif: true }, middle).state).toBe(
      'offline',
    );
  });
});
