/** Raised whenever the same inputs may give another record. Stored in every record. */
export const ENGINE_VERSION = 1;

/**
 * The rules a derivation may name, with the version of each. A rule's version rises when its meaning changes; the
 * texts for every rule are in `messages.vi.ts` and `messages.en.ts`.
 */
export const ruleVersions = {
  'day.kind': 1,
  'day.provisional': 1,
  'session.expected': 1,
  'session.excused': 1,
  'session.excusedPart': 1,
  'session.window': 1,
  'passage.byRule': 1,
  'arrival.seen': 1,
  'arrival.unseenEntry': 1,
  'arrival.hereAlready': 1,
  'arrival.unseenExit': 1,
  'arrival.ambiguous': 1,
  'arrival.nobody': 1,
  'arrival.corrected': 1,
  'arrival.onTime': 1,
  'arrival.late': 1,
  'arrival.unknown': 1,
  'arrival.pending': 1,
  'departure.seen': 1,
  'departure.stayed': 1,
  'departure.seenAfterEnd': 1,
  'departure.returnedUnseen': 1,
  'departure.unseenExit': 1,
  'departure.open': 1,
  'departure.ambiguous': 1,
  'departure.corrected': 1,
  'departure.full': 1,
  'departure.early': 1,
  'departure.missing': 1,
  'departure.unknown': 1,
  'departure.pending': 1,
  'evidence.gap': 1,
  'evidence.uncertain': 1,
  'evidence.reviewed': 1,
  'evidence.punched': 1,
  'evidence.signedIn': 1,
  'evidence.badge': 1,
  'evidence.deviceFace': 1,
  'absence.certain': 1,
  'absence.undecided': 1,
  'absence.pending': 1,
  'allowance.free': 1,
  'candidate.withdrawn': 1,
  'correction.conflict': 1,
  'hours.short': 1,
} as const;

export type RuleName = keyof typeof ruleVersions;
