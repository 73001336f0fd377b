import { z } from 'zod';
import { excusalKinds } from '../../domain/types/schedule.ts';
import { id, instant, isoDate } from './common.ts';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const text = (most: number) => z.string().trim().max(most);
const stated = (most: number) => text(most).min(1);

// ---------------------------------------------------------------- calendar

export const calendarDayBody = z.object({
  date: isoDate,
  kind: z.enum(['holiday', 'compensation', 'swapOff', 'swapWork', 'halfHoliday']),
  /** An expected day blocks the closing of its month until it is announced. */
  state: z.enum(['expected', 'announced']),
  name: stated(200),
  /** The legal text or notice; an announced day needs one. */
  source: stated(500).nullable().default(null),
  /** The date it is exchanged with, for swaps and compensation days. */
  swappedWith: isoDate.nullable().default(null),
  /** Session keys that are free on a half holiday. */
  sessionsOff: z.array(z.string()).max(6).default([]),
});
export const calendarDay = calendarDayBody.extend({ id });
export type CalendarDayView = z.infer<typeof calendarDay>;
/** What is not given stays. */
export const calendarDayPatch = z.object({
  state: calendarDayBody.shape.state.optional(),
  name: stated(200).optional(),
  source: stated(500).nullable().optional(),
  sessionsOff: z.array(z.string()).max(6).optional(),
});
export const calendarYear = z.coerce.number().int().min(1901).max(2099);
/** A month of the lunar calendar, from its first civil day to the day before the next one's. */
export const lunarMonth = z.object({
  firstDate: isoDate,
  year: z.int(),
  month: z.int().min(1).max(12),
  leapMonth: z.boolean(),
});
export type LunarMonthView = z.infer<typeof lunarMonth>;
export const calendarPrefill = z.object({ year: z.int().min(1901).max(2099) });
export const calendarSwap = z.object({ off: isoDate, work: isoDate, source: stated(500) });

// ---------------------------------------------------------------- excusals

export const excusalPart = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('day') }),
  z.object({ kind: z.literal('sessions'), keys: z.array(z.string()).max(6) }),
  z.object({ kind: z.literal('times'), start: clock, end: clock }),
]);
export const excusalState = z.enum(['requested', 'approved', 'refused', 'cancelled']);
export const excusalCreate = z.object({
  employeeId: id,
  kind: z.enum(excusalKinds),
  firstDate: isoDate,
  lastDate: isoDate,
  part: excusalPart,
  travelBufferMinutes: z.int().min(0).max(720).default(0),
  doesNotReturn: z.boolean().default(false),
  note: text(1000).default(''),
});
export const excusal = excusalCreate.extend({
  id,
  state: excusalState,
  requestedBy: z.string(),
  requestedAt: instant,
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  decisionNote: z.string().nullable(),
  /** How many papers are attached. */
  attachments: z.int(),
  /** Candidates that were proposed before this was approved, and taken back because of it. */
  withdrawn: z.array(z.object({ workDate: isoDate, sessionKey: z.string(), kind: z.string() })),
});
/** A file is sent as multipart/form-data, field `file`: PDF, JPEG or PNG, at most 10 MB. */
export const excusalAttachment = z.object({
  id,
  fileName: z.string(),
  mime: z.string(),
  bytes: z.int(),
  addedBy: z.string(),
  addedAt: instant,
});
export type ExcusalView = z.infer<typeof excusal>;
export const excusalDecision = z.object({ note: text(1000).default('') });

// ---------------------------------------------------------------- corrections

const correctionFacts = { reason: stated(1000) };
export const correctionCreate = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('setArrival'), sessionKey: stated(8), at: instant, ...correctionFacts }),
  z.object({ kind: z.literal('setDeparture'), sessionKey: stated(8), at: instant, ...correctionFacts }),
  z.object({ kind: z.literal('dismissProof'), proofId: id, ...correctionFacts }),
  z.object({ kind: z.literal('confirmProof'), proofId: id, ...correctionFacts }),
  z.object({
    kind: z.literal('withdrawCandidate'),
    sessionKey: stated(8).nullable(),
    candidate: z.enum(['late', 'early', 'absent', 'missingDeparture', 'shortHours']),
    ...correctionFacts,
  }),
]);
export const correction = z.object({
  id,
  kind: z.string(),
  by: z.string(),
  at: instant,
  reason: z.string(),
  sessionKey: z.string().nullable(),
  /** Of a candidate that was taken back. */
  candidate: z.string().nullable(),
  /** The sighting that was confirmed or dismissed. */
  proofId: z.string().nullable(),
  /** Of a time set by hand: what the evidence said before, and the time set. */
  before: z.object({ earliest: instant.nullable(), latest: instant.nullable() }).nullable(),
  after: instant.nullable(),
});
export type CorrectionView = z.infer<typeof correction>;
