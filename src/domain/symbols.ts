import type { Outcome, SessionRecord, DayKind } from './types/record.ts';
import type { ExcusalKind } from './types/schedule.ts';

/** What a timesheet cell says, independent of how an office writes it. */
export type SymbolCode =
  | 'present'
  | 'holiday'
  | 'rest'
  | 'duty'
  | 'notEmployed'
  | 'exempt'
  | 'absent'
  | 'unknown'
  | 'pending'
  | ExcusalKind;

/** Which total of the statutory form a cell counts for. */
export type SymbolGroup = 'paid' | 'unpaid' | 'socialInsurance' | 'uncounted';

export type SymbolEntry = { symbol: string; group: SymbolGroup };

/** How an office writes each code. The default follows the statutory form C01a-HD with common local additions. */
export type SymbolTable = Record<SymbolCode, SymbolEntry>;

export const defaultSymbols: SymbolTable = {
  present: { symbol: '+', group: 'paid' },
  holiday: { symbol: 'L', group: 'uncounted' },
  rest: { symbol: '', group: 'uncounted' },
  duty: { symbol: 'Tr', group: 'paid' },
  notEmployed: { symbol: '', group: 'uncounted' },
  exempt: { symbol: '+', group: 'paid' },
  absent: { symbol: 'V', group: 'unpaid' },
  unknown: { symbol: '?', group: 'uncounted' },
  pending: { symbol: '…', group: 'uncounted' },
  incident: { symbol: 'N', group: 'paid' },
  maternity: { symbol: 'Ts', group: 'socialInsurance' },
  sick: { symbol: 'Ô', group: 'socialInsurance' },
  childSick: { symbol: 'Cô', group: 'socialInsurance' },
  accident: { symbol: 'T', group: 'socialInsurance' },
  leave: { symbol: 'P', group: 'paid' },
  unpaidLeave: { symbol: 'No', group: 'unpaid' },
  compensatoryLeave: { symbol: 'Nb', group: 'paid' },
  businessTrip: { symbol: 'CT', group: 'paid' },
  councilDuty: { symbol: 'H', group: 'paid' },
  training: { symbol: 'H', group: 'paid' },
  meeting: { symbol: 'H', group: 'paid' },
  event: { symbol: '+', group: 'paid' },
  lateArrival: { symbol: '+', group: 'paid' },
  earlyDeparture: { symbol: '+', group: 'paid' },
};

/** The code of a judged session. Lateness does not change it: the statutory form knows presence, not minutes. */
export function sessionCode(outcome: Outcome, excusedAs: ExcusalKind | null, kind: DayKind): SymbolCode {
  if (outcome === 'pending') return 'pending';
  if (outcome === 'absent') return 'absent';
  if (outcome === 'insufficientEvidence') return 'unknown';
  if (outcome === 'excused' && excusedAs) return excusedAs;
  return kind === 'duty' ? 'duty' : 'present';
}

/** The code of a day without sessions. */
export function emptyDayCode(kind: DayKind, excusedAs: ExcusalKind | null): SymbolCode {
  if (kind === 'notEmployed') return 'notEmployed';
  if (kind === 'exempt') return excusedAs ?? 'exempt';
  if (kind === 'holiday' || kind === 'compensation') return 'holiday';
  return excusedAs === 'maternity' ? excusedAs : 'rest';
}

/** Day cell: one symbol when all sessions agree, otherwise each session's share, e.g. `P½/+½`. */
export function mergeSymbols(symbols: readonly string[]): string {
  const first = symbols[0] ?? '';
  if (symbols.every((s) => s === first)) return first;
  const share = symbols.length === 2 ? '½' : '';
  return symbols.map((s) => `${s}${share}`).join('/');
}

export function daySymbol(
  kind: DayKind,
  excusedAs: ExcusalKind | null,
  sessions: readonly SessionRecord[],
): string {
  if (sessions.length === 0) return defaultSymbols[emptyDayCode(kind, excusedAs)].symbol;
  return mergeSymbols(sessions.map((s) => s.symbol));
}
