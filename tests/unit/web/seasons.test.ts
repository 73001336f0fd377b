import { describe, expect, it } from 'vitest';
import { spansOfYear, type Version } from '../../../src/web/seasons.ts';

const version = (validFrom: string) => ({ id: validFrom, validFrom }) as Version;
const spans = (year: number, ...from: string[]) =>
  spansOfYear(from.map(version), year).map((it) => [
    it.version.id,
    Math.round(it.left),
    Math.round(it.width),
  ]);

describe('the seasons of a year', () => {
  it('are the versions that hold in it, whatever their order', () => {
    expect(spans(2026, '2026-10-16', '2025-10-16', '2026-04-16')).toEqual([
      ['2025-10-16', 0, 29],
      ['2026-04-16', 29, 50],
      ['2026-10-16', 79, 21],
    ]);
  });

  it('leave out what ended before or begins after', () => {
    expect(spans(2026, '2024-01-01', '2025-01-01', '2027-01-01')).toEqual([['2025-01-01', 0, 100]]);
    expect(spans(2026, '2026-07-02')).toEqual([['2026-07-02', 50, 50]]);
  });
});
