import { describe, expect, test } from 'vitest';
import { datesTouchedBy } from '../../../src/domain/touched-days.ts';
import { swapDays } from '../../../src/domain/vietnam-holidays.ts';
import { anExcusal } from './builders.ts';

describe('dates an input touches', () => {
  test('an excusal touches the dates it covered and covers, only while approved', () => {
    const before = anExcusal({ firstDate: '2026-03-02', lastDate: '2026-03-03' });
    const after = anExcusal({ firstDate: '2026-03-10', lastDate: '2026-03-10' });
    expect(datesTouchedBy({ kind: 'excusal', before, after })).toEqual([
      { first: '2026-03-01', last: '2026-03-04' },
      { first: '2026-03-09', last: '2026-03-11' },
    ]);
    expect(
      datesTouchedBy({ kind: 'excusal', before: null, after: { ...after, state: 'requested' } }),
    ).toEqual([]);
    expect(
      datesTouchedBy({ kind: 'excusal', before: after, after: { ...after, state: 'cancelled' } }),
    ).toHaveLength(1);
  });

  test('a version touches its dates before and after, open ends included', () => {
    const before = { validFrom: '2026-04-16', validTo: '2026-10-15' };
    expect(datesTouchedBy({ kind: 'validity', before, after: { ...before, validTo: null } })).toEqual([
      { first: '2026-04-15', last: '2026-10-16' },
      { first: '2026-04-15', last: null },
    ]);
  });

  test('a calendar day and a sighting touch their date and its neighbours', () => {
    const [off] = swapDays('2026-01-02', '2026-01-10', 'TB', null);
    expect(datesTouchedBy({ kind: 'calendar', before: null, after: off })).toEqual([
      { first: '2026-01-01', last: '2026-01-03' },
    ]);
    expect(datesTouchedBy({ kind: 'sighting', dates: ['2026-02-28'] })).toEqual([
      { first: '2026-02-27', last: '2026-03-01' },
    ]);
  });
});
