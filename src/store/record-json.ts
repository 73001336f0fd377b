import { z } from 'zod';
import type { DayRecord as DomainRecord } from '../domain/types/record.ts';
import { dayOutcome, type DayOutcome, type sessionResult } from '../http/contracts/attendance.ts';

const instant = z.number();
const bounds = z.object({ earliest: instant.nullable(), latest: instant.nullable() });

/** The parts of a stored day record that are shown; the record itself holds more. */
const recordJson = z.object({
  kind: z.string(),
  sessions: z.array(
    z.object({
      key: z.string(),
      scheduled: z.object({ from: instant, to: instant }),
      arrival: bounds,
      departure: bounds,
      outcome: dayOutcome,
      excusedAs: z.string().nullable(),
      symbol: z.string(),
      missing: z.array(z.object({ kind: z.string() }).loose()).default([]),
    }),
  ),
  candidates: z.array(
    z.object({
      kind: z.string(),
      sessionKey: z.string().nullable(),
      minutesCounted: z.number(),
      range: z.object({ from: z.number(), to: z.number().nullable() }),
      withdrawnBy: z.string().nullable(),
    }),
  ),
});
export type RecordJson = z.infer<typeof recordJson>;
export type SessionJson = RecordJson['sessions'][number];

/** Reads what is shown of a stored record. @throws ZodError for a record of an unknown shape. */
export function parseRecord(json: unknown): RecordJson {
  return recordJson.parse(json);
}

/** The stored record as the engine wrote it, for the engine's own functions. */
export function domainRecord(json: unknown): DomainRecord {
  recordJson.parse(json);
  return json as DomainRecord;
}

/** Minutes that count of a kind of candidate in a session; what was taken back does not count. */
export function countedMinutes(record: RecordJson, sessionKey: string, kind: 'late' | 'early'): number {
  return record.candidates
    .filter((it) => it.kind === kind && it.sessionKey === sessionKey && it.withdrawnBy === null)
    .reduce((sum, it) => sum + Math.round(it.minutesCounted), 0);
}

/** The sessions of a record as the API tells them. */
export function sessionsOf(record: RecordJson): z.infer<typeof sessionResult>[] {
  return record.sessions.map((session) => ({
    key: session.key,
    start: iso(session.scheduled.from),
    end: iso(session.scheduled.to),
    outcome: session.outcome,
    arrival: isoBounds(session.arrival),
    departure: isoBounds(session.departure),
    lateMinutes: countedMinutes(record, session.key, 'late'),
    earlyMinutes: countedMinutes(record, session.key, 'early'),
  }));
}

/** An outcome as stored, `pending` for one this version does not know. */
export function outcomeOf(text: string): DayOutcome {
  return dayOutcome.catch('pending').parse(text);
}

const iso = (at: number): string => new Date(at).toISOString();

function isoBounds({ earliest, latest }: z.infer<typeof bounds>) {
  if (earliest === null && latest === null) return null;
  return {
    earliest: earliest === null ? null : iso(earliest),
    latest: latest === null ? null : iso(latest),
  };
}
