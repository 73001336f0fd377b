/**
 * How many photos somebody is enrolled by: with fewer than three, one bad day of the light decides; more than ten only
 * slow the search, and each is one more chance to be mistaken.
 */
export const enrolmentPhotos = { fewest: 3, most: 10 } as const;

/** How many photos are still needed until a person's enrolment is complete. */
export function photosMissing(photos: number): number {
  return Math.max(0, enrolmentPhotos.fewest - photos);
}

/** Photos above this are refused before they are read. */
export const maximumPhotoBytes = 15 * 1024 * 1024;
