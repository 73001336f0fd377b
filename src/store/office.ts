import { toLocal } from '../domain/civil-time.ts';
import { AppError } from '../errors.ts';
import type { PrismaLike } from './database.ts';

export type OfficeFacts = { name: string; timeZone: string };

/** The office. @throws AppError `service_unavailable` before `ensureOffice` has run. */
export async function readOffice(db: PrismaLike): Promise<OfficeFacts> {
  const office = await db.office.findUnique({ where: { id: 1 } });
  if (office === null)
    throw new AppError('service_unavailable', 'the office is not set up', { retryable: true });
  return { name: office.name, timeZone: office.timeZone };
}

/** The office's own date at an instant. */
export function officeDate(office: OfficeFacts, at: number = Date.now()): string {
  return toLocal(at, office.timeZone).date;
}
