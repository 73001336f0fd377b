const collator = new Intl.Collator('vi', { sensitivity: 'variant' });

/** Names are stored and compared in Unicode NFC with single spaces. */
export function normalName(name: string): string {
  return name.normalize('NFC').trim().replace(/\s+/g, ' ');
}

/** Order of Vietnamese lists: given name first, then family name, then what stands between. */
export function compareNames(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (const part of ['given', 'family', 'middle'] as const) {
    const order = collator.compare(left[part], right[part]);
    if (order !== 0) return order;
  }
  return 0;
}

function partsOf(name: string) {
  const words = normalName(name).split(' ');
  return { given: words.at(-1) ?? '', family: words[0] ?? '', middle: words.slice(1, -1).join(' ') };
}
