import { afterEach, expect, test } from 'vitest';
import type { CameraNotification, Frame } from '../../../src/cameras/types.ts';
import { CaptureBursts } from '../../../src/captures/capture-bursts.ts';
import { localEvent } from '../../../src/captures/local-event.ts';
import type { SpooledCapture } from '../../../src/captures/spool.ts';
import type { Context } from '../../../src/context.ts';

let abort = new AbortController();
afterEach(() => abort.abort());

type Stretch = { from: number; to: number };

/** Bursts whose pictures are told, and what they put into the spool. */
function theBursts(capture: (stretch: Stretch) => Promise<Frame[]>, lasting = false) {
  abort = new AbortController();
  const spooled: SpooledCapture[] = [];
  const context = {
    log: { error: () => undefined },
    evidence: { put: async () => ({}) },
  } as unknown as Context;
  const bursts = new CaptureBursts({
    ...{ cameraId: 'camera', context, capture, lasting: () => lasting, signal: abort.signal },
    spool: {
      promise: async () => undefined,
      add: async (it) => void spooled.push(it),
      earliestWaiting: () => null,
    },
  });
  return { bursts, spooled };
}

const anEvent = (at: number): CameraNotification =>
  localEvent('Picture/Continuous', { active: true, since: at, now: at });
const frameAt = (capturedAt: number): Frame => ({ capturedAt, jpeg: Buffer.from(''), width: 1, height: 1 });

test('pieces of which there are no pictures are stored all the same, without a gap and none ahead of time', async () => {
  const begun: { from: number; now: number }[] = [];
  const { bursts, spooled } = theBursts(async ({ from }) => {
    begun.push({ from, now: Date.now() });
    if (begun.length === 2) throw new Error('no decoder');
    return begun.length === 1 ? [frameAt(from)] : [];
  }, true);
  bursts.onEvent(anEvent(Date.now() - 4_000));
  await expect.poll(() => spooled.length, { timeout: 30_000 }).toBeGreaterThanOrEqual(4);
  abort.abort();
  await bursts.settled();
  expect(spooled.slice(0, 3).map(({ frames }) => frames.length)).toEqual([1, 0, 0]);
  for (const [n, { fromAt }] of spooled.slice(1).entries()) expect(fromAt).toEqual(spooled[n]?.toAt);
  for (const { from, now } of begun) expect(from).toBeLessThanOrEqual(now);
});

test('what a watch that ends leaves without pictures is nobody’s', async () => {
  const { bursts, spooled } = theBursts(async ({ from }) => {
    if (spooled.length === 0) return [frameAt(from)];
    abort.abort();
    return [];
  }, true);
  bursts.onEvent(anEvent(Date.now()));
  await bursts.settled();
  expect(spooled).toHaveLength(1);
});
