/** Which of a device's streams serve for what. Pure. */
import type { CameraProfile } from './types.ts';

/** Wider pictures cost the processor more than they help to recognise a face at a door. */
const bestWidth = 1920;

/** The widest picture up to `bestWidth`, else the narrowest; a device that does not say its size is taken last. */
export function chooseProfile(profiles: readonly CameraProfile[]): CameraProfile | null {
  const usable = profiles.filter((profile) => profile.streamUri !== null);
  const rank = ({ width }: CameraProfile): number =>
    width === null ? -Infinity : width <= bestWidth ? width : bestWidth - width;
  return [...usable].sort((a, b) => rank(b) - rank(a))[0] ?? null;
}

/** The narrowest stream beside the main one, to look for motion in; null when there is no smaller one. */
export function chooseSubProfile(profiles: readonly CameraProfile[]): CameraProfile | null {
  const main = chooseProfile(profiles);
  const smaller = profiles.filter(
    ({ streamUri, width }) =>
      streamUri !== null && width !== null && main?.width != null && width < main.width,
  );
  return [...smaller].sort((a, b) => (a.width ?? 0) - (b.width ?? 0))[0] ?? null;
}
