import { z } from 'zod';
import type { Correction } from '../domain/types/evidence.ts';
import {
  excusalKinds,
  type Allowance,
  type CalendarDay,
  type DatedOverride,
  type Excusal,
  type ScheduleTarget,
  type SessionRule,
} from '../domain/types/schedule.ts';
import { dateColumn, isoDateOf } from './dates.ts';
import type {
  Allowance as AllowanceRow,
  CalendarDay as CalendarRow,
  Correction as CorrectionRow,
  DatedOverride as OverrideRow,
  Excusal as ExcusalRow,
} from './generated/client.ts';

/** There is one office; the domain names it for provinces that will have many. */
export const officeId = 'office';

const calendarKind = z.enum(['holiday', 'compensation', 'swapOff', 'swapWork', 'halfHoliday']);
const excusalPart = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('day') }),
  z.object({ kind: z.literal('sessions'), keys: z.array(z.string()) }),
  z.object({ kind: z.literal('times'), start: z.string(), end: z.string() }),
]);
const candidateKind = z.enum(['late', 'early', 'absent', 'missingDeparture', 'shortHours']);

/** What a correction decides, without who, when and why. */
export const correctionBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['setArrival', 'setDeparture']), sessionKey: z.string().min(1), at: z.number() }),
  z.object({ kind: z.enum(['dismissProof', 'confirmProof']), proofId: z.uuid() }),
  z.object({
    kind: z.literal('withdrawCandidate'),
    sessionKey: z.string().min(1).nullable(),
    candidate: candidateKind,
  }),
]);
export type CorrectionBody = z.infer<typeof correctionBody>;

export function calendarDayOf(row: CalendarRow): CalendarDay {
  const sessionsOff = z.array(z.string()).parse(row.sessionsOff);
  return {
    id: row.id,
    date: isoDateOf(row.date),
    kind: calendarKind.parse(row.kind),
    state: row.state === 'announced' ? 'announced' : 'expected',
    name: row.name,
    source: row.source,
    ...(row.swappedWith !== null && { swappedWith: isoDateOf(row.swappedWith) }),
    ...(sessionsOff.length > 0 && { sessionsOff }),
    officeIds: null,
  };
}

export function overrideOf(row: OverrideRow): DatedOverride {
  return {
    id: row.id,
    date: isoDateOf(row.date),
    target: targetOf(row),
    sessions: row.sessions as SessionRule[],
    kind: row.kind === 'duty' ? 'duty' : 'hours',
    reason: row.reason,
  };
}

/** Whom a row with an employee, a division or neither is about. */
export function targetOf(row: { employeeId: string | null; divisionId?: string | null }): ScheduleTarget {
  if (row.employeeId !== null) return { kind: 'employee', id: row.employeeId };
  if (row.divisionId) return { kind: 'division', id: row.divisionId };
  return { kind: 'office', id: officeId };
}

export function excusalOf(row: ExcusalRow): Excusal {
  return {
    id: row.id,
    employeeId: row.employeeId,
    kind: z.enum(excusalKinds).parse(row.kind),
    firstDate: isoDateOf(row.firstDate),
    lastDate: isoDateOf(row.lastDate),
    part: excusalPart.parse(row.part),
    travelBufferMinutes: row.travelBufferMinutes,
    doesNotReturn: row.doesNotReturn,
    state: z.enum(['requested', 'approved', 'refused', 'cancelled']).parse(row.state),
  };
}

export function allowanceOf(row: AllowanceRow): Allowance {
  return {
    id: row.id,
    employeeId: row.employeeId,
    minutesPerDay: row.minutesPerDay,
    placement: z.enum(['start', 'end', 'any']).parse(row.placement),
    ground: row.ground,
    validFrom: isoDateOf(row.validFrom),
    validTo: row.validTo === null ? null : isoDateOf(row.validTo),
  };
}

export function correctionOf(row: CorrectionRow): Correction {
  const body = correctionBody.parse({ ...(row.body as object), kind: row.kind });
  return { id: row.id, by: row.by, decidedAt: row.decidedAt.getTime(), reason: row.reason, ...body };
}

/** A nullable day as Prisma keeps it. */
export function dateColumnOrNull(date: string | null | undefined): Date | null {
  return date === null || date === undefined ? null : dateColumn(date);
}
