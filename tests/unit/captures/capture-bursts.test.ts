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

/** Something passed for a moment, and is over: one burst. */
const aPassing = (): CameraNotification => ({ ...anEvent(Date.now() - 6_000), meaning: null });

test('what was before the first picture of a connection made for the event is a hole of its own', async () => {
  const { bursts, spooled } = theBursts(async ({ from }) => [frameAt(from + 4_000), frameAt(from + 4_200)]);
  bursts.onEvent(aPassing());
  await bursts.settled();
  const [unseen, seen] = spooled;
  expect(spooled.map(({ frames }) => frames.length)).toEqual([0, 2]);
  expect(seen?.fromAt).toEqual(seen?.frames[0]?.capturedAt);
  expect(unseen?.toAt).toEqual(seen?.fromAt);
  expect(Number(unseen?.toAt) - Number(unseen?.fromAt)).toBe(4_000);
  expect(unseen?.event).toEqual(seen?.event);
  expect(unseen?.captureId).not.toBe(seen?.captureId);
});

test('pictures that begin soon after the beginning are one capture with it', async () => {
  const { bursts, spooled } = theBursts(async ({ from }) => [frameAt(from + 1_400)]);
  bursts.onEvent(aPassing());
  await bursts.settled();
  expect(spooled.map(({ frames }) => frames.length)).toEqual([1]);
});

test('a piece after one that began late begins far enough from it to be another', async () => {
  const capture = async ({ from }: Stretch) => (spooled.length === 0 ? [frameAt(from + 4_000)] : []);
  const { bursts, spooled } = theBursts(capture, true);
  bursts.onEvent(anEvent(Date.now() - 8_000));
  await expect.poll(() => spooled.length, { timeout: 30_000 }).toBeGreaterThanOrEqual(3);
  abort.abort();
  await bursts.settled();
  const begins = spooled.slice(0, 3).map(({ fromAt }) => Number(fromAt));
  expect(begins.map((at) => at - (begins[0] ?? 0))).toEqual([0, 4_000, 5_500]);
});
