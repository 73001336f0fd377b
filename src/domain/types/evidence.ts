import type { Instant, Interval } from './time.ts';

/** Which way a sighting shows the person going. `both`: at a door, direction unknown; `inside`: an interior camera. */
export type Direction = 'in' | 'out' | 'both' | 'inside';

/** A sighting (or punch, or manual sign-in) as the engine sees it. */
export type Proof = {
  id: string;
  at: Instant;
  /** Door passed; null for interior cameras and sources without a door. */
  doorId: string | null;
  cameraId: string | null;
  direction: Direction;
  /** `uncertain`: could be this person and waits for a reviewer; it widens intervals and proves nothing. */
  certainty: 'certain' | 'uncertain';
  source: 'camera' | 'device' | 'manual' | 'import';
  /** Set when a named person, not the camera, said who it is. */
  review?: { decisionId: string; by: string };
  /** Set when recognition did not see it: where it is written, who entered it, or which device said so. */
  origin?: ProofOrigin;
};

export type ProofOrigin =
  /** A row of a file that was taken in. */
  | { kind: 'file'; terminal: string; file: string; row: number }
  | { kind: 'signIn'; by: string; reason: string }
  /** A credential was used at a device. It is a token, not a face: whoever carried it is taken for its holder. */
  | { kind: 'badge'; device: string; token: string; use: 'accessTaken' | 'accessGranted' }
  /** A camera recognised a face by itself. */
  | { kind: 'deviceFace'; device: string; likelihoodPercent: number | null };

/** Why a lane was not watched. `notYet` is the future: evidence has not been processed that far. */
export type GapReason =
  | 'noCoverage'
  | 'cameraOffline'
  | 'cameraPaused'
  | 'serviceStopped'
  | 'noEvents'
  | 'noStream'
  /** The picture came and showed nothing of the door, by itself or as the device says. */
  | 'pictureBlack'
  | 'pictureCovered'
  | 'pictureFrozen'
  | 'pictureMoved'
  | 'tampering'
  | 'signalLoss'
  /** It listened and brought nothing although its door is lively at that time. */
  | 'cameraSilent'
  | 'clockUntrusted'
  /** Something passed, and no picture of it was kept. */
  | 'pictureLost'
  /** A face was there and no picture of it could tell whose. */
  | 'faceUnusable'
  /** Cameras could not tell this person: they had no enrolled photo then. */
  | 'notEnrolled'
  /** A terminal stands there, and no file says who punched then. */
  | 'noFile'
  /** A terminal stands there, and it did not know this person then: they had never punched. */
  | 'notAtTerminal'
  | 'missRateHigh'
  | 'notYet';

/**
 * The times one door was really watched in one direction. A camera that sees both directions gives two lanes.
 * Every door and direction a person can pass has a lane: where nobody looks, one with `watched: []`.
 */
export type DoorLane = {
  doorId: string;
  direction: 'in' | 'out';
  /** Watched stretches, in any order; they may overlap. */
  watched: Interval[];
  /** Known reasons of not watching, for display only: what is not in `watched` is a gap whatever stands here. */
  reasons?: (Interval & { reason: GapReason })[];
  /** Share of people this lane misses (0..1), null while unmeasured. Above the limit the lane counts as not covered. */
  missRate?: number | null;
  /** The terminal that watches instead of a camera; it knows people by their first punch, not by photos. */
  terminal?: string;
};

/** A stretch in which at least one of the person's doors was not watched. */
export type Gap = Interval & { doorIds: string[]; reason: GapReason };

/** All of a person's doors over a stretch of time. Shared by everyone who uses the same doors. */
export type Coverage = {
  span: Interval;
  /** Gaps for coming in and for going out: sorted, disjoint, inside `span`. Outside `span` nothing is covered. */
  inGaps: Gap[];
  outGaps: Gap[];
  digest: string;
};

type CorrectionBase = { id: string; by: string; decidedAt: Instant; reason: string };

/** A named person's decision about a day: an input like any other, never an edit of the result. */
export type Correction = CorrectionBase &
  (
    | { kind: 'setArrival'; sessionKey: string; at: Instant }
    | { kind: 'setDeparture'; sessionKey: string; at: Instant }
    /** The sighting is not of this person (reassigned to someone else, or nobody). */
    | { kind: 'dismissProof'; proofId: string }
    /** The uncertain sighting is this person. */
    | { kind: 'confirmProof'; proofId: string }
    | { kind: 'withdrawCandidate'; sessionKey: string | null; candidate: CandidateKind }
  );

/** What the machine may propose about a day; a person upholds or drops it. */
export type CandidateKind = 'late' | 'early' | 'absent' | 'missingDeparture' | 'shortHours';
