import { describe, expect, it } from 'vitest';
import { byName, groupBy, matches, plain } from '../../../src/web/order.ts';

describe('byName', () => {
  it('orders by given name, then by the whole name, as Vietnamese lists do', () => {
    const names = ['Trần Quốc Đạt', 'Võ Ngọc Ân', 'Bùi Thị Đào', 'Lê Văn An', 'Đặng Hoài An'];
    expect(names.toSorted(byName)).toEqual([
      'Đặng Hoài An',
      'Lê Văn An',
      'Võ Ngọc Ân',
      'Bùi Thị Đào',
      'Trần Quốc Đạt',
    ]);
  });
});

describe('matches', () => {
  it.each([
    ['nguyen nhung', true],
    ['ĐẠT', false],
    ['cb001', true],
    ['hong', true],
    ['', true],
  ])('%j typed without marks: %s', (search, expected) => {
    expect(matches(search, 'Nguyễn Thị Hồng Nhung', 'CB001', null)).toBe(expected);
  });

  it('finds Đ by D', () => {
    expect(plain('Đặng Hữu Nghĩa')).toBe('dang huu nghia');
    expect(matches('dang', 'Đặng Hữu Nghĩa')).toBe(true);
  });
});

describe('groupBy', () => {
  it('keeps what has no group for the end', () => {
    const people = [
      { name: 'a', division: null },
      { name: 'b', division: 'Tổng hợp' },
      { name: 'c', division: 'Hành chính' },
      { name: 'd', division: 'Tổng hợp' },
    ];
    const groups = groupBy(people, ({ division }) => division);
    expect(groups.map(({ name, items }) => [name, items.map((it) => it.name).join('')])).toEqual([
      ['Hành chính', 'c'],
      ['Tổng hợp', 'bd'],
      [null, 'a'],
    ]);
  });
});
