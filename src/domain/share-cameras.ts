/** Who holds which camera: every worker decides for itself from the same facts, and all come to an even spread. */

/** The present term of holding one camera; it counts until `expiresAt` (epoch ms, the store's clock). */
export type Holding = { cameraId: string; owner: string; expiresAt: number };

export type SharingFacts = {
  /** The worker that decides. */
  me: string;
  /** Workers that gave a sign of life; the deciding one counts whether it is among them or not. */
  workers: readonly string[];
  /** Cameras that are to be watched. */
  cameras: readonly string[];
  /** At most one per camera; may name cameras and workers that are gone. */
  holdings: readonly Holding[];
  /** Epoch ms on the same clock as `expiresAt`. */
  now: number;
};

export type SharingDecision = {
  /** Held and to be held on. */
  keep: string[];
  /** To be let go: not to be watched any more, or for a worker that has fewer. */
  release: string[];
  /** Free and wanted; another worker may be quicker. */
  take: string[];
};

/**
 * What one worker keeps, lets go and takes. Each worker may hold its even share; where cameras do not divide evenly,
 * those who hold most already hold one more, so that nothing moves without need. A camera of a worker that died is
 * free as soon as its term has expired.
 */
export function shareCameras({ me, workers, cameras, holdings, now }: SharingFacts): SharingDecision {
  const wanted = [...new Set(cameras)].sort();
  const isWanted = new Set(wanted);
  const current = holdings.filter((it) => it.expiresAt > now);
  const mine = current.filter((it) => it.owner === me).map((it) => it.cameraId);
  const held = mine.filter((it) => isWanted.has(it)).sort();
  const unwanted = mine.filter((it) => !isWanted.has(it)).sort();
  const ofOthers = new Set(current.filter((it) => it.owner !== me).map((it) => it.cameraId));
  const counts = countsOf([me, ...workers], current, isWanted);
  const share = shareOf(me, counts, wanted.length);
  const free = wanted.filter((it) => !ofOthers.has(it) && !held.includes(it));
  return {
    keep: held.slice(0, share),
    release: [...unwanted, ...held.slice(share)],
    take: free.slice(0, Math.max(0, share - held.length)),
  };
}

/** How many wanted cameras each live worker holds. */
function countsOf(
  workers: readonly string[],
  current: readonly Holding[],
  isWanted: ReadonlySet<string>,
): Map<string, number> {
  const counts = new Map(workers.map((worker) => [worker, 0]));
  for (const { owner, cameraId } of current) {
    const count = counts.get(owner);
    if (count !== undefined && isWanted.has(cameraId)) counts.set(owner, count + 1);
  }
  return counts;
}

/** The even share; the remainder goes to those who hold most, then by name. */
function shareOf(me: string, counts: ReadonlyMap<string, number>, cameras: number): number {
  const ranked = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([worker]) => worker);
  const [each, rest] = [Math.floor(cameras / ranked.length), cameras % ranked.length];
  return each + (ranked.indexOf(me) < rest ? 1 : 0);
}
