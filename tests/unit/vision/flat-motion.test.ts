import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareViews, movesAsOnePlane } from '../../../src/vision/flat-motion.ts';
import type { Point } from '../../../src/vision/types.ts';

type Point3 = Point & { z: number };

/**
 * A head in half face widths: eyes, brows, mouth and chin near one plane, the nose before it, the jaw behind it.
 * Depths as of an ordinary head.
 */
const head: Point3[] = [
  ...Array.from({ length: 17 }, (_, i) => {
    const angle = Math.PI * (0.08 + (0.84 * i) / 16);
    return { x: -Math.cos(angle), y: 0.1 + Math.sin(angle), z: 0.75 * Math.abs(Math.cos(angle)) };
  }),
  ...[-0.7, -0.5, -0.3, 0.3, 0.5, 0.7].map((x) => ({ x, y: -0.45, z: 0.1 + 0.2 * Math.abs(x) })),
  ...[-0.55, -0.25, 0.25, 0.55].map((x) => ({ x, y: -0.2, z: 0.15 + 0.1 * Math.abs(x) })),
  ...[-0.2, -0.05, 0.1, 0.22].map((y, i) => ({ x: 0, y, z: -0.08 * (i + 1) })),
  ...[-0.15, 0.15].map((x) => ({ x, y: 0.3, z: -0.12 })),
  ...[-0.3, 0, 0.3].map((x) => ({ x, y: 0.55, z: 0.02 + 0.2 * Math.abs(x) })),
];
const picture: Point3[] = head.map(({ x, y }) => ({ x, y, z: 0 }));

type Pose = { yaw?: number; pitch?: number; roll?: number; sizePx?: number; x?: number; y?: number };
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** How a camera far enough away sees it, angles in degrees. */
function see(thing: readonly Point3[], pose: Pose, jitter: (i: number) => number = () => 0): Point[] {
  const { yaw = 0, pitch = 0, roll = 0, sizePx = 60, x: left = 500, y: top = 300 } = pose;
  const [a, b, c] = [radians(yaw), radians(pitch), radians(roll)];
  return thing.map((p, i) => {
    const x = p.x * Math.cos(a) + p.z * Math.sin(a);
    const z = -p.x * Math.sin(a) + p.z * Math.cos(a);
    const y = p.y * Math.cos(b) - z * Math.sin(b);
    return {
      x: left + sizePx * (x * Math.cos(c) - y * Math.sin(c) + jitter(2 * i)),
      y: top + sizePx * (x * Math.sin(c) + y * Math.cos(c) + jitter(2 * i + 1)),
    };
  });
}

/** The same small errors of measuring in every run, another for each view. */
const noise = (view: number, size: number) => (i: number) =>
  size * (2 * (Math.abs(Math.sin(view * 91.7 + i * 12.9898) * 43758.5453) % 1) - 1);
const track = (thing: readonly Point3[], poses: readonly Pose[], size = 0.02) =>
  poses.map((pose, view) => see(thing, pose, noise(view, size)));

const coming = [0, 1, 2, 3, 4, 5].map((i) => ({ sizePx: 30 + i * 8, x: 400 + i * 20, roll: i }));
const turning = [0, 10, 25, 40, 48].map((yaw) => ({ yaw }));

describe('one plane, or a head', () => {
  test.each([
    ['a picture turned in the hand', picture, turning, true],
    ['a picture swung to both sides', picture, [-45, -20, 0, 20, 45].map((yaw) => ({ yaw })), true],
    ['a picture tipped forward and back', picture, [-45, 0, 45].map((pitch) => ({ pitch })), true],
    [
      'a picture turned while it comes nearer',
      picture,
      turning.map((it, i) => ({ ...it, ...coming[i] })),
      true,
    ],
    ['a picture held still', picture, [{}, {}, {}, {}], false],
    ['a picture carried towards the camera without turning', picture, coming, false],
    ['a picture turned a little', picture, [0, 8, 15].map((yaw) => ({ yaw })), false],
    ['a head that turns', head, turning, false],
    ['a head that nods', head, [-30, -10, 10, 30].map((pitch) => ({ pitch })), false],
    ['a head that comes nearer', head, coming, false],
    ['a head at rest', head, [{}, {}, {}, {}], false],
    ['a single view', picture, [{ yaw: 45 }], false],
    ['nothing', picture, [], false],
  ] as const)('%s', (_, thing, poses, expected) => {
    expect(movesAsOnePlane(track(thing, poses))).toBe(expected);
  });

  test('measures a turn, and is blind to place, size and turning in the picture', () => {
    const front = see(picture, {});
    expect(compareViews(front, see(picture, { yaw: 45 })).turn).toBeCloseTo(Math.log(Math.SQRT2), 6);
    const moved = compareViews(front, see(picture, { sizePx: 140, roll: 30, x: 90 }));
    expect([moved.turn, moved.parallax].every((value) => value < 1e-6)).toBe(true);
    expect(compareViews(see(head, {}), see(head, { yaw: 45 })).parallax).toBeGreaterThan(0.15);
  });

  const angle = fc.integer({ min: -12, max: 12 });
  const pose = fc.record({
    yaw: angle,
    pitch: angle,
    roll: fc.integer({ min: -30, max: 30 }),
    sizePx: fc.integer({ min: 20, max: 150 }),
    x: fc.integer({ min: 0, max: 1500 }),
  });

  test('without enough turn nothing is suspected, whatever moves, comes nearer and is measured badly', () => {
    fc.assert(
      fc.property(
        fc.array(pose, { maxLength: 6 }),
        fc.double({ min: 0, max: 0.03, noNaN: true }),
        fc.boolean(),
        (poses, size, flat) => {
          expect(movesAsOnePlane(track(flat ? picture : head, poses, size))).toBe(false);
        },
      ),
    );
  });

  test('a plane that turned enough is suspected, however it moves besides, in any order', () => {
    fc.assert(
      fc.property(fc.array(pose, { minLength: 2, maxLength: 5 }), (poses) => {
        const turned = { yaw: 52, roll: 5, sizePx: 70 };
        const views = track(picture, [...poses, turned], 0.01);
        expect(movesAsOnePlane(views)).toBe(true);
        expect(movesAsOnePlane([...views].reverse())).toBe(true);
      }),
    );
  });

  test('a head that turned as much is not', () => {
    fc.assert(
      fc.property(fc.array(pose, { minLength: 2, maxLength: 5 }), fc.constantFrom(-52, 52), (poses, yaw) => {
        expect(movesAsOnePlane(track(head, [...poses, { yaw }], 0.01))).toBe(false);
      }),
    );
  });
});
