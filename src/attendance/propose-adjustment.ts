import type { DayRecord } from '../domain/types/record.ts';
import { compareRecords } from '../domain/what-if.ts';
import { frozenRecord } from '../store/closes.ts';
import type { Transaction } from '../store/database.ts';
import { dateColumn } from '../store/dates.ts';

/**
 * Keeps what a frozen record would become as a proposal, and takes the proposal back when nothing would change.
 *
 * @returns whether the proposal changed.
 */
export async function proposeAdjustment(
  db: Transaction,
  closeId: string,
  record: DayRecord,
  now: Date,
): Promise<boolean> {
  const { employeeId, date } = record;
  const key = { employeeId, workDate: dateColumn(date) };
  const frozen = await frozenRecord(db, closeId, employeeId, date);
  const nobody = frozen === null && record.kind === 'notEmployed';
  const difference = nobody ? null : compareRecords(frozen, record);
  const before = await db.adjustmentProposal.findUnique({ where: { employeeId_workDate: key } });
  if (difference === null) {
    await db.adjustmentProposal.deleteMany({ where: key });
    return before !== null;
  }
  const change = JSON.parse(JSON.stringify(difference)) as object;
  const facts = { change, proposedAt: now };
  await db.adjustmentProposal.upsert({
    where: { employeeId_workDate: key },
    create: { ...key, ...facts },
    update: facts,
  });
  return true;
}
