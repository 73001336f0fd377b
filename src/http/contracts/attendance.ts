import { z } from 'zod';
import { direction } from './cameras.ts';
import { box, doubtList, id, instant, isoDate, isoMonth, language } from './common.ts';

// ---------------------------------------------------------------- schedules

export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
export const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
export const scheduleSession = z.object({
  /** Short name on the timesheet: S (sáng), C (chiều) … */
  key: z.string().min(1).max(8),
  start: timeOfDay,
  end: timeOfDay,
  /** True when it ends on the next day: a night on duty. */
  endsNextDay: z.boolean().optional(),
  /** Who starts up to this many minutes later stays as much longer. */
  flexibleMinutes: z.int().min(0).max(720).optional(),
  /** False where arrivals (departures) of this session are not judged. */
  judgeArrival: z.boolean().optional(),
  judgeDeparture: z.boolean().optional(),
});
const minutes = z.int().min(0).max(720);
/** The numbers by which a day is judged, besides the grace. What is not given stays as it was, or is the usual. */
export const scheduleRules = z.object({
  roundingMinutes: z.int().min(1).max(60).optional(),
  countLateFrom: z.enum(['start', 'grace']).optional(),
  /** Minutes of presence a working day must reach; null: only the edges are judged. */
  minimumMinutes: z.int().min(0).max(1440).nullable().optional(),
  /** How long before the day's first session an arrival may lie, and after its last one a departure. */
  leadMinutes: minutes.optional(),
  lagMinutes: minutes.optional(),
  bothCameras: z.enum(['firstLast', 'presenceOnly']).optional(),
  noiseMinutes: minutes.optional(),
  restAfterDutyMinutes: z.int().min(0).max(2880).optional(),
  missRateLimit: z.number().min(0).max(1).optional(),
});
export const scheduleDefinition = z.object({
  weekdays: z.array(weekday).min(1),
  sessions: z.array(scheduleSession).min(1).max(6),
  arrivalGraceMinutes: z.int().min(0).max(240),
  departureGraceMinutes: z.int().min(0).max(240),
  /** Working days with hours of their own, a Saturday morning for one. */
  otherDays: z.partialRecord(weekday, z.array(scheduleSession).min(1).max(6)).optional(),
  rules: scheduleRules.optional(),
});
export type ScheduleDefinition = z.infer<typeof scheduleDefinition>;
export const schedule = z.object({
  id,
  name: z.string(),
  isDefault: z.boolean(),
  versions: z.array(
    z.object({
      id,
      validFrom: isoDate,
      definition: scheduleDefinition,
      createdBy: z.string(),
      createdAt: instant,
    }),
  ),
});
export type Schedule = z.infer<typeof schedule>;
export const scheduleCreate = z.object({
  name: z.string().trim().min(1).max(120),
  validFrom: isoDate,
  definition: scheduleDefinition,
});
/** A new version from a date on; the same date replaces that version. */
export const scheduleVersionPut = z.object({ validFrom: isoDate, definition: scheduleDefinition });

// ---------------------------------------------------------------- sightings

export const sightingOutcome = z.enum(['known', 'uncertain', 'unknown', 'unusable']);
const person = z.object({ id, code: z.string(), fullName: z.string() });
export const sighting = z.object({
  id,
  at: instant,
  firstAt: instant,
  lastAt: instant,
  camera: z.object({ id, name: z.string() }),
  door: z.object({ id, name: z.string() }),
  direction,
  outcome: sightingOutcome,
  /** What a device itself said, where recognition did not make it; of a badge only the end is shown. */
  device: z
    .object({ kind: z.enum(['accessTaken', 'accessGranted', 'faceRecognised']), token: z.string() })
    .nullable(),
  employee: person.nullable(),
  candidates: z.array(z.object({ employee: person, distance: z.number() })),
  distance: z.number().nullable(),
  margin: z.number().nullable(),
  /** Why it is a question and not a name; empty otherwise. */
  doubts: doubtList,
  /** Evidence id of the best frame, GET /api/evidence/:id, and where the face is in it (pixels). */
  bestFrameId: id.nullable(),
  bestBox: box.nullable(),
  frames: z.array(z.object({ id, capturedAt: instant })),
});
export type Sighting = z.infer<typeof sighting>;
export const deviceWord = sighting.shape.device;

// ---------------------------------------------------------------- day records

