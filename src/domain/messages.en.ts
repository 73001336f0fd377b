import type { DerivationTexts } from './render-derivation.ts';

/** Sentences of the "why?" in English. `{name}` is a fact of the step; `[…]` is left out when a fact in it is unknown. */
export const english: DerivationTexts = {
  rules: {
    'day.kind': 'Day: {kind}.[ {unconfirmed}]',
    'day.provisional': 'Provisional: evidence has been processed up to {untilAt}.',
    'session.expected': 'Session {session}: {startAt}–{endAt} by the work schedule.',
    'session.excused': 'The whole session is excused; nothing is expected.',
    'session.excusedPart': 'Excused from {fromAt} to {toAt}: {kind}.',
    'session.window':
      'To be kept: {requiredFromAt}–{requiredToAt}. Coming and going were looked for from {fromAt} to {toAt}.',
    'passage.byRule':
      'What was recorded at {passedAt} does not tell the direction; by the office’s rule it is taken as {direction}.',
    'arrival.seen': 'Seen coming in at {seenAt}.[ The arrival lies between {earliestAt} and {latestAt}.]',
    'arrival.unseenEntry':
      'First seen at {seenAt}, already inside: came in without being seen, at {earliestAt} at the earliest.',
    'arrival.hereAlready': 'Was here before the session began and nobody was seen going out.',
    'arrival.unseenExit':
      'Was here before the session, then seen coming in again at {seenAt}: went out in between without being seen.',
    'arrival.ambiguous': 'Recorded at a door at {seenAt}, but not whether coming or going.',
    'arrival.nobody': 'Not seen before the session’s end.',
    'arrival.corrected': 'Arrival set to {seenAt} by {by}: {reason}',
    'arrival.onTime':
      'Even the latest possible arrival[ ({latestAt})] is within {limitAt}[ plus {flexibleMinutes} min flexible start] plus {graceMinutes} min of grace: on time.',
    'arrival.late':
      'Even the earliest possible arrival ({earliestAt}) is after {limitAt}[ plus {flexibleMinutes} min flexible start] plus {graceMinutes} min of grace: late candidate, {bestMinutes} min counted[, at most {worstMinutes} min].',
    'arrival.unknown':
      'On time is possible (from {earliestAt}), late is possible too[ (until {latestAt})]; the limit is {limitAt} plus {graceMinutes} min: insufficient evidence, not late.',
    'arrival.pending': 'Not decided yet: more evidence may still come.',
    'departure.seen': 'Seen going out at {seenAt}.[ The departure lies between {earliestAt} and {latestAt}.]',
    'departure.stayed': 'Last seen at {seenAt} and still inside later: stayed to the end.',
    'departure.seenAfterEnd': 'Still seen at {seenAt}, after the session’s end.',
    'departure.returnedUnseen':
      'Seen going out at {seenAt}, later seen inside without having been seen coming back: the departure stays open until {latestAt}.',
    'departure.unseenExit':
      'Last seen at {seenAt}, then seen coming in again: went out in between without being seen, at {latestAt} at the latest.',
    'departure.open': 'Last seen at {seenAt}, inside; nobody saw the going-out. No time is invented for it.',
    'departure.ambiguous': 'Last recorded at a door at {seenAt}, but not whether coming or going.',
    'departure.corrected': 'Departure set to {seenAt} by {by}: {reason}',
    'departure.full': 'Even the earliest possible departure[ ({earliestAt})] keeps the end {limitAt}: full.',
    'departure.early':
      'Even the latest possible departure ({latestAt}) is before {limitAt} less {graceMinutes} min of grace: early candidate, {bestMinutes} min counted[, at most {worstMinutes} min].',
    'departure.missing':
      'When the person left is not known: a question to them, not a finding of leaving early.',
    'departure.unknown':
      'Staying to the end is possible, leaving earlier is possible too (from {earliestAt}); the end is {limitAt}: insufficient evidence, not early.',
    'departure.pending': 'Departure not decided yet: more evidence may still come.',
    'evidence.gap': 'Not watched from {fromAt} to {toAt} ({direction}): {reason}.',
    'evidence.uncertain':
      'At {seenAt} someone was seen ({direction}) who could be this person; a reviewer has to decide.',
    'evidence.reviewed': 'The sighting at {seenAt} ({direction}) was confirmed to be this person by {by}.',
    'evidence.punched':
      'The punch at {seenAt} ({direction}) comes from the terminal {terminal}: file {file}, row {row}.',
    'evidence.signedIn': 'The sign-in at {seenAt} ({direction}) was entered by {by}: {reason}',
    'evidence.badge':
      'The passage at {seenAt} ({direction}) is a badge {token} at {device}: {use}. It is evidence of the badge, not of a face.',
    'evidence.deviceFace':
      'The passage at {seenAt} ({direction}) is a face that the camera {device} recognised itself[, likelihood {likelihoodPercent}%].',
    'absence.certain':
      'All doors were watched from {fromAt} to {toAt} and neither this person nor anyone who could be them was seen: absence candidate, to be verified.',
    'absence.undecided':
      'Not seen from {fromAt} to {toAt}, but the doors were not watched all the time or someone could be them: insufficient evidence, not absent.',
    'absence.pending': 'Not seen so far; the session or its evidence is not complete.',
    'allowance.free': 'The personal allowance covers {usedMinutes} min of {kind}.',
    'candidate.withdrawn': 'The finding “{kind}” was withdrawn by {by}: {reason}',
    'correction.conflict':
      'Sightings speak against the time set by hand ({count}); the person’s decision stands.',
    'hours.short':
      'At most {bestMinutes} min short of the daily minimum of {minimumMinutes} min, in the best case.',
  },
  words: {
    workday: 'working day',
    restDay: 'weekly rest',
    holiday: 'public holiday',
    compensation: 'compensatory day off',
    swapOff: 'day off by exchange',
    swapWork: 'working day by exchange',
    duty: 'duty by roster',
    restAfterDuty: 'rest after duty',
    notEmployed: 'not employed on this date',
    exempt: 'not subject to daily recording',
    noSchedule: 'no work schedule',
    unconfirmed: 'The calendar day is expected but not announced yet.',
    in: 'coming in',
    out: 'going out',
    both: 'direction unknown',
    inside: 'inside',
    late: 'lateness',
    early: 'leaving early',
    absent: 'absence',
    missingDeparture: 'missing departure',
    shortHours: 'short hours',
    accessTaken: 'it passed the door',
    accessGranted: 'it was allowed to pass, which alone does not prove that it did',
    noCoverage: 'no camera was watching',
    cameraOffline: 'the camera was offline',
    cameraPaused: 'the camera was paused or being set up',
    serviceStopped: 'the service was not running',
    noEvents: 'the camera sent no events',
    noStream: 'no picture came from the camera',
    pictureBlack: 'the picture was black',
    pictureCovered: 'the lens was covered',
    pictureFrozen: 'the picture stood still and was not live',
    pictureMoved: 'the camera had been turned away',
    tampering: 'the camera reported that it was covered or touched',
    signalLoss: 'the camera reported that it had no picture',
    cameraSilent: 'the camera reported nothing at a time when this door is busy',
    pictureLost: 'somebody passed and no picture of it was kept',
    faceUnusable: 'somebody passed whose face no picture shows well enough',
    notEnrolled: 'this person had no enrolled photo, so cameras could not tell them',
    noFile: 'no file of the terminal that stands there covers this time',
    notAtTerminal: 'the terminal there had no punch of this person yet, so it may not have known them',
    clockUntrusted: 'the camera’s clock was not trusted',
    missRateHigh: 'this door misses too many people to be relied on',
    notYet: 'not processed yet',
    incident: 'incident in the building',
    maternity: 'maternity leave',
    sick: 'sick leave',
    childSick: 'leave for a sick child',
    accident: 'accident',
    leave: 'annual leave',
    unpaidLeave: 'unpaid leave',
    compensatoryLeave: 'compensatory leave',
    businessTrip: 'business trip',
    councilDuty: 'council duty',
    training: 'training',
    meeting: 'meeting elsewhere',
    event: 'office event',
    lateArrival: 'approved late arrival',
    earlyDeparture: 'approved early departure',
  },
};
