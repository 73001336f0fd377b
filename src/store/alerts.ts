import { z } from 'zod';
import { AppError } from '../errors.ts';
import { alert as alertContract, alertKind, type Alert } from '../http/contracts/attendance.ts';
import { isMessageKey, message, type Language, type MessageParams } from '../i18n/messages.ts';
import type { Alert as AlertRow } from './generated/client.ts';
import type { PrismaLike } from './database.ts';
import { instantOf, instantOrNull } from './dates.ts';

const param = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** What a text may ask for; what is not plain is there for the machine. */
const params = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform((all): MessageParams => {
    const plain = Object.entries(all).filter(([, value]) => param.safeParse(value).success);
    return Object.fromEntries(plain) as MessageParams;
  });

type Wording = { language: Language; timeZone: string };

function textOf(row: AlertRow, { language, timeZone }: Wording): string {
  const key = `alert.${row.kind}`;
  if (!isMessageKey(key)) return row.kind;
  const time = new Intl.DateTimeFormat(language === 'vi' ? 'vi-VN' : 'en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const facts: MessageParams = { ...params.parse(row.params), time: time.format(row.at) };
  const cause = `cameraState.${String(facts['cause'])}`;
  facts['cause'] = message(language, isMessageKey(cause) ? cause : 'cameraState.offline');
  return message(language, key, facts);
}

async function present(db: PrismaLike, rows: AlertRow[], wording: Wording): Promise<Alert[]> {
  const ids = rows.flatMap((row) => (row.employeeId === null ? [] : [row.employeeId]));
  const people = await db.employee.findMany({
    where: { id: { in: ids } },
    select: { id: true, code: true, fullName: true },
  });
  const personOf = new Map(people.map((person) => [person.id, person]));
  return rows.flatMap((row) => {
    const kind = alertKind.safeParse(row.kind);
    if (!kind.success) return [];
    return {
      id: row.id,
      kind: kind.data,
      severity: alertContract.shape.severity.catch('info').parse(row.severity),
      at: instantOf(row.at),
      text: textOf(row, wording),
      employee: personOf.get(row.employeeId ?? '') ?? null,
      cameraId: row.cameraId,
      sightingId: row.sightingId,
      acknowledgedBy: row.acknowledgedBy,
      acknowledgedAt: instantOrNull(row.acknowledgedAt),
      withdrawnAt: instantOrNull(row.withdrawnAt),
    };
  });
}

/** Alerts, newest first. @param open only those that nobody has acknowledged and that still hold. */
export async function listAlerts(
  db: PrismaLike,
  { open, limit }: { open: boolean; limit: number },
  wording: Wording,
): Promise<Alert[]> {
  const rows = await db.alert.findMany({
    ...(open && { where: { acknowledgedAt: null, withdrawnAt: null } }),
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return present(db, rows, wording);
}

/** Marks an alert as seen; the first who does it is kept. @throws AppError `not_found`. */
export async function acknowledgeAlert(
  db: PrismaLike,
  id: string,
  by: string,
  wording: Wording,
): Promise<Alert> {
  await db.alert.updateMany({
    where: { id, acknowledgedAt: null },
    data: { acknowledgedBy: by, acknowledgedAt: new Date() },
  });
  const row = await db.alert.findUnique({ where: { id } });
  const [alert] = row === null ? [] : await present(db, [row], wording);
  if (alert === undefined) throw new AppError('not_found', `no alert ${id}`);
  return alert;
}