export const dayOutcome = z.enum([
  'notExpected',
  'pending',
  'onTime',
  'late',
  'early',
  'lateAndEarly',
  'absent',
  'insufficientEvidence',
  'excused',
]);
export type DayOutcome = z.infer<typeof dayOutcome>;
export const range = z.object({ earliest: instant.nullable(), latest: instant.nullable() });
export const sessionResult = z.object({
  key: z.string(),
  start: instant,
  end: instant,
  outcome: dayOutcome,
  arrival: range.nullable(),
  departure: range.nullable(),
  lateMinutes: z.int(),
  earlyMinutes: z.int(),
});
export const finding = z.object({
  id,
  sessionKey: z.string(),
  kind: z.string(),
  minutes: z.int(),
  state: z.string(),
  /** Of a withdrawn one: which kind of input took it back, who entered it and when. */
  withdrawnBecause: z
    .object({ kind: z.string(), id: z.string().nullable(), by: z.string().nullable(), at: instant })
    .nullable(),
});
export const dayRecord = z.object({
  employee: person.extend({ division: z.string().nullable(), portraitPhotoId: id.nullable() }),
  workDate: isoDate,
  version: z.int(),
  provisional: z.boolean(),
  outcome: dayOutcome,
  arrivalAt: instant.nullable(),
  departureAt: instant.nullable(),
  lateMinutes: z.int(),
  earlyMinutes: z.int(),
  symbol: z.string(),
  sessions: z.array(sessionResult),
  findings: z.array(finding),
  computedAt: instant,
});
export type DayRecord = z.infer<typeof dayRecord>;
const punchFact = { id, at: instant, direction, door: z.string().nullable() };
/** Evidence that no camera gave: a row of a terminal's file, or what a named person entered. */
export const punch = z.discriminatedUnion('source', [
  z.object({ source: z.literal('file'), ...punchFact, terminal: z.string(), file: z.string(), row: z.int() }),
  z.object({ source: z.literal('signIn'), ...punchFact, by: z.string(), reason: z.string() }),
]);
export type Punch = z.infer<typeof punch>;
/** The record with everything behind it. */
export const dayRecordWhy = dayRecord.extend({
  /** The derivation in the language of the request, one sentence a line. */
  derivation: z.array(z.object({ sessionKey: z.string().nullable(), text: z.string() })),
  inputsDigest: z.string(),
  sightings: z.array(sighting),
  punches: z.array(punch),
  schedule: z.object({ name: z.string(), validFrom: isoDate, definition: scheduleDefinition }).nullable(),
  coverage: z.array(
    z.object({
      camera: z.object({ id, name: z.string() }),
      door: z.string(),
      direction,
      watched: z.array(z.object({ from: instant, to: instant, endCause: z.string().nullable() })),
    }),
  ),
});
export type DayRecordWhy = z.infer<typeof dayRecordWhy>;

/** One person on the Today page. */
export const presence = z.enum([
  'in',
  'out',
  'late',
  'notYet',
  'absent',
  'insufficientEvidence',
  'excused',
  'off',
]);
export const todayCard = z.object({
  employee: dayRecord.shape.employee,
  presence,
  outcome: dayOutcome,
  lateMinutes: z.int(),
  arrivalAt: instant.nullable(),
  departureAt: instant.nullable(),
  lastSighting: z
    .object({ id, at: instant, direction, cameraName: z.string(), bestFrameId: id.nullable() })
    .nullable(),
  provisional: z.boolean(),
});
export type TodayCard = z.infer<typeof todayCard>;
export const today = z.object({
  date: isoDate,
  now: instant,
  timeZone: z.string(),
  sessions: z.array(z.object({ key: z.string(), start: instant, end: instant })),
  counts: z.record(presence, z.int()),
  people: z.array(todayCard),
  /** Captures waiting for recognition, and the age of the oldest in seconds. */
  pipeline: z.object({ waiting: z.int(), oldestSeconds: z.number() }),
});
export type Today = z.infer<typeof today>;

// ---------------------------------------------------------------- alerts and live

export const alertKind = z.enum([
  'lateArrival',
  'absence',
  'cameraAway',
  'cameraBack',
  /** Several at once: a switch or a fuse. */
  'camerasAway',
  'camerasBack',
  'cameraSilent',
  'unknownPerson',
  'uncertainPerson',
  'pipelineBehind',
  'jobFailed',
]);
export type AlertKind = z.infer<typeof alertKind>;
export const alert = z.object({
  id,
  kind: alertKind,
  severity: z.enum(['info', 'warning', 'critical']),
  at: instant,
  /** The sentence to show, in the language of the request. */
  text: z.string(),
  employee: person.nullable(),
  cameraId: id.nullable(),
  sightingId: id.nullable(),
  acknowledgedBy: z.string().nullable(),
  acknowledgedAt: instant.nullable(),
  withdrawnAt: instant.nullable(),
});
export type Alert = z.infer<typeof alert>;

/**
 * Server-Sent Events of GET /api/live: `event:` is the type, `data:` the JSON below.
 * They say what changed; the client reads it again by the API (so that rights are checked in one place).
 */
export const liveEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('record'), employeeId: id, workDate: isoDate }),
  z.object({ type: z.literal('sighting'), sightingId: id, cameraId: id }),
  z.object({ type: z.literal('camera'), cameraId: id }),
  z.object({ type: z.literal('alert'), alertId: id }),
  z.object({ type: z.literal('report'), reportId: id }),
  z.object({ type: z.literal('people'), employeeId: id.nullable() }),
]);
export type LiveEvent = z.infer<typeof liveEvent>;

// ---------------------------------------------------------------- reports

export const reportCreate = z.object({
  kind: z.literal('monthTimesheet'),
  period: isoMonth,
  lang: language.default('vi'),
});
export const report = z.object({
  id,
  kind: z.string(),
  period: z.string(),
  lang: language,
  state: z.enum(['pending', 'done', 'failed']),
  error: z.string().nullable(),
  fileName: z.string().nullable(),
  requestedBy: z.string(),
  requestedAt: instant,
  finishedAt: instant.nullable(),
});
export type Report = z.infer<typeof report>;
/** The month on screen: what the XLSX holds, per person. */
export const monthSheet = z.object({
  period: isoMonth,
  days: z.array(z.object({ date: isoDate, weekend: z.boolean(), holiday: z.string().nullable() })),
  people: z.array(
    z.object({
      employee: dayRecord.shape.employee,
      cells: z.array(z.object({ date: isoDate, symbol: z.string(), outcome: dayOutcome.nullable() })),
      totals: z.object({
        workDays: z.number(),
        lateCount: z.int(),
        lateMinutes: z.int(),
        earlyCount: z.int(),
        earlyMinutes: z.int(),
        absentSessions: z.int(),
        insufficientSessions: z.int(),
      }),
    }),
  ),
});
export type MonthSheet = z.infer<typeof monthSheet>;
