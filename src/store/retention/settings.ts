import { z } from 'zod';
import {
  retentionClasses,
  retentionDefaults,
  retentionLimits,
  type RetentionDays,
} from '../../domain/retention.ts';
import type { PrismaLike, Transaction } from '../database.ts';

const days = z.int().min(retentionLimits.least).max(retentionLimits.most);
const names = [...retentionClasses, 'heldAfterSettled'] as const;

/** Days of every class, as the office sets them. */
export const retentionDays = z.object(
  Object.fromEntries(names.map((name) => [name, days])) as Record<keyof RetentionDays, typeof days>,
);

const stored = z.object({ retention: retentionDays.partial().catch({}) }).catch({ retention: {} });

/** @param sightingDays what `CC_EVIDENCE_DAYS` says: the default for pictures of named sightings. */
export function defaultsWith(sightingDays: number): RetentionDays {
  return { ...retentionDefaults, namedPictures: sightingDays };
}

/** The office's days; a class it has not set has its default. */
export async function readRetention(db: PrismaLike, sightingDays: number): Promise<RetentionDays> {
  const office = await db.office.findUniqueOrThrow({ where: { id: 1 } });
  const set = Object.entries(stored.parse(office.settings).retention).filter(([, it]) => it !== undefined);
  return { ...defaultsWith(sightingDays), ...(Object.fromEntries(set) as Partial<RetentionDays>) };
}

/** Sets the days of all classes; other settings of the office stay. */
export async function storeRetention(tx: Transaction, next: RetentionDays): Promise<void> {
  await tx.$executeRaw`
    update "Office" set settings = jsonb_set(coalesce(settings, '{}'), '{retention}', ${JSON.stringify(next)}::jsonb),
      "updatedAt" = now() where id = 1`;
}
