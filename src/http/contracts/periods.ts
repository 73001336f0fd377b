import { z } from 'zod';
import { id, instant, isoDate, isoMonth } from './common.ts';

const person = z.object({ id, code: z.string(), fullName: z.string() });

/** A time the month was closed. */
export const periodClose = z.object({
  id,
  closedBy: z.string(),
  closedAt: instant,
  recordCount: z.int(),
  /** The last seal of the chain: note it elsewhere, and nobody can exchange the whole chain unseen. */
  lastSeal: z.string(),
  reopenedBy: z.string().nullable(),
  reopenedAt: instant.nullable(),
  reopenReason: z.string().nullable(),
});

export const periodBlocker = z.object({
  kind: z.enum(['openReview', 'unconfirmedHoliday', 'pendingExcusal', 'provisionalDay', 'openDispute']),
  employee: person.nullable(),
  date: isoDate.nullable(),
  /** Name of a holiday. */
  name: z.string().nullable(),
});

export const period = z.object({
  period: isoMonth,
  state: z.enum(['running', 'open', 'closed']),
  blockerCount: z.int(),
  /** The first of them. */
  blockers: z.array(periodBlocker),
  uncoveredCount: z.int(),
  /** The first sessions without enough evidence. */
  uncovered: z.array(z.object({ employee: person, date: isoDate, sessionKey: z.string() })),
  /** Every closing, newest first. */
  closes: z.array(periodClose),
  adjustmentCount: z.int(),
});
export type Period = z.infer<typeof period>;

export const periodCloseRequest = z.object({
  /** How many sessions without enough evidence whoever closes has seen. */
  acknowledgedUncovered: z.int().min(0),
});
export const periodReopen = z.object({ reason: z.string().trim().min(1).max(1000) });

const daySummary = z.object({
  outcome: z.string(),
  symbol: z.string(),
  lateMinutes: z.number(),
  earlyMinutes: z.number(),
});
/** What a day was when the month was closed, and what it is or would be. */
export const periodChange = z.object({
  employee: person,
  date: isoDate,
  before: daySummary.nullable(),
  after: daySummary.nullable(),
  added: z.array(z.string()),
  removed: z.array(z.string()),
});
export type PeriodChange = z.infer<typeof periodChange>;
export const adjustment = periodChange.extend({ proposedAt: instant });
export type Adjustment = z.infer<typeof adjustment>;
