import { z } from 'zod';
import { doubts } from '../../domain/doubts.ts';

/** An instant, UTC, ISO 8601 with milliseconds. */
export const instant = z.iso.datetime({ offset: true });
/** A day of the office's own calendar, YYYY-MM-DD; a day that does not exist is refused. */
export const isoDate = z.iso.date();
/** A month, YYYY-MM. */
export const isoMonth = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
export const id = z.uuid();
export const language = z.enum(['vi', 'en']);
export type Language = z.infer<typeof language>;

/** What every failed request answers. `message` is in the language of the request. */
export const errorBody = z.object({
  code: z.string(),
  message: z.string(),
  /** What to do, in the language of the request. */
  hint: z.string().optional(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** For invalid_request: which field, and why. */
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  requestId: z.string(),
});
export type ErrorBody = z.infer<typeof errorBody>;

export const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

/** Why a face is a question to a reviewer. */
export const doubtList = z.array(z.enum(doubts));
