import sharp from 'sharp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FrameSource } from '../../../src/cameras/types.ts';
import { cameraSettings } from '../../../src/captures/camera-settings.ts';
import { PictureTrigger } from '../../../src/captures/picture-trigger.ts';
import type { Context } from '../../../src/context.ts';

const start = Date.parse('2026-11-23T07:00:00+07:00');

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

test('motion: a picture looked at long ago is no look, and a gap between two is one', async () => {
  const jpeg = await sharp({ create: { width: 64, height: 36, channels: 3, background: 'grey' } })
    .jpeg()
    .toBuffer();
  let capturedAt = start;
  const look = {
    latest: async () => ({ capturedAt, jpeg, width: 64, height: 36 }),
  } as unknown as FrameSource;
  const pictures = { main: look, look, close: async () => undefined };
  const settings = cameraSettings.parse({ trigger: 'motion' });
  const trigger = new PictureTrigger(settings, pictures, {} as Context, () => undefined);
  const lookAt = async (at: number): Promise<void> => {
    capturedAt = at;
    await expect
      .poll(() => {
        vi.advanceTimersByTime(500);
        return trigger.lookedAt(at);
      })
      .toBe(at);
  };
  try {
    expect(trigger.lookedAt(start)).toBeNull();
    await lookAt(start);
    await lookAt(start + 2_000);
    expect(trigger.unbrokenSince).toBe(start);
    expect(trigger.lookedAt(start + 7_000)).toBe(start + 2_000);
    expect(trigger.lookedAt(start + 7_001)).toBeNull();
    await lookAt(start + 4_001);
    expect(trigger.unbrokenSince).toBe(start + 4_001);
  } finally {
    trigger.stop();
  }
});
