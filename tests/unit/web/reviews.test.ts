import { describe, expect, it } from 'vitest';
import { reviewKey, sameChoice } from '../../../src/web/reviews.ts';

const people = ['an', 'binh'];

describe('keys of the review queue', () => {
  it.each([
    ['1', { do: 'choose', choice: { verdict: 'employee', employeeId: 'an' } }],
    ['2', { do: 'choose', choice: { verdict: 'employee', employeeId: 'binh' } }],
    ['3', null],
    ['0', { do: 'choose', choice: { verdict: 'nobody' } }],
    ['N', { do: 'choose', choice: { verdict: 'nobody' } }],
    ['x', { do: 'choose', choice: { verdict: 'notFace' } }],
    ['Enter', { do: 'confirm' }],
    ['j', { do: 'next' }],
    ['K', { do: 'previous' }],
    ['u', { do: 'undo' }],
    ['Tab', null],
    ['6', null],
  ])('%s', (key, meant) => expect(reviewKey(key, people)).toEqual(meant));

  it('a choice of another person is another choice', () => {
    const an = { verdict: 'employee', employeeId: 'an' } as const;
    expect([sameChoice(an, an), sameChoice(an, { ...an, employeeId: 'binh' }), sameChoice(null, an)]).toEqual(
      [true, false, false],
    );
  });
});
