const vietnamese = new Intl.Collator('vi', { sensitivity: 'variant', numeric: true });

type Named = { fullName: string; code: string };

/**
 * The order of a Vietnamese list of people: by given name (the last word), then by family and middle names, then by
 * staff code. Unicode NFC, so that composed and decomposed letters are the same.
 */
export function byVietnameseName(a: Named, b: Named): number {
  const [left, right] = [splitName(a.fullName), splitName(b.fullName)];
  return (
    vietnamese.compare(left.given, right.given) ||
    vietnamese.compare(left.rest, right.rest) ||
    vietnamese.compare(a.code, b.code)
  );
}

function splitName(fullName: string): { given: string; rest: string } {
  const words = fullName.normalize('NFC').trim().split(/\s+/);
  return { given: words.at(-1) ?? '', rest: words.slice(0, -1).join(' ') };
}
