import { addDays, MINUTE, toInstant } from './civil-time.ts';
import type { DayExpectation, ExcusedPart, ExpectedSession } from './types/record.ts';
import { excusalKinds, type Allowance, type Excusal, type ExcusalKind } from './types/schedule.ts';
import type { Instant, Interval, LocalDate } from './types/time.ts';

/** Order of priority among overlapping excusals; ties by id, so that no order of entry shows. */
export function compareExcusals(
  a: { kind: ExcusalKind; id: string },
  b: { kind: ExcusalKind; id: string },
): number {
  const rank = excusalKinds.indexOf(a.kind) - excusalKinds.indexOf(b.kind);
  return rank !== 0 ? rank : a.id < b.id ? -1 : 1;
}

/** Whether an excusal, by its dates and state, speaks of a date. */
export function appliesOn(excusal: Excusal, date: LocalDate): boolean {
  return excusal.state === 'approved' && excusal.firstDate <= date && date <= excusal.lastDate;
}

/** Cuts a day's sessions by what the person is excused from. `excusals` are approved and in order of priority. */
export function excuseSessions(plan: DayExpectation, excusals: readonly Excusal[]): ExpectedSession[] {
  return plan.sessions.map((session) => {
    const claims = excusals.flatMap((excusal) =>
      claimsOn(session, excusal, plan).map((claim): ExcusedPart => ({
        ...claim,
        excusalId: excusal.id,
        kind: excusal.kind,
      })),
    );
    if (claims.length === 0) return session;
    const excused = layered(claims, session.scheduled);
    return { ...session, excused, required: trimmed(session.scheduled, excused) };
  });
}

/** The stretches an excusal covers, not yet cut to the session. */
function claimsOn(session: ExpectedSession, excusal: Excusal, plan: DayExpectation): Interval[] {
  const { date, zone } = plan;
  const { part } = excusal;
  if (part.kind === 'day') return appliesOn(excusal, date) ? [session.scheduled] : [];
  const dayEnd = plan.sessions.at(-1)?.scheduled.to ?? session.scheduled.to;
  if (part.kind === 'sessions') {
    if (!appliesOn(excusal, date)) return [];
    const covered = plan.sessions.filter((s) => part.keys.includes(s.key));
    const first = covered[0];
    if (excusal.doesNotReturn && first) return [{ from: first.scheduled.from, to: dayEnd }];
    return part.keys.includes(session.key) ? [session.scheduled] : [];
  }
  // A session running past midnight is also met by clock times of the following date.
  return [date, addDays(date, 1)]
    .filter((day) => appliesOn(excusal, day))
    .map((day) => {
      const from: Instant = toInstant(day, part.start, zone, 'start') - excusal.travelBufferMinutes * MINUTE;
      const end: Instant = toInstant(day, part.end, zone, 'end') + excusal.travelBufferMinutes * MINUTE;
      return { from, to: excusal.doesNotReturn && day === date ? Math.max(end, dayEnd) : end };
    });
}

/** Lays claims over each other, the highest priority on top, within the session. */
function layered(claims: readonly ExcusedPart[], within: Interval): ExcusedPart[] {
  const cuts = new Set<Instant>();
  for (const c of claims) {
    cuts.add(Math.min(Math.max(c.from, within.from), within.to));
    cuts.add(Math.min(Math.max(c.to, within.from), within.to));
  }
  const edges = [...cuts].sort((a, b) => a - b);
  const parts: ExcusedPart[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    const from = edges[i] ?? 0;
    const to = edges[i + 1] ?? 0;
    const top = claims.find((c) => c.from <= from && c.to >= to);
    if (!top) continue;
    const last = parts.at(-1);
    if (last?.to === from && last.excusalId === top.excusalId) last.to = to;
    else parts.push({ from, to, excusalId: top.excusalId, kind: top.kind });
  }
  return parts;
}

/** Removes excused time from both ends; null when nothing is left. Excused time in the middle changes no edge. */
function trimmed(whole: Interval, excused: readonly Interval[]): Interval | null {
  let { from, to } = whole;
  for (const part of excused) if (part.from <= from) from = Math.max(from, part.to);
  for (const part of excused.toReversed()) if (part.to >= to) to = Math.min(to, part.from);
  return from < to ? { from, to } : null;
}

/** Moves the edges of the day by allowances with a fixed place; the others become free minutes. */
export function allowTime(
  sessions: readonly ExpectedSession[],
  allowances: readonly Allowance[],
): { sessions: ExpectedSession[]; freeMinutes: number } {
  const minutes = (placement: Allowance['placement']) =>
    allowances.reduce((sum, a) => sum + (a.placement === placement ? a.minutesPerDay : 0), 0);
  const result = [...sessions];
  shrink(result, minutes('start') * MINUTE, 'start');
  shrink(result, minutes('end') * MINUTE, 'end');
  return { sessions: result, freeMinutes: minutes('any') };
}

function shrink(sessions: ExpectedSession[], amount: number, edge: 'start' | 'end'): void {
  if (amount === 0) return;
  const index =
    edge === 'start' ? sessions.findIndex((s) => s.required) : sessions.findLastIndex((s) => s.required);
  const session = sessions[index];
  if (!session?.required) return;
  const { from, to } = session.required;
  const rest = edge === 'start' ? { from: from + amount, to } : { from, to: to - amount };
  sessions[index] = { ...session, required: rest.from < rest.to ? rest : null };
}
