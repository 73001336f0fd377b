import type { CandidateKind, Correction, Coverage, Gap, Proof } from './evidence.ts';
import type { ComplianceRules, ExcusalKind, StaffCategory } from './schedule.ts';
import type { Instant, Interval, LocalDate } from './time.ts';

export type DayKind =
  | 'workday'
  | 'restDay'
  | 'holiday'
  | 'compensation'
  | 'swapOff'
  | 'swapWork'
  | 'duty'
  | 'restAfterDuty'
  | 'notEmployed'
  | 'exempt'
  | 'noSchedule';

/** Time of a session that an approved excusal covers. */
export type ExcusedPart = Interval & { excusalId: string; kind: ExcusalKind };

/** A session with its edges as instants. */
export type ExpectedSession = {
  key: string;
  /** As schedule and calendar say, before anything personal. */
  scheduled: Interval;
  /** After allowances and excusals; null when the whole session is excused. */
  required: Interval | null;
  /** Where the arrival and the departure of this session may lie. */
  window: Interval;
  flexibleMinutes: number;
  judgeArrival: boolean;
  judgeDeparture: boolean;
  /** Excused time within `scheduled`, sorted, disjoint, named by the kind of highest priority. */
  excused: ExcusedPart[];
};

/** What is expected of one person on one date. Without personal inputs it is the same object for many people. */
export type DayExpectation = {
  date: LocalDate;
  zone: string;
  kind: DayKind;
  sessions: ExpectedSession[];
  /** Load sightings and coverage of this stretch to judge the day. */
  span: Interval;
  rules: ComplianceRules;
  /** Minutes a day the person may be late or leave early without reason given (allowance placed `any`). */
  freeMinutes: number;
  scheduleVersionId: string | null;
  overrideId: string | null;
  calendarDayId: string | null;
  /** True when the calendar day is only expected: the month cannot close on it. */
  calendarUnconfirmed: boolean;
  allowanceIds: string[];
  excusalIds: string[];
  /** Kind of the whole-day or leading excusal on days without sessions and for exempt people. */
  excusedAs: ExcusalKind | null;
  /** Where the person belongs on that date; null when nowhere. */
  belongsTo: { officeId: string; divisionId: string; category: StaffCategory } | null;
  /** Digest of everything above. */
  digest: string;
};

export type DayInputs = {
  employeeId: string;
  expectation: DayExpectation;
  /** In any order, duplicates (same id) allowed. */
  proofs: Proof[];
  coverage: Coverage;
  corrections: Correction[];
  /** Evidence is complete up to this instant: every event before it has been processed. */
  evaluatedUntil: Instant;
};

/** Bounds of an instant that is not known exactly; null bounds are open. */
export type Bounds = { earliest: Instant | null; latest: Instant | null };

export type ArrivalVerdict = 'onTime' | 'late' | 'unknown' | 'pending' | 'none' | 'notJudged';
export type DepartureVerdict = 'full' | 'early' | 'missing' | 'unknown' | 'pending' | 'none' | 'notJudged';

export type Outcome =
  'onTime' | 'late' | 'early' | 'lateAndEarly' | 'absent' | 'insufficientEvidence' | 'excused' | 'pending';

export type DayOutcome = Outcome | 'notExpected';

/** Something adverse that the evidence forces; never more than a proposal to a person. */
export type Candidate = {
  kind: CandidateKind;
  /** null for findings about the whole day (short hours). */
  sessionKey: string | null;
  /** Minutes in the best case, rounded in the person's favour: what counts. 0 for missing departures. */
  minutesCounted: number;
  /** The best case to the second, in minutes (may have a fraction). */
  minutesExact: number;
  /** Best and worst case in whole minutes; `to` is null when the worst case is open. */
  range: { from: number; to: number | null };
  /** The correction that took it back, if any. A withdrawn candidate does not count. */
  withdrawnBy: string | null;
};

/** What would decide a session that the evidence leaves open. */
export type Missing =
  | {
      kind: 'gap';
      direction: 'in' | 'out';
      from: Instant;
      to: Instant;
      doorIds: string[];
      reason: Gap['reason'];
    }
  | { kind: 'review'; proofId: string; at: Instant }
  | { kind: 'unseenEntry'; from: Instant; to: Instant; proofId: string }
  | { kind: 'unseenExit'; from: Instant; to: Instant; proofId: string }
  | { kind: 'ambiguousDirection'; proofId: string; at: Instant };

export type SessionRecord = {
  key: string;
  scheduled: Interval;
  required: Interval | null;
  window: Interval;
  arrival: Bounds;
  departure: Bounds;
  arrivalVerdict: ArrivalVerdict;
  departureVerdict: DepartureVerdict;
  /** Minutes of presence within the session: proved, and at most possible. */
  presence: { provedMinutes: number; possibleMinutes: number };
  /** Whole minutes of the session that are excused. */
  excusedMinutes: number;
  excusedAs: ExcusalKind | null;
  outcome: Outcome;
  /** True while the session or its window is not over: the outcome speaks of what is decided so far. */
  open: boolean;
  missing: Missing[];
  symbol: string;
};

/** One step of "why?": a rule, its version, and what it was applied to. Rendered by `renderDerivation`. */
export type DerivationStep = {
  rule: string;
  version: number;
  sessionKey: string | null;
  /** Instants are numbers whose key ends in `At`, minutes end in `Minutes`; the rest is text. */
  facts: Record<string, number | string | boolean | null>;
  /** Ids of proofs, excusals, allowances, corrections, doors, versions the step used. */
  refs: string[];
};

/** The working-hours compliance record of one person on one date. Plain JSON. */
export type DayRecord = {
  engineVersion: number;
  employeeId: string;
  date: LocalDate;
  zone: string;
  kind: DayKind;
  outcome: DayOutcome;
  sessions: SessionRecord[];
  candidates: Candidate[];
  /** Corrections that later or other evidence contradicts: the human decision stands, the conflict is shown. */
  conflicts: { correctionId: string; proofIds: string[] }[];
  /** Whole-day excusal of a day without sessions (see `DayExpectation.excusedAs`). */
  excusedAs: ExcusalKind | null;
  /** Symbol of the day for the timesheet. */
  symbol: string;
  /** Evidence of the day is not complete yet: nothing may be sent about it. */
  provisional: boolean;
  /** Sighted although nothing was expected (holiday, rest day, exempt). */
  presentUnexpected: boolean;
  lateMinutes: number;
  earlyMinutes: number;
  /** Whole minutes; sums of sessions, so that months are sums of integers. */
  expectedMinutes: number;
  provedMinutes: number;
  excusedMinutes: number;
  belongsTo: DayExpectation['belongsTo'];
  calendarUnconfirmed: boolean;
  derivation: DerivationStep[];
  inputsDigest: string;
};
