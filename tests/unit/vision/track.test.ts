import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { regroup } from '../../../src/vision/regroup.ts';
import { followFaces, type Trackable } from '../../../src/vision/track.ts';
import { embeddingOf } from './embeddings.ts';

const at = (frame: number, x: number, y: number, height = 100): Trackable => ({
  frame,
  atMs: frame * 200,
  box: { x, y, width: height * 0.8, height },
});

describe('followFaces', () => {
  test.each([
    ['one standing still', [at(0, 10, 10), at(1, 12, 10), at(2, 11, 11)], [[0, 1, 2]]],
    ['one coming nearer', [at(0, 300, 80, 60), at(1, 300, 90, 80), at(2, 300, 100, 105)], [[0, 1, 2]]],
    [
      'two apart',
      [at(0, 0, 0), at(0, 600, 0), at(1, 610, 5), at(1, 5, 5)],
      [
        [0, 3],
        [1, 2],
      ],
    ],
    ['lost for one frame', [at(0, 0, 0), at(2, 60, 0)], [[0, 1]]],
    ['lost for long', [at(0, 0, 0), at(12, 0, 0)], [[0], [1]]],
    ['a jump across the picture', [at(0, 0, 0), at(1, 900, 0)], [[0], [1]]],
    ['a face three times as large', [at(0, 100, 100, 60), at(1, 100, 100, 180)], [[0], [1]]],
    ['nobody', [], []],
  ])('%s', (_, faces, expected) => {
    expect(followFaces(faces)).toEqual(expected);
  });

  test('two crossing go on as they moved', () => {
    const faces = [0, 1, 2, 3, 4].flatMap((i) => [at(i, i * 80, 0), at(i, 320 - i * 80, 30)]);
    const tracks = followFaces(faces);
    expect(tracks).toEqual([
      [0, 2, 4, 6, 8],
      [1, 3, 5, 7, 9],
    ]);
  });

  const anywhere = fc.record({
    frame: fc.integer({ min: 0, max: 6 }),
    x: fc.integer({ min: 0, max: 1200 }),
    y: fc.integer({ min: 0, max: 600 }),
    height: fc.integer({ min: 40, max: 220 }),
  });

  test('every face is in exactly one track, and no track has two faces of one frame', () => {
    fc.assert(
      fc.property(fc.array(anywhere, { maxLength: 25 }), (drawn) => {
        const faces = drawn.map((one) => at(one.frame, one.x, one.y, one.height));
        const tracks = followFaces(faces);
        expect(tracks.flat().sort((a, b) => a - b)).toEqual(faces.map((_, i) => i));
        for (const track of tracks) {
          const frames = track.map((i) => faces[i]?.frame);
          expect(new Set(frames).size).toBe(frames.length);
        }
      }),
    );
  });
});

describe('regroup', () => {
  const seen = (frame: number, axis: number | null) => ({
    frame,
    embedding: axis === null ? null : embeddingOf(axis, frame * 0.01),
  });

  test('a track in which the face changes is cut there, faces without embedding go with the nearest', () => {
    const all = [seen(0, 0), seen(1, 0), seen(2, null), seen(4, 1), seen(5, 1)];
    expect(regroup([[0, 1, 2, 3, 4]], all)).toEqual([
      [0, 1, 2],
      [3, 4],
    ]);
  });

  test('two tracks of one face at different times are one person', () => {
    expect(regroup([[0], [1]], [seen(0, 0), seen(5, 0)])).toEqual([[0, 1]]);
  });

  test('two tracks of one face at the same time stay two', () => {
    expect(regroup([[0], [1]], [seen(3, 0), seen(3, 0)])).toEqual([[0], [1]]);
  });

  test('two people whose boxes were mixed up are put right', () => {
    const all = [
      seen(0, 0),
      seen(1, 0),
      seen(2, 1),
      seen(3, 1),
      seen(0, 1),
      seen(1, 1),
      seen(2, 0),
      seen(3, 0),
    ];
    const tracks = regroup(
      [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
      ],
      all,
    );
    expect(tracks).toEqual([
      [0, 1, 6, 7],
      [4, 5, 2, 3],
    ]);
  });

  test('tracks without any embedding stay as they are', () => {
    expect(regroup([[0, 1]], [seen(0, null), seen(1, null)])).toEqual([[0, 1]]);
  });
});
