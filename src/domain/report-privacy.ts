/** Groups smaller than this are not shown alone on reports that go beyond the group's own head. */
export const SMALLEST_GROUP = 3;

export type GroupFigure<T> = { id: string; people: number; figures: T };

/**
 * Withholds figures that would expose a single person: groups under the smallest size lose theirs, and when only one
 * group is withheld the next smallest goes too, because totals would give it away by subtraction.
 */
export function withheld<T>(
  groups: readonly GroupFigure<T>[],
  smallest = SMALLEST_GROUP,
): GroupFigure<T | null>[] {
  const hidden = new Set(groups.filter((g) => g.people < smallest).map((g) => g.id));
  if (hidden.size === 1 && groups.length > 2) {
    const next = groups
      .filter((g) => !hidden.has(g.id))
      .sort((a, b) => a.people - b.people || (a.id < b.id ? -1 : 1))[0];
    if (next) hidden.add(next.id);
  }
  return groups.map((g) => (hidden.has(g.id) ? { ...g, figures: null } : g));
}
