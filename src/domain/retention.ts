/**
 * How long what the service keeps of people is kept, by class. Law 91/2025/QH15 wants personal data kept only as long as
 * its purpose needs and deleted when somebody leaves (article 25); it names no days. The defaults are this product's
 * reading of "as long as needed", each with its reason; the office may decide otherwise.
 */
export const retentionClasses = [
  /** Pictures behind named sightings: a month in which the day can be explained and the month closed. */
  'namedPictures',
  /** Pictures of faces that wait for a reviewer, or were left open: a reviewer may be away for weeks. */
  'uncertainPictures',
  /** Pictures of people nobody knows: long enough to name a new colleague once, no longer. */
  'unknownPictures',
  /** Pictures in which nobody was found, or nobody recognisable: nothing rests on them but a look at what went wrong. */
  'emptyPictures',
  /** Pictures that recognition never came to: they wait as long as an outage may last. */
  'waitingPictures',
  /** The newest picture of a camera that sends none any more. */
  'stills',
  /** Embeddings of faces seen at doors: needed for grouping strangers and learning confirmed faces only. */
  'embeddings',
  /** Templates of who has left. */
  'templatesAfterLeaving',
  /** Enrolment photos of who has left. */
  'photosAfterLeaving',
  /** What cameras told, without pictures. */
  'events',
  /** Papers of leave and trips, counted from the last day they excuse: certificates of health are sensitive, too. */
  'attachments',
] as const;
export type RetentionClass = (typeof retentionClasses)[number];

export type RetentionDays = Record<RetentionClass, number> & {
  /** How long after a matter is settled pictures that it rests on are still held. */
  heldAfterSettled: number;
};

/** Pictures on which an unsettled matter rests are held, but never longer than this: a hold is no archive. */
export const longestHoldDays = 365;

export const retentionDefaults: RetentionDays = {
  namedPictures: 30,
  uncertainPictures: 60,
  unknownPictures: 14,
  emptyPictures: 7,
  waitingPictures: 30,
  stills: 1,
  embeddings: 30,
  templatesAfterLeaving: 5,
  photosAfterLeaving: 5,
  events: 365,
  attachments: 730,
  heldAfterSettled: 30,
};

/** Least and most days an office may choose: a class never goes within its first day, and none is kept for ever. */
export const retentionLimits = { least: 1, most: 3650 } as const;

/** What a picture serves: the outcomes of the sightings of its capture. */
export type PictureFacts = { waiting: boolean; named: boolean; uncertain: boolean; unknown: boolean };

/** The class that keeps a picture longest: one that shows a named person and a stranger is kept for the name. */
export function classOfPicture(facts: PictureFacts, days: RetentionDays): RetentionClass {
  if (facts.waiting) return 'waitingPictures';
  const served: RetentionClass[] = [];
  if (facts.named) served.push('namedPictures');
  if (facts.uncertain) served.push('uncertainPictures');
  if (facts.unknown) served.push('unknownPictures');
  return served.reduce<RetentionClass>(
    (longest, it) => (longest === 'emptyPictures' || days[it] > days[longest] ? it : longest),
    'emptyPictures',
  );
}

const dayMs = 86_400_000;

/** What is from before this instant has had its days. Instants in epoch ms. */
export function cutoff(days: number, now: number): number {
  return now - days * dayMs;
}
