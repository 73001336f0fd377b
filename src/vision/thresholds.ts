/**
 * When a likeness is a name. Distances are Euclidean between embeddings; a track's distance to a person is the mean
 * over all its usable observations, weighted by quality, each to the nearest picture of that person.
 */
export type Thresholds = {
  /** Largest distance of a track that may be named, among up to `upToPeople` enrolled people. */
  accept: number;
  upToPeople: number;
  /** How much smaller `accept` becomes each time the enrolled people grow e-fold beyond `upToPeople`. */
  tighteningPerFold: number;
  /** The runner-up must be at least this much farther. */
  margin: number;
  /** Up to here a track that is not named goes to a reviewer; beyond, nobody enrolled is like it. */
  review: number;
  /** Usable observations a name needs. */
  minimumFrames: number;
  /** Part of the (weighted) observations that must by themselves lie nearest to the person named. */
  minimumShare: number;
};

/**
 * For a burst at a door. Measured on small grey pictures (20 people, 3 enrolled each, random splits): bursts of three
 * of an enrolled person lie below 0.42 from it, of a stranger above 0.49 from everybody. A stranger named costs more
 * than a review, so the line lies in the lower half of that gap. `calibrate` measures an office's own faces.
 */
export const defaultThresholds: Thresholds = {
  accept: 0.45,
  upToPeople: 20,
  // Distances between strangers are nearly normal (mean 0.72, deviation 0.075): this keeps the chance that a stranger
  // is near anybody at all the same for any number of people.
  tighteningPerFold: 0.0155,
  margin: 0.05,
  review: 0.54,
  minimumFrames: 2,
  minimumShare: 0.6,
};

/** For one single picture, where no other frame can contradict: nearer, and the nearest other person farther away. */
export const singlePictureThresholds: Thresholds = {
  ...defaultThresholds,
  accept: 0.43,
  margin: 0.06,
  minimumFrames: 1,
};

/** Largest distance that may be named when `people` are enrolled: the more faces, the likelier a chance likeness. */
export function acceptAmong(thresholds: Thresholds, people: number): number {
  const folds = Math.log(Math.max(1, people / thresholds.upToPeople));
  return thresholds.accept - thresholds.tighteningPerFold * folds;
}
