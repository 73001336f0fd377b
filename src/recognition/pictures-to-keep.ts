/** Pictures of a capture that show no face: nobody's evidence, so they are let go at once instead of after their time. Pure. */

/**
 * Of the frames (in order of time) those to let go. Where no frame shows a face the middle one stays, so that the event can
 * be looked at; with `onlyFaces` (pictures taken without an event) none does.
 */
export function picturesToLetGo(
  frameIds: readonly string[],
  withFaces: ReadonlySet<string>,
  { onlyFaces }: { onlyFaces: boolean },
): string[] {
  const empty = frameIds.filter((id) => !withFaces.has(id));
  if (onlyFaces || empty.length < frameIds.length) return empty;
  const middle = frameIds[frameIds.length >> 1];
  return empty.filter((id) => id !== middle);
}
