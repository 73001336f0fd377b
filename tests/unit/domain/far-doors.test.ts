import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heldByWalking, type SeenAtDoor, type Walk } from '../../../src/domain/far-doors.ts';

const minute = 60_000;
const walk = (minutes: number, since = 0): Walk => ({ leastMs: minutes * minute, since });
/** A sighting at `minutes` past a full hour. */
const seen = (id: string, doorId: string, minutes: number, by: SeenAtDoor['by'] = 'recognition') => {
  const at = (1000 + minutes) * minute;
  return { id, doorId, firstAt: at, lastAt: at + 3000, by };
};
const tenMinutes = walk(10);

describe('one person at two doors', () => {
  test.each([
    [
      '3 minutes apart where the way takes 10',
      [seen('a', 'A', 0), seen('b', 'B', 3)],
      tenMinutes,
      ['a', 'b'],
    ],
    ['as long apart as the way takes', [seen('a', 'A', 0), seen('b', 'B', 10.05)], tenMinutes, []],
    ['at the same instant', [seen('a', 'A', 0), seen('b', 'B', 0)], tenMinutes, ['a', 'b']],
    ['twice at one door', [seen('a', 'A', 0), seen('b', 'A', 3)], tenMinutes, []],
    ['the way is not known', [seen('a', 'A', 0), seen('b', 'B', 3)], null, []],
    ['before the office knew it', [seen('a', 'A', 0), seen('b', 'B', 3)], walk(10, 1001 * minute), []],
    [
      'one in the middle contradicts both of the others, which agree',
      [seen('a', 'A', 0), seen('b', 'B', 7), seen('c', 'A', 14)],
      tenMinutes,
      ['a', 'b', 'c'],
    ],
    [
      'what a reviewer confirmed stands, and speaks against the other',
      [seen('a', 'A', 0, 'reviewer'), seen('b', 'B', 3)],
      tenMinutes,
      ['b'],
    ],
    [
      'two that reviewers confirmed are not doubted',
      [seen('a', 'A', 0, 'reviewer'), seen('b', 'B', 3, 'reviewer')],
      tenMinutes,
      [],
    ],
  ] as const)('%s', (_, sightings, way, held) => {
    expect([...heldByWalking(sightings, () => way)].sort()).toEqual(held);
  });

  test('a second of the cameras’ clocks holds nobody', () => {
    const a = seen('a', 'A', 0);
    const b = { ...seen('b', 'B', 0), firstAt: a.lastAt + 10 * minute - 900, lastAt: a.lastAt + 10 * minute };
    expect(heldByWalking([a, b], () => tenMinutes).size).toBe(0);
  });

  test('in any order the same; and what is held is always contradicted by something near', () => {
    const sightings = fc.array(
      fc.record({ door: fc.constantFrom('A', 'B', 'C'), minutes: fc.integer({ min: 0, max: 90 }) }),
      { maxLength: 8 },
    );
    const between = (one: string, other: string) => ([one, other].includes('C') ? null : walk(10));
    fc.assert(
      fc.property(sightings, (drawn) => {
        const all = drawn.map(({ door, minutes }, i) => seen(`s${i}`, door, minutes));
        const held = heldByWalking(all, between);
        expect(heldByWalking([...all].reverse(), between)).toEqual(held);
        for (const one of all)
          expect(held.has(one.id)).toBe(
            all.some(
              (other) =>
                one.doorId !== 'C' &&
                other.doorId !== 'C' &&
                other.doorId !== one.doorId &&
                Math.abs(other.firstAt - one.firstAt) - 3000 + 1000 < 10 * minute,
            ),
          );
      }),
    );
  });
});
