import type { Context } from '../context.ts';
import { compileCoverage } from '../domain/coverage.ts';
import { evaluateDay } from '../domain/evaluate-day.ts';
import { admit } from '../domain/passages.ts';
import type { Proof } from '../domain/types/evidence.ts';
import type { Candidate, DayRecord } from '../domain/types/record.ts';
import { publishLive } from '../notify/live.ts';
import { alertsQueue } from '../queues/alerts.ts';
import type { JobOutcome } from '../queues/define-worker.ts';
import type { Transaction } from '../store/database.ts';
import { dateColumn } from '../store/dates.ts';
import type { Finding } from '../store/generated/client.ts';
import { evidenceCompleteUntil, loadCorrections, loadLanes, loadProofs } from './evidence.ts';
import { loadExpectation } from './expectation.ts';

/** The record as it is stored: the engine's, and the instant up to which evidence was complete then. */
export type StoredRecord = DayRecord & { evaluatedUntil: number; lastProofAt: number | null };

type Computed = { record: StoredRecord; proofs: Proof[]; findingsChanged: boolean; written: boolean };

/**
 * Computes and stores the record of one person on one date. Computing it again with the same evidence writes nothing;
 * two processes at the same person and date wait for each other.
 */
export async function computeDay(
  context: Context,
  employeeId: string,
  workDate: string,
): Promise<JobOutcome> {
  const { database, queues } = context;
  const computed = await database.prisma.$transaction(
    async (db) => {
      await db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`${employeeId} ${workDate}`}, 0))`;
      return computeLocked(db, employeeId, workDate, Date.now());
    },
    { timeout: 15_000, maxWait: 10_000 },
  );
  if (computed === null) return { status: 'skipped', reason: 'employee deleted' };
  if (computed.findingsChanged) await alertsQueue.enqueue(queues, { kind: 'record', employeeId, workDate });
  if (computed.written) await publishLive(database, { type: 'record', employeeId, workDate });
  return {
    status: 'done',
    employeeId,
    workDate,
    outcome: computed.record.outcome,
    written: computed.written,
  };
}

async function computeLocked(
  db: Transaction,
  employeeId: string,
  workDate: string,
  now: number,
): Promise<Computed | null> {
  const expectation = await loadExpectation(db, employeeId, workDate);
  if (expectation === null) return null;
  const evaluatedUntil = await evidenceCompleteUntil(db, now);
  const proofs = await loadProofs(db, employeeId, expectation.span);
  const lanes = await loadLanes(db, expectation.span);
  const coverage = compileCoverage(lanes, expectation.span, expectation.rules.missRateLimit);
  const corrections = await loadCorrections(db, employeeId, workDate);
  const record = evaluateDay({ employeeId, expectation, proofs, coverage, corrections, evaluatedUntil });
  const certain = admit(proofs, corrections).filter((proof) => proof.certainty === 'certain');
  const stored = { ...record, evaluatedUntil, lastProofAt: certain.at(-1)?.at ?? null };
  const written = await store(db, stored, certain, now);
  const findingsChanged = await storeFindings(db, record, now);
  return { record: stored, proofs, findingsChanged, written };
}

/** Writes the record when something in it changed; its version grows when the outcome or a candidate did. */
async function store(db: Transaction, record: StoredRecord, certain: Proof[], now: number): Promise<boolean> {
  const { employeeId, date } = record;
  const key = { employeeId, workDate: dateColumn(date) };
  const before = await db.dayRecord.findUnique({ where: { employeeId_workDate: key } });
  if (before?.inputsDigest === record.inputsDigest) return false;
  const changed = before !== null && verdictOf(before.record as unknown as DayRecord) !== verdictOf(record);
  const columns = {
    version: (before?.version ?? 0) + (before === null || changed ? 1 : 0),
    provisional: record.provisional,
    outcome: record.outcome,
    ...edges(certain),
    lateMinutes: record.lateMinutes,
    earlyMinutes: record.earlyMinutes,
    symbol: record.symbol,
    record: JSON.parse(JSON.stringify(record)) as object,
    inputsDigest: record.inputsDigest,
    computedAt: new Date(now),
  };
  await db.dayRecord.upsert({
    where: { employeeId_workDate: key },
    create: { ...key, ...columns },
    update: columns,
  });
  return true;
}

/** First certain coming in, and last certain going out when nothing shows the person inside after it. */
function edges(certain: Proof[]): { arrivalAt: Date | null; departureAt: Date | null } {
  const arrival = certain.find((proof) => proof.direction === 'in' || proof.direction === 'both');
  const last = certain.at(-1);
  return {
    arrivalAt: arrival === undefined ? null : new Date(arrival.at),
    departureAt: last?.direction === 'out' ? new Date(last.at) : null,
  };
}

function verdictOf(record: DayRecord): string {
  const candidates = record.candidates.map((it) => [
    it.kind,
    it.sessionKey,
    it.minutesCounted,
    it.withdrawnBy,
  ]);
  return JSON.stringify([record.outcome, record.sessions.map((it) => it.outcome), candidates]);
}

/** Keeps one row for each candidate ever proposed; one that the record no longer holds is withdrawn, not deleted. */
async function storeFindings(db: Transaction, record: DayRecord, now: number): Promise<boolean> {
  const key = { employeeId: record.employeeId, workDate: dateColumn(record.date) };
  const before = await db.finding.findMany({ where: key });
  const standing = record.candidates.filter((candidate) => candidate.withdrawnBy === null);
  let changed = false;
  for (const candidate of standing) {
    const sessionKey = candidate.sessionKey ?? '';
    const row = before.find((it) => it.kind === candidate.kind && it.sessionKey === sessionKey);
    if (row !== undefined && row.state === 'candidate' && row.minutes === candidate.minutesCounted) continue;
    changed = true;
    const facts = {
      minutes: candidate.minutesCounted,
      state: 'candidate',
      withdrawnAt: null,
      detail: detail(candidate),
    };
    await db.finding.upsert({
      where: { employeeId_workDate_sessionKey_kind: { ...key, sessionKey, kind: candidate.kind } },
      create: { ...key, sessionKey, kind: candidate.kind, createdAt: new Date(now), ...facts },
      update: facts,
    });
  }
  for (const row of before.filter((it) => it.state === 'candidate' && !isStanding(it, standing))) {
    changed = true;
    await db.finding.update({
      where: { id: row.id },
      data: { state: 'withdrawn', withdrawnAt: new Date(now) },
    });
  }
  return changed;
}

function isStanding(row: Finding, standing: Candidate[]): boolean {
  return standing.some((it) => it.kind === row.kind && (it.sessionKey ?? '') === row.sessionKey);
}

function detail(candidate: Candidate): object {
  return { minutesExact: candidate.minutesExact, range: candidate.range };
}
