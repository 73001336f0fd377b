import sharp from 'sharp';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { PictureGuard } from '../../../src/captures/picture-guard.ts';
import type { CameraNotification, EventKind } from '../../../src/cameras/types.ts';
import { secretsWith } from '../../../src/store/secrets.ts';

const secrets = secretsWith(Buffer.alloc(32, 7));
const [width, height] = [160, 90];

/** A real JPEG of a view, with a sensor's noise that is another one at each number. */
async function jpegOf(
  view: (x: number, y: number) => number,
  noiseOf: number | null = null,
): Promise<Buffer> {
  const pixels = Buffer.from(
    Array.from({ length: width * height }, (_, at) => {
      const noise = noiseOf === null ? 0 : ((at * 7919 + noiseOf * 104_729) % 7) - 3;
      return Math.max(0, Math.min(255, view(at % width, Math.floor(at / width)) + noise));
    }),
  );
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .jpeg({ quality: 80 })
    .toBuffer();
}

const door = (x: number, y: number): number => (x > 50 && x < 110 && y > 20 ? 60 : 160 + y);
const wall = (x: number, y: number): number => (y > 45 ? 200 : 90 - x / 4);
/** Three pictures of each in turn are enough to be never twice the same in a row. */
const shots: Record<'door' | 'wall' | 'night', Buffer[]> = { door: [], wall: [], night: [] };
let black: Buffer;

beforeAll(async () => {
  for (const noise of [1, 2, 3]) {
    shots.door.push(await jpegOf(door, noise));
    shots.wall.push(await jpegOf(wall, noise));
    // A corridor by the light of its emergency exit.
    shots.night.push(await jpegOf((x, y) => door(x, y) / 6, noise));
  }
  black = await jpegOf(() => 2);
});

const fresh = { usualViews: null, viewAcceptedAt: null };

/** Looks every four seconds from one second to another. */
async function look(guard: PictureGuard, from: number, to: number, shot: (index: number) => Buffer) {
  for (let at = from; at <= to; at += 4)
    await guard.look({ capturedAt: at * 1000, jpeg: shot((at / 4) % 3) });
}
const of = (name: keyof typeof shots) => (index: number) => shots[name][index] ?? black;

describe('a picture guard', () => {
  it('takes a black picture for trouble from the second one on, back to the last good one', async () => {
    const guard = new PictureGuard(fresh, secrets);
    await look(guard, 0, 40, of('door'));
    await look(guard, 44, 44, () => black);
    expect(guard.trouble()).toBeNull();
    await look(guard, 48, 48, () => black);
    expect(guard.trouble()).toEqual({ cause: 'pictureBlack', goodUntil: 40_000 });
    await look(guard, 52, 52, of('door'));
    expect(guard.trouble()).toBeNull();
  });

  it('calls a picture frozen from its first showing on, but never an empty dark hall', async () => {
    const guard = new PictureGuard(fresh, secrets);
    await look(guard, 0, 600, of('night'));
    expect(guard.trouble()).toBeNull();
    await look(guard, 604, 672, () => shots.night[1] ?? black);
    expect(guard.trouble()).toEqual({ cause: 'pictureFrozen', goodUntil: 604_000 });
  });

  it('does not take one picture looked at again for a frozen one', async () => {
    const guard = new PictureGuard(fresh, secrets);
    for (let times = 0; times < 100; times++)
      await guard.look({ capturedAt: 0, jpeg: shots.door[0] ?? black });
    expect(guard.trouble()).toBeNull();
  });

  it('knows over a restart that the camera was turned, until an officer says that it stands right', async () => {
    const before = new PictureGuard(fresh, secrets);
    await look(before, 0, 40, of('door'));
    const keepsake = before.keepsake(0);
    const { usualViews } = keepsake;
    before.stored(keepsake, 0);
    expect(before.keepsake(1)).toEqual({});
    const guard = new PictureGuard({ usualViews: usualViews ?? null, viewAcceptedAt: null }, secrets);
    await look(guard, 100, 240, of('wall'));
    expect(guard.trouble()).toMatchObject({ cause: 'pictureMoved' });
    guard.accepted(new Date(250_000));
    await look(guard, 252, 252, of('wall'));
    expect(guard.trouble()).toBeNull();
    expect(guard.keepsake(2)).not.toEqual({});
    // Both views are usual now.
    await look(guard, 256, 600, of('door'));
    expect(guard.trouble()).toBeNull();
  });

  it('begins anew with views that cannot be opened any more', async () => {
    const guard = new PictureGuard({ usualViews: Buffer.from('torn'), viewAcceptedAt: null }, secrets);
    await look(guard, 0, 300, of('wall'));
    expect(guard.trouble()).toBeNull();
  });
});

describe('what the device says of its picture', () => {
  const said = (kind: EventKind, active: boolean | null, at: number): CameraNotification => ({
    key: `${kind} ${at}`,
    topic: 'VideoSource/GlobalSceneChange/AnalyticsService',
    source: { Source: '1' },
    keyItems: {},
    data: {},
    operation: 'Changed',
    deviceTime: at * 1000 - 500,
    receivedAt: at * 1000,
    skewMs: 0,
    trigger: false,
    heldBackSince: null,
    meaning: { kind, active },
  });

  test.each<[string, CameraNotification[], number | null]>([
    ['tampering', [said('tampering', true, 10)], 9_500],
    ['tampering that is over', [said('tampering', true, 10), said('tampering', false, 20)], null],
    [
      'tampering repeated counts from its first',
      [said('tampering', true, 10), said('tampering', true, 20)],
      9_500,
    ],
    ['a lost signal', [said('signalLoss', true, 10)], 9_500],
    ['motion', [said('motion', true, 10)], null],
  ])('%s', (_, notifications, goodUntil) => {
    const guard = new PictureGuard(fresh, secrets);
    for (const notification of notifications) guard.hear(notification);
    expect(guard.trouble()?.goodUntil ?? null).toBe(goodUntil);
  });

  it('is forgotten where the device forgets to take it back and the picture is good', async () => {
    const guard = new PictureGuard(fresh, secrets);
    guard.hear(said('tampering', true, 10));
    await look(guard, 0, 600, of('door'));
    expect(guard.trouble()).toMatchObject({ cause: 'tampering' });
    await look(guard, 604, 620, of('door'));
    expect(guard.trouble()).toBeNull();
  });
});
