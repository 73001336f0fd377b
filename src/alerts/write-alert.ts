import type { Context } from '../context.ts';
import type { AlertKind } from '../http/contracts/attendance.ts';
import { publishLive } from '../notify/live.ts';

export type NewAlert = {
  kind: AlertKind;
  severity: 'info' | 'warning' | 'critical';
  /** The same fact told twice is one alert. */
  dedupeKey: string;
  at: Date;
  params: Record<string, string | number>;
  employeeId?: string;
  cameraId?: string;
  sightingId?: string;
};

/** Writes an alert unless it is there already; returns how many were written. */
export async function raise({ database }: Context, alert: NewAlert): Promise<number> {
  const existing = await database.prisma.alert.findUnique({ where: { dedupeKey: alert.dedupeKey } });
  if (existing !== null && existing.withdrawnAt === null) return 0;
  const { id } = await database.prisma.alert.upsert({
    where: { dedupeKey: alert.dedupeKey },
    create: alert,
    // The same finding came back after it had been withdrawn.
    update: {
      withdrawnAt: null,
      acknowledgedAt: null,
      acknowledgedBy: null,
      at: alert.at,
      params: alert.params,
    },
  });
  await publishLive(database, { type: 'alert', alertId: id });
  return 1;
}

/** Takes an alert back whose fact does not hold any more. */
export async function withdraw({ database }: Context, dedupeKey: string): Promise<void> {
  const alert = await database.prisma.alert.findUnique({ where: { dedupeKey } });
  if (alert === null || alert.withdrawnAt !== null) return;
  await database.prisma.alert.update({ where: { id: alert.id }, data: { withdrawnAt: new Date() } });
  await publishLive(database, { type: 'alert', alertId: alert.id });
}
