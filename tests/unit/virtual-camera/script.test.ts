import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../virtual-camera/script-events.ts';
import { cameraScript, cutsOf, scriptEnd, truthOf } from '../../virtual-camera/script.ts';
import type { CameraScriptInput } from '../../virtual-camera/script.ts';
import { runsOf } from '../../virtual-camera/renderer.ts';
import { standingAt } from '../../virtual-camera/walk.ts';

const startAt = '2026-11-23T08:00:00+07:00';
const zero = Date.UTC(2026, 10, 23, 1, 0, 0);
const aScript = (rest: Partial<CameraScriptInput>) => cameraScript.parse({ startAt, ...rest });
const one = [{ id: 'person-01' }];

describe('script', () => {
  it('is the ground truth in absolute instants, whatever zone it was written in', () => {
    const script = aScript({ passages: [{ at: 5, people: one, seconds: 4, direction: 'out' }] });
    expect(truthOf(script)).toEqual([
      {
        people: ['person-01'],
        direction: 'out',
        visibleFrom: zero + 5000,
        visibleTo: zero + 9000,
        passedAt: zero + 8600,
        eventAt: zero + 5300,
        cut: false,
      },
    ]);
  });

  it('marks exactly the passages that a cut touches', () => {
    const passages = [0, 4, 8, 12].map((at) => ({ at, people: one, seconds: 4 }));
    const script = aScript({ passages, cuts: [{ from: 7.5, to: 12 }] });
    expect(truthOf(script).map(({ cut }) => cut)).toEqual([false, true, true, false]);
    expect(cutsOf(script)).toEqual([{ from: zero + 7500, to: zero + 12000 }]);
  });

  it('ends with the last thing that happens', () => {
    expect(scriptEnd(aScript({}))).toBe(zero);
    expect(
      scriptEnd(aScript({ passages: [{ at: 1, people: one, seconds: 2 }], cuts: [{ from: 1, to: 9 }] })),
    ).toBe(zero + 9000);
  });

  it('keeps event delays within the range asked for, and the same each time', () => {
    const passages = Array.from({ length: 40 }, (_, i) => ({ at: i * 5, people: one }));
    const delays = (): number[] =>
      truthOf(aScript({ passages })).map(({ eventAt, visibleFrom }) => (eventAt ?? NaN) - visibleFrom);
    expect(Math.min(...delays())).toBeGreaterThanOrEqual(300);
    expect(Math.max(...delays())).toBeLessThanOrEqual(800);
    expect(new Set(delays()).size).toBeGreaterThan(20);
    expect(delays()).toEqual(delays());
  });

  it.each([
    ['a passage without people', { passages: [{ at: 1, people: [] }] }],
    ['a time before the start', { passages: [{ at: -1, people: one }] }],
    ['a cut that ends before it begins', { cuts: [{ from: 5, to: 5 }] }],
    ['a misspelt field', { passage: [] }],
    ['a date that is none', { startAt: '2026-02-30T08:00:00Z' }],
  ])('refuses %s', (_, wrong) => {
    expect(cameraScript.safeParse({ startAt, ...wrong }).success).toBe(false);
  });
});

describe('events of a script', () => {
  const shape = (script: ReturnType<typeof aScript>): [number, string, string][] =>
    eventsOf(script).map(({ at, event }) => [
      (at - zero) / 1000,
      event.topic.split('/').at(-1) ?? '',
      [event.operation, event.key?.['ObjectId'], Object.values(event.data)[0]].join(' ').trim(),
    ]);

  it('says motion once for passages that overlap, and one object for each person', () => {
    const script = aScript({
      events: { delaySeconds: [0.5, 0.5] },
      passages: [
        { at: 0, people: one, seconds: 4 },
        { at: 3, people: [{ id: 'person-02' }, { id: 'person-03' }], seconds: 4 },
      ],
    });
    expect(shape(script)).toEqual([
      [0.5, 'Motion', 'Changed  true'],
      [0.5, 'ObjectsInside', 'Initialized 1 true'],
      [3.5, 'ObjectsInside', 'Initialized 2 true'],
      [3.5, 'ObjectsInside', 'Initialized 3 true'],
      [4, 'ObjectsInside', 'Changed 1 false'],
      [4, 'ObjectsInside', 'Deleted 1'],
      [7, 'ObjectsInside', 'Changed 2 false'],
      [7, 'ObjectsInside', 'Deleted 2'],
      [7, 'ObjectsInside', 'Changed 3 false'],
      [7, 'ObjectsInside', 'Deleted 3'],
      [8, 'Motion', 'Changed  false'],
    ]);
  });

  it('leaves out what the camera of this script cannot say', () => {
    const passages = [{ at: 0, people: one }];
    const events = { objects: false, off: false, delaySeconds: [0.3, 0.3] as [number, number] };
    expect(shape(aScript({ passages, events }))).toEqual([[0.3, 'Motion', 'Changed  true']]);
    expect(truthOf(aScript({ passages, events: { motion: false, objects: false } }))[0]?.eventAt).toBeNull();
  });
});

describe('walk', () => {
  const frame = { width: 1280, height: 720 };
  const script = aScript({ passages: [{ at: 2, people: [...one, { id: 'person-02' }], seconds: 4 }] });

  it('shows people exactly while they are visible', () => {
    expect(standingAt(script, zero + 1999, frame)).toEqual([]);
    expect(standingAt(script, zero + 2000, frame)).toHaveLength(2);
    expect(standingAt(script, zero + 6000, frame)).toEqual([]);
  });

  it('brings them nearer, side by side without covering each other', () => {
    const heights = [2, 3, 4, 5].map((s) => standingAt(script, zero + s * 1000, frame)[0]?.faceHeight ?? 0);
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
    expect(heights[0]).toBeGreaterThan(70);
    for (const instant of [2, 3, 4, 5]) {
      const [a, b] = standingAt(script, zero + instant * 1000, frame);
      expect(Math.abs((a?.centreX ?? 0) - (b?.centreX ?? 0))).toBeGreaterThan(1.2 * (a?.faceHeight ?? 0));
    }
  });
});

it('cuts a range into runs of seconds with and without people', () => {
  const script = aScript({ passages: [{ at: 2.5, people: one, seconds: 3 }] });
  const from = zero / 1000;
  expect(runsOf(script, from, from + 8)).toEqual([
    { from, to: from + 2, idle: true },
    { from: from + 2, to: from + 6, idle: false },
    { from: from + 6, to: from + 8, idle: true },
  ]);
});
