import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { motionEvent, objectInsideEvent } from '../../virtual-camera/notifications.ts';
import { openPullPoints } from '../../virtual-camera/subscriptions.ts';
import type { PullPoint, PullPoints } from '../../virtual-camera/subscriptions.ts';

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 10, 23) }));
afterEach(() => void vi.useRealTimers());

const forever = new AbortController().signal;

function opened(max = 8): { points: PullPoints; create: () => PullPoint } {
  const points = openPullPoints(max, (instant) => instant + 3_600_000);
  return {
    points,
    create() {
      const point = points.create(60_000);
      if (!point) throw new Error('no room');
      return point;
    },
  };
}

describe('pull points', () => {
  it('begin with the present state, on the clock of the device', async () => {
    const { points, create } = opened();
    points.publish(motionEvent(true));
    points.publish(objectInsideEvent(4, 'Initialized'));
    points.publish(objectInsideEvent(4, 'Deleted'));
    const messages = await points.pull(create(), 10, 1000, forever);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain('UtcTime="2026-11-23T01:00:00.000Z" PropertyOperation="Initialized"');
    expect(messages[0]).toContain('Value="true"');
  });

  it('wake a waiting pull at once and give no more than asked for', async () => {
    const { points, create } = opened();
    const point = create();
    const waiting = points.pull(point, 1, 60_000, forever);
    points.publish(motionEvent(true));
    points.publish(motionEvent(false));
    expect(await waiting).toHaveLength(1);
    expect(await points.pull(point, 10, 60_000, forever)).toHaveLength(1);
  });

  it('answer with nothing when nothing happens in time', async () => {
    const { points, create } = opened();
    const waiting = points.pull(create(), 10, 5000, forever);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await waiting).toEqual([]);
  });

  it('keep what a client that went away did not get', async () => {
    const { points, create } = opened();
    const point = create();
    const gone = new AbortController();
    const waiting = points.pull(point, 10, 60_000, gone.signal);
    gone.abort();
    points.publish(motionEvent(true));
    expect(await waiting).toEqual([]);
    expect(await points.pull(point, 10, 60_000, forever)).toHaveLength(1);
  });

  it('have limited room, which is free again after expiry or removal', () => {
    const { points, create } = opened(2);
    const first = create();
    create();
    expect(points.create(60_000)).toBeNull();
    points.remove(first.id);
    expect(points.create(60_000)).not.toBeNull();
    vi.advanceTimersByTime(60_001);
    expect(points.count()).toBe(0);
    expect(points.find(2)).toBeNull();
  });

  it('are all gone after a restart, numbers begin again, waiting pulls end', async () => {
    const { points, create } = opened();
    const waiting = points.pull(create(), 10, 60_000, forever);
    points.reset();
    expect(await waiting).toEqual([]);
    expect(points.count()).toBe(0);
    expect(create().id).toBe(1);
  });
});
