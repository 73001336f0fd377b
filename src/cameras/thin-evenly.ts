/** At most `count` of the items, evenly spread, first and last among them. */
export function thinEvenly<T>(items: readonly T[], count: number): T[] {
  if (count <= 0) return [];
  if (items.length <= count) return [...items];
  if (count === 1) return items.slice(Math.floor(items.length / 2), Math.floor(items.length / 2) + 1);
  const step = (items.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, index) => Math.round(index * step)).flatMap((at) =>
    items.slice(at, at + 1),
  );
}
