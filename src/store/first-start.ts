import type { PrismaLike } from './database.ts';
import { dateColumn } from './dates.ts';
import { scheduleFrom } from './schedule-definition.ts';
import { newSecret } from './tokens.ts';

/** How long the link that makes the first administrator works. A restart prints a new one. */
const setupLinkHours = 24;

/** The hours most offices keep, until the office writes down its own. */
const usualHours = scheduleFrom(
  {
    weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
    sessions: [
      { key: 'S', start: '07:00', end: '11:30' },
      { key: 'C', start: '13:30', end: '17:00' },
    ],
    arrivalGraceMinutes: 5,
    departureGraceMinutes: 0,
  },
  null,
);

/** Everything before the office wrote down its first hours. */
const longAgo = dateColumn('2020-01-01');

/** Makes the office and its default schedule when there is none. Safe to run at every start. */
export async function ensureOffice(db: PrismaLike): Promise<void> {
  await db.office.upsert({ where: { id: 1 }, create: { name: 'Cơ quan' }, update: {} });
  if ((await db.scheduleAssignment.count({ where: { employeeId: null } })) > 0) return;
  await db.workSchedule.create({
    data: {
      name: 'Giờ hành chính',
      versions: {
        create: {
          validFrom: longAgo,
          definition: usualHours,
          createdBy: 'system',
        },
      },
      assignments: { create: { validFrom: longAgo } },
    },
  });
}

/**
 * A new one-time token for the first administrator; earlier ones stop working.
 *
 * @returns null when there is an account already.
 */
export async function createSetupLink(db: PrismaLike): Promise<string | null> {
  if ((await db.account.count()) > 0) return null;
  const { secret, hash } = newSecret();
  await db.setupLink.deleteMany({});
  await db.setupLink.create({
    data: { tokenHash: hash, expiresAt: new Date(Date.now() + setupLinkHours * 3_600_000) },
  });
  return secret;
}
