import { refineLandmarks } from './align.ts';
import { compareViews, movesAsOnePlane } from './flat-motion.ts';
import type { Found } from './look.ts';
import type { Networks } from './networks.ts';

/** Views that are looked at again, besides those that were embedded: the most turned ones. */
const turnedViews = 2;

/** By the rough landmarks of the first look: below this no exact look can find the turn that is needed. */
const perhapsTurned = 0.1;

/** The views that are looked at once more: of those that are not embedded the most turned, against the best one. */
export function turnedViewsOf(members: readonly Found[]): Found[] {
  const usable = members.filter((face) => face.quality.usable);
  // What was embedded has exact landmarks already, and faces the camera most.
  const best = usable
    .filter((face) => face.embedding !== null)
    .reduce<Found | null>((a, b) => (a && a.quality.weight >= b.quality.weight ? a : b), null);
  if (best === null) return [];
  return usable
    .filter((face) => face.embedding === null)
    .map((face) => ({ face, turn: compareViews(best.landmarks, face.landmarks).turn }))
    .filter(({ turn }) => turn >= perhapsTurned)
    .sort((a, b) => b.turn - a.turn)
    .slice(0, turnedViews)
    .map(({ face }) => face);
}

/**
 * Whether a followed face may be a picture or a screen held to the camera. Most people walk past without turning enough
 * to tell, and cost nothing more than a few multiplications; landmarks are looked for again only where they do.
 *
 * @param members the face in all its frames, the best of them embedded
 */
export async function mayBePicture(nets: Networks, members: readonly Found[]): Promise<boolean> {
  const straight = members.filter((face) => face.embedding !== null);
  const exact = await refineLandmarks(nets, turnedViewsOf(members));
  return movesAsOnePlane([...straight.map((face) => face.landmarks), ...exact]);
}
