import type { Context } from '../context.ts';
import { compileCoverage, lanesOfPerson } from '../domain/coverage.ts';
import type { DayRecord } from '../domain/types/record.ts';
import { publishLive } from '../notify/live.ts';
import { alertsQueue } from '../queues/alerts.ts';
import type { JobOutcome } from '../queues/define-worker.ts';
import { standingClose } from '../store/closes.ts';
import type { Transaction } from '../store/database.ts';
import { dateColumn } from '../store/dates.ts';
import { joinMonth } from '../store/month-lock.ts';
import { withdrawFinding } from '../store/withdrawal-cause.ts';
import { evidenceCompleteUntil, loadCorrections, loadProofs } from './evidence.ts';
import { loadExpectation } from './expectation.ts';
import { findingChanges } from './finding-changes.ts';
import { loadLanes, loadRecognisable } from './lanes.ts';
import { proposeAdjustment } from './propose-adjustment.ts';
import { loadPunchedSince } from './terminal-lanes.ts';
import { recordOf, verdictOf, type StoredRecord } from './stored-record.ts';

type Computed = { record: StoredRecord; findingsChanged: boolean; written: boolean };

/**
 * Computes and stores the record of one person on one date. Computing it again with the same evidence writes nothing;
 * two processes at the same person and date wait for each other. In a closed month the record stays as it is, and what
 * would change becomes a proposal.
 */
export async function computeDay(
  context: Context,
  employeeId: string,
  workDate: string,
): Promise<JobOutcome> {
  const { database, queues } = context;
  const computed = await database.prisma.$transaction(
    async (db) => {
      await joinMonth(db, workDate.slice(0, 7));
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
  const { span } = expectation;
  const evaluatedUntil = await evidenceCompleteUntil(db, now);
  const proofs = await loadProofs(db, employeeId, span);
  const recognisable = (await loadRecognisable(db, [employeeId])).get(employeeId) ?? [];
  const punchedSince = (await loadPunchedSince(db, [employeeId])).get(employeeId);
  const lanes = lanesOfPerson(await loadLanes(db, span), recognisable, span, punchedSince);
  const coverage = compileCoverage(lanes, span, expectation.rules.missRateLimit);
  const corrections = await loadCorrections(db, employeeId, workDate);
  const record = recordOf({ employeeId, expectation, proofs, coverage, corrections, evaluatedUntil });
  const close = await standingClose(db, workDate.slice(0, 7));
  if (close !== null) {
    const written = await proposeAdjustment(db, close.id, record, new Date(now));
    return { record, findingsChanged: false, written };
  }
  const written = await store(db, record, now);
  const findingsChanged = await storeFindings(db, record, now);
  return { record, findingsChanged, written };
}

/** Writes the record when something in it changed; its version grows when the outcome or a candidate did. */
async function store(db: Transaction, record: StoredRecord, now: number): Promise<boolean> {
  const { employeeId, date } = record;
  const key = { employeeId, workDate: dateColumn(date) };
  const before = await db.dayRecord.findUnique({ where: { employeeId_workDate: key } });
  if (before?.inputsDigest === record.inputsDigest) return false;
  const changed = before !== null && verdictOf(before.record as unknown as DayRecord) !== verdictOf(record);
  const columns = {
    version: (before?.version ?? 0) + (before === null || changed ? 1 : 0),
    provisional: record.provisional,
    outcome: record.outcome,
    arrivalAt: instantColumn(record.arrivalAt),
    departureAt: instantColumn(record.departureAt),
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

function instantColumn(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}

/** Keeps one row for each candidate ever proposed; one that the record no longer holds is withdrawn, not deleted. */
async function storeFindings(db: Transaction, record: DayRecord, now: number): Promise<boolean> {
  const key = { employeeId: record.employeeId, workDate: dateColumn(record.date) };
  const { stand, withdraw } = findingChanges(await db.finding.findMany({ where: key }), record);
  for (const { sessionKey, kind, minutes, detail } of stand) {
    const facts = { minutes, state: 'candidate', withdrawnAt: null, detail };
    await db.finding.upsert({
      where: { employeeId_workDate_sessionKey_kind: { ...key, sessionKey, kind } },
      create: { ...key, sessionKey, kind, createdAt: new Date(now), ...facts },
      update: facts,
    });
  }
  for (const id of withdraw) await withdrawFinding(db, id, now);
  return stand.length + withdraw.length > 0;
}
