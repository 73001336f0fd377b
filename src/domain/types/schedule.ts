import type { LocalDate, LocalTime, Validity, Weekday } from './time.ts';

/** One session of a day as the office writes it down, e.g. S 07:00–11:30. */
export type SessionRule = {
  /** Short name, unique within the day: `S` (sáng), `C` (chiều), `T` (trực) … */
  key: string;
  start: LocalTime;
  end: LocalTime;
  /** True when `end` is on the day after the session starts (overnight duty). */
  endsNextDay?: boolean;
  /** The person may start up to this many minutes after `start` and then stays as much longer. Default 0. */
  flexibleMinutes?: number;
  /** False where arrivals (departures) of this session are not judged, e.g. no exit camera. Default true. */
  judgeArrival?: boolean;
  judgeDeparture?: boolean;
};

/** The numbers by which a day is judged. Part of a schedule version, so they are effective-dated with it. */
export type ComplianceRules = {
  arrivalGraceMinutes: number;
  departureGraceMinutes: number;
  /** Arrivals are cut down and departures raised to this step, counted from the session's edge. 1 = whole minutes. */
  roundingMinutes: number;
  /** Once the grace is exceeded, late minutes count from the session's start or only from the end of the grace. */
  countLateFrom: 'start' | 'grace';
  /** Minutes of presence a working day must reach, or null when only the edges are judged. */
  minimumMinutes: number | null;
  /** How long before the day's first session an arrival may lie, and after its last session a departure. */
  leadMinutes: number;
  lagMinutes: number;
  /**
   * What a camera that cannot tell directions proves. `firstLast`: the day's first sighting is taken as coming in, its last
   * as going out, and in a break with several the first as going out and the last as coming in. `presenceOnly`: nothing more than presence.
   */
  bothCameras: 'firstLast' | 'presenceOnly';
  /** A going-out and coming-in (or the reverse) within this time is one passage, not an absence. */
  noiseMinutes: number;
  /** After a session that ran into this day, sessions starting within this time are free. Default 0: no rest. */
  restAfterDutyMinutes?: number;
  /** A door that misses a larger share of people than this counts as not covered. 0..1. */
  missRateLimit: number;
};

/** A dated state of a schedule. Summer and winter hours are two versions of one schedule. */
export type WorkScheduleVersion = Validity & {
  id: string;
  scheduleId: string;
  week: Record<Weekday, SessionRule[]>;
  rules: ComplianceRules;
};

/** Who follows a schedule, most specific first: employee, group, division, office. */
export type ScheduleTarget = { kind: 'office' | 'division' | 'group' | 'employee'; id: string };

export type ScheduleAssignment = Validity & { id: string; scheduleId: string; target: ScheduleTarget };

/** Other hours on one date for some people: a council session on Sunday 06:30, a duty roster on a holiday. */
export type DatedOverride = {
  id: string;
  date: LocalDate;
  target: ScheduleTarget;
  sessions: SessionRule[];
  /** `duty` is work on a day off by roster (symbol and compensatory leave); `hours` only changes the hours. */
  kind: 'hours' | 'duty';
  reason: string;
};

/** A day that is not what its weekday says. */
export type CalendarDay = {
  id: string;
  date: LocalDate;
  /** `compensation`: nghỉ bù; `swapOff`/`swapWork`: ngày hoán đổi; `halfHoliday`: only `sessionsOff` are free. */
  kind: 'holiday' | 'compensation' | 'swapOff' | 'swapWork' | 'halfHoliday';
  /** `expected` days (lunar pre-fill, unpublished notices) block the closing of their month. */
  state: 'expected' | 'announced';
  name: string;
  /** The legal text or notice this day rests on, as text; null while only expected. */
  source: string | null;
  /** The date this one is exchanged with, for swaps and compensation days. */
  swappedWith?: LocalDate;
  /** Session keys that are free on a half holiday. */
  sessionsOff?: string[];
  /** Offices concerned; null means all. */
  officeIds: string[] | null;
};

export const excusalKinds = [
  'incident',
  'maternity',
  'sick',
  'childSick',
  'accident',
  'leave',
  'unpaidLeave',
  'compensatoryLeave',
  'businessTrip',
  'councilDuty',
  'training',
  'meeting',
  'event',
  'lateArrival',
  'earlyDeparture',
] as const;

/** Kinds in order of priority: where approved excusals overlap, the earlier kind names the time. */
export type ExcusalKind = (typeof excusalKinds)[number];

/** The part of each of its days an excusal covers. */
export type ExcusalPart =
  | { kind: 'day' }
  | { kind: 'sessions'; keys: string[] }
  | { kind: 'times'; start: LocalTime; end: LocalTime };

/** Approved reason for not being here: leave, sickness, trip, meeting elsewhere … Only `approved` ones count. */
export type Excusal = {
  id: string;
  employeeId: string;
  kind: ExcusalKind;
  firstDate: LocalDate;
  lastDate: LocalDate;
  part: ExcusalPart;
  /** Travel time granted before and after clock times. */
  travelBufferMinutes: number;
  /** The person does not come back to the office after it: the rest of the day is covered too. */
  doesNotReturn: boolean;
  state: 'requested' | 'approved' | 'refused' | 'cancelled';
};

/** Personal minutes a day, e.g. nursing a child under 12 months (60). The ground is never shown in reports. */
export type Allowance = Validity & {
  id: string;
  employeeId: string;
  minutesPerDay: number;
  /** Taken at the day's start, its end, or wherever lateness or leaving early occurs. */
  placement: 'start' | 'end' | 'any';
  ground: string;
};

export type StaffCategory = 'civilServant' | 'publicEmployee' | 'worker';

/** Where a person belongs from a date on. */
export type StaffPosting = Validity & {
  id: string;
  officeId: string;
  divisionId: string;
  category: StaffCategory;
  position: string;
};

/** What the engine needs to know about a person besides evidence. Groups are effective-dated memberships. */
export type Person = {
  employeeId: string;
  joinedOn: LocalDate;
  leftOn: LocalDate | null;
  postings: StaffPosting[];
  groups: (Validity & { groupId: string })[];
  /** Periods in which the person's hours are not recorded (audited). */
  exemptions: (Validity & { id: string; reason: string })[];
};
