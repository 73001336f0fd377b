const collator = new Intl.Collator('vi');

/** Vietnamese order of names: by given name (the last word), then by the whole. */
export function byName(a: string, b: string): number {
  return collator.compare(givenName(a), givenName(b)) || collator.compare(a, b);
}

function givenName(name: string): string {
  return name.trim().split(/\s+/).at(-1) ?? '';
}

/** Letters without marks, so that "nguyen" finds "Nguyễn" and "dat" finds "Đạt". */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D').toLowerCase();
}

/** True when every word searched for occurs in one of the texts. */
export function matches(search: string, ...texts: (string | null | undefined)[]): boolean {
  const where = plain(texts.filter(Boolean).join(' '));
  return plain(search)
    .split(/\s+/)
    .every((word) => where.includes(word));
}

/** Groups in the order of their names; what has no group comes last. */
export function groupBy<T>(
  items: T[],
  name: (item: T) => string | null,
): { name: string | null; items: T[] }[] {
  const groups = new Map<string | null, T[]>();
  for (const item of items) {
    const key = name(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups]
    .map(([key, members]) => ({ name: key, items: members }))
    .sort((a, b) => (a.name === null ? 1 : b.name === null ? -1 : collator.compare(a.name, b.name)));
}
