import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareCameras, type Holding } from '../../../src/domain/share-cameras.ts';

const now = 1_000_000;
const held = (cameraId: string, owner: string, expiresAt = now + 5_000): Holding => ({
  cameraId,
  owner,
  expiresAt,
});

describe('one worker decides', () => {
  it.each([
    ['alone, it takes everything', ['a'], 'xyz', [], { keep: '', release: '', take: 'xyz' }],
    ['two workers, it takes its half', ['a', 'b'], 'wxyz', [], { keep: '', release: '', take: 'wx' }],
    [
      'what somebody else holds is not taken',
      ['a', 'b'],
      'xy',
      [held('x', 'b')],
      { keep: '', release: '', take: 'y' },
    ],
    [
      'of a dead worker, only what has expired is free',
      ['a'],
      'xy',
      [held('x', 'dead', now), held('y', 'dead', now + 1)],
      { keep: '', release: '', take: 'x' },
    ],
    [
      'its own expired term must be taken anew',
      ['a'],
      'x',
      [held('x', 'a', now - 1)],
      { keep: '', release: '', take: 'x' },
    ],
    [
      'a worker that comes makes it let go of its surplus',
      ['a', 'b'],
      'wxyz',
      ['w', 'x', 'y', 'z'].map((it) => held(it, 'a')),
      { keep: 'wx', release: 'yz', take: '' },
    ],
    [
      'an odd camera stays where it is',
      ['b', 'a'],
      'xyz',
      [held('x', 'b'), held('y', 'b'), held('z', 'a')],
      { keep: 'z', release: '', take: '' },
    ],
    [
      'a paused camera is let go',
      ['a'],
      'y',
      [held('x', 'a'), held('y', 'a')],
      { keep: 'y', release: 'x', take: '' },
    ],
  ] as const)('%s', (_name, workers, cameras, holdings, expected) => {
    const decision = shareCameras({ me: 'a', workers, cameras: [...cameras], holdings, now });
    expect(decision).toEqual({
      keep: [...expected.keep],
      release: [...expected.release],
      take: [...expected.take],
    });
  });
});

/** All workers decide one after the other, each on what the ones before have done. */
function round(workers: readonly string[], cameras: readonly string[], before: readonly Holding[]) {
  let holdings = [...before];
  let moves = 0;
  for (const me of workers) {
    const { release, take } = shareCameras({ me, workers, cameras, holdings, now });
    moves += release.length + take.length;
    holdings = holdings.filter((it) => !release.includes(it.cameraId) && !take.includes(it.cameraId));
    holdings.push(...take.map((it) => held(it, me)));
  }
  return { holdings, moves };
}

const names = (letter: string, max: number) =>
  fc.integer({ min: 0, max }).map((count) => Array.from({ length: count }, (_, at) => `${letter}${at}`));

const situation = fc
  .record({ workers: names('w', 6), cameras: names('c', 25), lost: names('c', 30) })
  .chain(({ workers, cameras, lost }) =>
    fc.record({
      workers: fc.constant(['w9', ...workers]),
      cameras: fc.constant(cameras),
      holdings: fc.array(
        fc.record({
          cameraId: fc.constantFrom(...cameras, ...lost, 'c99'),
          owner: fc.constantFrom(...workers, 'w9', 'dead'),
          expiresAt: fc.integer({ min: now - 10, max: now + 10 }),
        }),
        { maxLength: 30 },
      ),
    }),
  )
  .map((it) => ({
    ...it,
    holdings: [...new Map(it.holdings.map((holding) => [holding.cameraId, holding])).values()],
  }));

describe('all workers together', () => {
  it('never take what is held, and keep or let go exactly what they hold', () => {
    fc.assert(
      fc.property(situation, ({ workers, cameras, holdings }) => {
        for (const me of workers) {
          const { keep, release, take } = shareCameras({ me, workers, cameras, holdings, now });
          const current = holdings.filter((it) => it.expiresAt > now);
          const mine = current.filter((it) => it.owner === me).map((it) => it.cameraId);
          expect([...keep, ...release].sort()).toEqual([...mine].sort());
          expect(take.filter((it) => current.some((other) => other.cameraId === it))).toEqual([]);
          expect([...keep, ...take].filter((it) => !cameras.includes(it))).toEqual([]);
        }
      }),
    );
  });

  it('come to an even spread of every camera, and then nothing moves', () => {
    fc.assert(
      fc.property(situation, ({ workers, cameras, holdings }) => {
        let present: Holding[] = holdings.filter((it) => it.owner !== 'dead');
        for (let n = 0; n < 4; n += 1) present = round(workers, cameras, present).holdings;
        const ofLive = present.filter((it) => it.expiresAt > now);
        expect(ofLive.map((it) => it.cameraId).sort()).toEqual([...cameras].sort());
        const counts = workers.map((worker) => ofLive.filter((it) => it.owner === worker).length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        expect(round(workers, cameras, present).moves).toBe(0);
      }),
    );
  });
});
