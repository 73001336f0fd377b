import type { Candidate, DayRecord } from '../domain/types/record.ts';

/** A finding as far as a new record can change it. */
export type FindingRow = { id: string; sessionKey: string; kind: string; minutes: number; state: string };

export type FindingFacts = { sessionKey: string; kind: string; minutes: number; detail: object };

/** What a new record does to the findings of its day: one row for each candidate ever proposed, none ever deleted. */
export function findingChanges(
  before: readonly FindingRow[],
  record: DayRecord,
): { stand: FindingFacts[]; withdraw: string[] } {
  const standing = record.candidates.filter((candidate) => candidate.withdrawnBy === null);
  const stand = standing.filter((candidate) => {
    const row = before.find((it) => isOf(it, candidate));
    return row?.state !== 'candidate' || row.minutes !== candidate.minutesCounted;
  });
  const gone = before.filter((row) => row.state === 'candidate' && !standing.some((it) => isOf(row, it)));
  return { stand: stand.map(factsOf), withdraw: gone.map((row) => row.id) };
}

function isOf(row: FindingRow, candidate: Candidate): boolean {
  return row.kind === candidate.kind && row.sessionKey === (candidate.sessionKey ?? '');
}

function factsOf({ sessionKey, kind, minutesCounted, minutesExact, range }: Candidate): FindingFacts {
  return { sessionKey: sessionKey ?? '', kind, minutes: minutesCounted, detail: { minutesExact, range } };
}
