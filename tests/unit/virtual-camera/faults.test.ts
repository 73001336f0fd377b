import { describe, expect, it } from 'vitest';
import { faultNames, misbehaviourOf, type FaultName } from '../../virtual-camera/faults.ts';
import { cameraScript, cutsOf, faultsOf, scriptEnd } from '../../virtual-camera/script.ts';

const operations = ['CreatePullPointSubscription', 'PullMessages', 'Renew', 'SetSynchronizationPoint'];
const ofTheDevice: readonly FaultName[] = [
  ...(['powerOff', 'unplugged', 'forgetsSubscriptions', 'clockOff'] as const),
  ...(['streamStalls', 'streamRefused'] as const),
];
const call = (operation: string) => ({ operation, nth: 1, body: '', headers: {} });
const startAt = '2026-11-23T08:00:00+07:00';
const zero = Date.UTC(2026, 10, 23, 1, 0, 0);

describe('faults', () => {
  it.each(faultNames)('%s: concerns some request, or the device as a whole', (name) => {
    const misbehave = misbehaviourOf([{ name, operations: [] }]);
    const concerned = operations.filter((operation) => misbehave(call(operation)) !== null);
    expect(concerned.length > 0).toBe(!ofTheDevice.includes(name));
  });

  it('keep to the operations they are bound to, and the first that concerns a request decides', () => {
    const misbehave = misbehaviourOf([
      { name: 'hang', operations: ['PullMessages'] },
      { name: 'noRenewal', operations: [] },
      { name: 'reset', operations: [] },
    ]);
    expect(operations.map((operation) => misbehave(call(operation)))).toEqual([
      'reset',
      'hang',
      expect.objectContaining({ status: 500 }),
      'reset',
    ]);
  });

  it('are part of the truth of a script: what takes the camera away is a cut', () => {
    const script = cameraScript.parse({
      startAt,
      cuts: [{ from: 1, to: 2 }],
      faults: [
        { from: 3, to: 4, fault: 'powerOff' },
        { from: 5, to: 6.5, fault: 'slow', operations: ['PullMessages'] },
      ],
    });
    expect(cutsOf(script)).toEqual([
      { from: zero + 1_000, to: zero + 2_000 },
      { from: zero + 3_000, to: zero + 4_000 },
    ]);
    expect(faultsOf(script)[1]).toMatchObject({ from: zero + 5_000, name: 'slow' });
    expect(scriptEnd(script)).toBe(zero + 6_500);
  });

  it.each([
    ['one nobody knows', { from: 1, to: 2, fault: 'explodes' }],
    ['an end before the beginning', { from: 2, to: 1, fault: 'slow' }],
  ])('a script is refused with %s', (_, fault) => {
    expect(cameraScript.safeParse({ startAt, faults: [fault] }).success).toBe(false);
  });
});
