import type { z } from 'zod';
import { AppError } from '../errors.ts';
import type { correction } from '../http/contracts/rules.ts';
import type { CorrectionBody } from './compliance-inputs.ts';
import type { PrismaLike } from './database.ts';
import { dateColumn, instantOf } from './dates.ts';
import type { Correction } from './generated/client.ts';
import { domainRecord } from './record-json.ts';

type View = z.infer<typeof correction>;

function present({ id, kind, by, decidedAt, reason }: Correction): View {
  return { id, kind, by, at: instantOf(decidedAt), reason };
}

/** Oldest first: of two that contradict each other the later wins. */
export async function listCorrections(db: PrismaLike, employeeId: string, date: string): Promise<View[]> {
  const rows = await db.correction.findMany({
    where: { employeeId, workDate: dateColumn(date) },
    orderBy: [{ decidedAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(present);
}

/**
 * Adds a decision about a day that has a record.
 *
 * @throws AppError `not_found` without a record or sighting; `rule_input_invalid` for a session the day does not have.
 */
export async function recordCorrection(
  db: PrismaLike,
  input: { employeeId: string; workDate: string; body: CorrectionBody; reason: string; by: string },
): Promise<View> {
  const { employeeId, body, reason, by } = input;
  const workDate = dateColumn(input.workDate);
  const row = await db.dayRecord.findUnique({ where: { employeeId_workDate: { employeeId, workDate } } });
  if (row === null) throw new AppError('not_found', `no record of ${employeeId} on ${input.workDate}`);
  const { kind, ...rest } = body;
  if ('proofId' in rest) {
    if ((await db.sighting.count({ where: { id: rest.proofId } })) === 0)
      throw new AppError('not_found', `no sighting ${rest.proofId}`);
  } else if (rest.sessionKey !== null) {
    const key = rest.sessionKey;
    if (!domainRecord(row.record).sessions.some((session) => session.key === key))
      throw new AppError('rule_input_invalid', `no session ${key}`, {
        details: { path: 'sessionKey', issue: 'sessionKeyUnknown', key, count: 1 },
      });
  }
  return present(
    await db.correction.create({ data: { employeeId, workDate, kind, body: rest, reason, by } }),
  );
}
