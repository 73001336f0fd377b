import { describe, expect, it } from 'vitest';
import { groupFaces } from '../../../src/vision/group-faces.ts';

const face = (name: string, ...embedding: number[]) => ({ name, embedding: Float32Array.from(embedding) });
const names = (groups: { name: string }[][]) => groups.map((group) => group.map((it) => it.name).join(' '));

describe('grouping unknown faces', () => {
  it('puts those that look alike together, the largest group first', () => {
    const faces = [face('b1', 1, 0), face('a1', 0, 0), face('a2', 0.1, 0), face('a3', 0, 0.1)];
    expect(names(groupFaces(faces))).toEqual(['a1 a2 a3', 'b1']);
  });

  it('does not chain people together over faces in between', () => {
    const chain = [0, 0.3, 0.6, 0.9, 1.2].map((x, i) => face(String(i), x));
    expect(groupFaces(chain).length).toBeGreaterThan(1);
    expect(groupFaces([])).toEqual([]);
  });
});
