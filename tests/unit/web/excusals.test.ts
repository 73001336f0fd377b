import { describe, expect, it } from 'vitest';
import type { ExcusalView } from '../../../src/http/contracts/rules.ts';
import { message } from '../../../src/i18n/messages.ts';
import type { Translate } from '../../../src/web/i18n.ts';
import { datesOf, daysOfMonth, inOrderOfWork, partText } from '../../../src/web/excusals.ts';

const t: Translate = (key, params) => message('vi', key, params);

describe('the list of excusals', () => {
  it('begins with what waits for a decision, then the newest', () => {
    const of = (state: string, firstDate: string) => ({ state, firstDate }) as ExcusalView;
    const list = [
      of('approved', '2026-03-01'),
      of('requested', '2026-01-05'),
      of('refused', '2026-04-01'),
      of('requested', '2026-02-01'),
    ];
    expect(inOrderOfWork(list).map((it) => it.firstDate)).toEqual([
      '2026-02-01',
      '2026-01-05',
      '2026-04-01',
      '2026-03-01',
    ]);
  });

  it.each([
    ['2026-02', '2026-02-28'],
    ['2028-02', '2028-02-29'],
    ['2026-12', '2026-12-31'],
  ])('asks for the whole of %s', (month, to) => {
    expect(daysOfMonth(month)).toEqual({ from: `${month}-01`, to });
  });

  it('says which days and which part of them', () => {
    expect(datesOf({ firstDate: '2026-03-02', lastDate: '2026-03-02' })).toBe('02/03/2026');
    expect(datesOf({ firstDate: '2026-03-02', lastDate: '2026-03-04' })).toBe('02/03/2026 – 04/03/2026');
    expect(partText(t, { kind: 'day' })).toBe('Cả ngày');
    expect(partText(t, { kind: 'sessions', keys: ['S', 'X'] })).toBe('Sáng, X');
    expect(partText(t, { kind: 'times', start: '08:00', end: '09:30' })).toBe('08:00–09:30');
  });
});
