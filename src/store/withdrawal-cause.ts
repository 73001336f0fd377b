import { z } from 'zod';
import { correctionOf, excusalOf } from './compliance-inputs.ts';
import type { PrismaLike } from './database.ts';
import { punchesEntered } from './punch-cause.ts';

export const causeKinds = [
  'excusal',
  'correction',
  'calendar',
  'override',
  'allowance',
  'exemption',
  'schedule',
  'import',
  'signIn',
  'evidence',
] as const;

/** Why a finding was taken back: the input that was entered last, by whom and when. */
export const withdrawalCause = z.object({
  kind: z.enum(causeKinds),
  /** The input; null where it is not one row, e.g. more evidence. */
  id: z.string().nullable(),
  by: z.string().nullable(),
  /** When it was entered or decided, epoch ms. */
  at: z.number(),
});
export type WithdrawalCause = z.infer<typeof withdrawalCause>;

/** The cause that a finding's detail keeps; null for one that stands, or was withdrawn before causes were kept. */
export function causeOf(detail: unknown): WithdrawalCause | null {
  const kept = z.object({ withdrawnBecause: withdrawalCause }).safeParse(detail);
  return kept.success ? kept.data.withdrawnBecause : null;
}

type About = { employeeId: string; date: Date; sessionKey: string };

/**
 * Takes a finding back, with a note of why: what was entered last about its session, of all inputs that named people
 * enter. When nothing was entered since the finding was proposed, it was evidence that came later.
 *
 * @param now epoch ms.
 */
export async function withdrawFinding(db: PrismaLike, id: string, now: number): Promise<void> {
  const row = await db.finding.findUniqueOrThrow({ where: { id } });
  const { employeeId, workDate: date, sessionKey, createdAt } = row;
  const withdrawnBecause = await newestCause(
    db,
    { employeeId, date, sessionKey },
    { since: createdAt.getTime(), now },
  );
  await db.finding.update({
    where: { id },
    data: {
      state: 'withdrawn',
      withdrawnAt: new Date(now),
      detail: { ...(row.detail as object), withdrawnBecause },
    },
  });
}

async function newestCause(
  db: PrismaLike,
  about: About,
  { since, now }: { since: number; now: number },
): Promise<WithdrawalCause> {
  // One after another: they may share the connection of a transaction.
  const entered = [
    ...(await excusalEntered(db, about)),
    ...(await correctionEntered(db, about)),
    ...(await calendarEntered(db, about)),
    ...(await overrideEntered(db, about)),
    ...(await personEntered(db, about)),
    ...(await scheduleEntered(db, about)),
    ...(await punchesEntered(db, about)),
  ];
  const newest = entered.filter(({ at }) => at >= since).sort((a, b) => b.at - a.at)[0];
  return newest ?? { kind: 'evidence', id: null, by: null, at: now };
}

async function excusalEntered(
  db: PrismaLike,
  { employeeId, date, sessionKey }: About,
): Promise<WithdrawalCause[]> {
  const rows = await db.excusal.findMany({
    where: { employeeId, state: 'approved', firstDate: { lte: date }, lastDate: { gte: date } },
  });
  return rows.flatMap((row) => {
    const { id, part, doesNotReturn } = excusalOf(row);
    const elsewhere = part.kind === 'sessions' && !doesNotReturn && !part.keys.includes(sessionKey);
    if (row.decidedAt === null || (elsewhere && sessionKey !== '')) return [];
    return [{ kind: 'excusal', id, by: row.decidedBy, at: row.decidedAt.getTime() }];
  });
}

async function correctionEntered(
  db: PrismaLike,
  { employeeId, date, sessionKey }: About,
): Promise<WithdrawalCause[]> {
  const rows = await db.correction.findMany({ where: { employeeId, workDate: date } });
  return rows.map(correctionOf).flatMap((correction) => {
    const { id, by, decidedAt } = correction;
    const of = 'sessionKey' in correction ? correction.sessionKey : null;
    if (of !== null && sessionKey !== '' && of !== sessionKey) return [];
    return [{ kind: 'correction', id, by, at: decidedAt }];
  });
}

async function calendarEntered(db: PrismaLike, { date }: About): Promise<WithdrawalCause[]> {
  const row = await db.calendarDay.findUnique({ where: { date } });
  return row === null ? [] : [entry('calendar', row)];
}

async function overrideEntered(db: PrismaLike, { employeeId, date }: About): Promise<WithdrawalCause[]> {
  const row = await db.datedOverride.findFirst({
    where: { date, OR: [{ employeeId }, { employeeId: null }] },
    orderBy: { createdAt: 'desc' },
  });
  return row === null ? [] : [entry('override', row)];
}

async function personEntered(db: PrismaLike, { employeeId, date }: About): Promise<WithdrawalCause[]> {
  const holds = { employeeId, validFrom: { lte: date }, OR: [{ validTo: null }, { validTo: { gte: date } }] };
  const newest = { where: holds, orderBy: { createdAt: 'desc' } } as const;
  const allowance = await db.allowance.findFirst(newest);
  const exemption = await db.exemption.findFirst(newest);
  return [
    ...(allowance === null ? [] : [entry('allowance', allowance)]),
    ...(exemption === null ? [] : [entry('exemption', exemption)]),
  ];
}

async function scheduleEntered(db: PrismaLike, { date }: About): Promise<WithdrawalCause[]> {
  const row = await db.workScheduleVersion.findFirst({
    where: { validFrom: { lte: date } },
    orderBy: { createdAt: 'desc' },
  });
  return row === null ? [] : [entry('schedule', row)];
}

function entry(
  kind: WithdrawalCause['kind'],
  row: { id: string; createdBy: string; createdAt: Date },
): WithdrawalCause {
  return { kind, id: row.id, by: row.createdBy, at: row.createdAt.getTime() };
}
