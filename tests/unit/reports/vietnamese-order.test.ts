import { describe, expect, it } from 'vitest';
import { byVietnameseName } from '../../../src/reports/vietnamese-order.ts';

function sorted(names: string[]): string[] {
  return names
    .map((fullName, i) => ({ fullName, code: String(i) }))
    .sort(byVietnameseName)
    .map((it) => it.fullName);
}

describe('the order of Vietnamese names', () => {
  it('goes by the given name, which is the last word', () => {
    expect(sorted(['Bùi Thị Yến', 'Trần Văn An', 'Đỗ Minh Ba'])).toEqual([
      'Trần Văn An',
      'Đỗ Minh Ba',
      'Bùi Thị Yến',
    ]);
  });

  it('then by family and middle names', () => {
    expect(sorted(['Trần Văn An', 'Lê Thị An', 'Lê Bá An'])).toEqual([
      'Lê Bá An',
      'Lê Thị An',
      'Trần Văn An',
    ]);
  });

  it('has đ after d, ă and â after a, and tones within a letter', () => {
    expect(sorted(['Lê Đức', 'Lê Dũng', 'Lê Dung'])).toEqual(['Lê Dung', 'Lê Dũng', 'Lê Đức']);
    expect(sorted(['Lê Ân', 'Lê Ánh', 'Lê An'])).toEqual(['Lê An', 'Lê Ánh', 'Lê Ân']);
  });

  it('does not care how letters are composed, or about spaces around', () => {
    const decomposed = 'Nguyễn Văn Ánh'.normalize('NFD');
    const order = byVietnameseName(
      { fullName: decomposed, code: '1' },
      { fullName: ' Nguyễn Văn  Ánh ', code: '1' },
    );
    expect(order).toBe(0);
  });

  it('goes by the code for people of one name, numbers as numbers', () => {
    const people = [
      { fullName: 'Lê An', code: 'CB10' },
      { fullName: 'Lê An', code: 'CB9' },
    ];
    expect(people.sort(byVietnameseName).map((it) => it.code)).toEqual(['CB9', 'CB10']);
  });
});
