import { refineLandmarks } from './align.ts';
import { compareViews, movesAsOnePlane } from './flat-motion.ts';
import type { Found } from './look.ts';
import type { Networks } from './networks.ts';

/** Views that are looked at again, besides those that were embedded: the most turned ones. */
const turnedViews = 2;

/** By the rough landmarks of the first look: below this no exact look can find the turn that is needed. */
const perhapsTurned = 0.1;

/**
 * Whether a followed face may be a picture or a screen held to the camera. Most people walk past without turning enough
 * to tell, and cost nothing more than a few multiplications; landmarks are looked for again only where they do.
 *
 * @param members the face in all its frames, the best of them embedded
 */
export async function mayBePicture(nets: Networks, members: readonly Found[]): Promise<boolean> {
  const usable = members.filter((face) => face.quality.usable);
  // What was embedded has exact landmarks already, and faces the camera most.
  const straight = usable.filter((face) => face.embedding !== null);
  const best = straight.reduce<Found | null>(
    (a, b) => (a && a.quality.weight >= b.quality.weight ? a : b),
    null,
  );
  if (best === null) return false;
  const turned = usable
    .filter((face) => face.embedding === null)
    .map((face) => ({ face, turn: compareViews(best.landmarks, face.landmarks).turn }))
    .filter(({ turn }) => turn >= perhapsTurned)
    .sort((a, b) => b.turn - a.turn)
    .slice(0, turnedViews);
  const exact = await refineLandmarks(
    nets,
    turned.map(({ face }) => face),
  );
  return movesAsOnePlane([...straight.map((face) => face.landmarks), ...exact]);
}
