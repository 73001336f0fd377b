import type { CandidateKind } from './types/evidence.ts';
import type { DayRecord, SessionRecord } from './types/record.ts';
import type { ExcusalKind } from './types/schedule.ts';

/** Sums over day records. Everything is a whole number of sessions or minutes, so sums of sums agree. */
export type Totals = {
  days: number;
  sessionsExpected: number;
  /** Sessions with enough evidence to be judged: the denominator of every rate. */
  sessionsJudged: number;
  onTime: number;
  late: number;
  early: number;
  absent: number;
  insufficient: number;
  excused: number;
  pending: number;
  missingDepartures: number;
  lateMinutes: number;
  earlyMinutes: number;
  /** Late sessions by minutes counted: 1–15, 16–30, more. */
  lateBands: { upTo15: number; upTo30: number; over30: number };
  expectedMinutes: number;
  provedMinutes: number;
  excusedMinutes: number;
  excusedSessions: Partial<Record<ExcusalKind, number>>;
  provisionalDays: number;
};

export function noTotals(): Totals {
  return {
    days: 0,
    sessionsExpected: 0,
    sessionsJudged: 0,
    onTime: 0,
    late: 0,
    early: 0,
    absent: 0,
    insufficient: 0,
    excused: 0,
    pending: 0,
    missingDepartures: 0,
    lateMinutes: 0,
    earlyMinutes: 0,
    lateBands: { upTo15: 0, upTo30: 0, over30: 0 },
    expectedMinutes: 0,
    provedMinutes: 0,
    excusedMinutes: 0,
    excusedSessions: {},
    provisionalDays: 0,
  };
}

/**
 * Adds a record to totals, in place (months of ten thousand people are summed as they stream by).
 * `disputed(kind, sessionKey)` tells candidates that are being explained: they count nowhere until that is decided.
 */
export function addRecord(
  totals: Totals,
  record: DayRecord,
  disputed: (kind: CandidateKind, sessionKey: string | null) => boolean = () => false,
): Totals {
  totals.days += 1;
  totals.expectedMinutes += record.expectedMinutes;
  totals.provedMinutes += record.provedMinutes;
  totals.excusedMinutes += record.excusedMinutes;
  if (record.provisional) totals.provisionalDays += 1;
  const counted = record.candidates.filter((c) => c.withdrawnBy === null && !disputed(c.kind, c.sessionKey));
  for (const c of counted) {
    if (c.kind === 'late') {
      totals.lateMinutes += c.minutesCounted;
      const band = c.minutesCounted <= 15 ? 'upTo15' : c.minutesCounted <= 30 ? 'upTo30' : 'over30';
      totals.lateBands[band] += 1;
    } else if (c.kind === 'early') totals.earlyMinutes += c.minutesCounted;
    else if (c.kind === 'missingDeparture') totals.missingDepartures += 1;
  }
  for (const session of record.sessions) {
    const has = (kind: CandidateKind) => counted.some((c) => c.kind === kind && c.sessionKey === session.key);
    addSession(totals, session, has);
  }
  return totals;
}

function addSession(totals: Totals, session: SessionRecord, has: (kind: CandidateKind) => boolean): void {
  if (session.required === null) {
    totals.excused += 1;
    if (session.excusedAs)
      totals.excusedSessions[session.excusedAs] = (totals.excusedSessions[session.excusedAs] ?? 0) + 1;
    return;
  }
  totals.sessionsExpected += 1;
  if (session.outcome === 'pending') totals.pending += 1;
  else if (session.outcome === 'insufficientEvidence') totals.insufficient += 1;
  else {
    totals.sessionsJudged += 1;
    if (has('absent')) totals.absent += 1;
    if (has('late')) totals.late += 1;
    if (has('early')) totals.early += 1;
    if (!has('absent') && !has('late') && !has('early')) totals.onTime += 1;
  }
}

export function totalsOf(records: Iterable<DayRecord>): Totals {
  const totals = noTotals();
  for (const record of records) addRecord(totals, record);
  return totals;
}

/** Share of judged sessions kept on time, null when none could be judged; never counts what was not seen. */
export function onTimeRate(totals: Totals): number | null {
  return totals.sessionsJudged === 0 ? null : totals.onTime / totals.sessionsJudged;
}

/** Share of expected sessions that the evidence allowed to judge. */
export function coverageRate(totals: Totals): number | null {
  return totals.sessionsExpected === 0 ? null : totals.sessionsJudged / totals.sessionsExpected;
}
