import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { correction } from '../http/contracts/rules.ts';
import { correctionOf, type CorrectionBody } from './compliance-inputs.ts';
import type { PrismaLike } from './database.ts';
import { dateColumn, instantOf } from './dates.ts';
import type { Correction } from './generated/client.ts';
import { domainRecord } from './record-json.ts';

type View = z.infer<typeof correction>;

function present(row: Correction): View {
  const { id, kind, by, decidedAt, reason } = row;
  const body = correctionOf(row);
  const { success, data } = keptBefore.safeParse(row.body);
  return {
    ...{ id, kind, by, at: instantOf(decidedAt), reason },
    sessionKey: 'sessionKey' in body ? body.sessionKey : null,
    candidate: 'candidate' in body ? body.candidate : null,
    proofId: 'proofId' in body ? body.proofId : null,
    before: success ? { earliest: iso(data.before.earliest), latest: iso(data.before.latest) } : null,
    after: 'at' in body ? iso(body.at) : null,
  };
}

/** What the evidence said of an edge when its time was set by hand; kept for readers, no input of the record. */
const keptBefore = z.object({
  before: z.object({ earliest: z.number().nullable(), latest: z.number().nullable() }),
});

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

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
  const sessions = domainRecord(row.record).sessions;
  if ('proofId' in rest) {
    const { proofId: id } = rest;
    const seen = await db.sighting.count({ where: { id } });
    if (seen === 0 && (await db.punch.count({ where: { id, employeeId } })) === 0)
      throw new AppError('not_found', `no sighting or punch ${id}`);
  } else if (rest.sessionKey !== null) {
    const key = rest.sessionKey;
    if (!sessions.some((session) => session.key === key))
      throw new AppError('rule_input_invalid', `no session ${key}`, {
        details: { path: 'sessionKey', issue: 'sessionKeyUnknown', key, count: 1 },
      });
  }
  const session = 'at' in rest ? sessions.find(({ key }) => key === rest.sessionKey) : undefined;
  const before = kind === 'setArrival' ? session?.arrival : session?.departure;
  const kept = { ...rest, ...(before && { before: { earliest: before.earliest, latest: before.latest } }) };
  return present(
    await db.correction.create({ data: { employeeId, workDate, kind, body: kept, reason, by } }),
  );
}
