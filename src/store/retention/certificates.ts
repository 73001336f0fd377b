import { z } from 'zod';
import { canonicalJson, sha256 } from '../../domain/digest.ts';
import { toLocal } from '../../domain/civil-time.ts';
import { retentionClasses } from '../../domain/retention.ts';
import type { Prisma } from '../database.ts';
import { readOffice } from '../office.ts';

const content = z.object({
  /** The office's day. */
  date: z.string(),
  /** How much of each class, and the digests of its batches. */
  classes: z.array(
    z.object({ class: z.enum(retentionClasses), count: z.int(), digests: z.array(z.string()) }),
  ),
});
type Content = z.infer<typeof content>;

export type RetentionCertificate = {
  id: string;
  date: string;
  digest: string;
  madeAt: string;
  classes: { class: Content['classes'][number]['class']; count: number }[];
};

const cause = 'retention';
const batchesAtOnce = 5_000;

/**
 * Certifies every day of the office that is over and on which something was deleted because its time was over: how much of
 * each class, with the digests of what it was. A day is certified once.
 *
 * @returns how many days were certified.
 */
export async function certifyRetention(prisma: Prisma, now: Date): Promise<number> {
  const { timeZone } = await readOffice(prisma);
  const dateOf = (at: Date): string => toLocal(at.getTime(), timeZone).date;
  const today = dateOf(now);
  return prisma.$transaction(async (tx) => {
    // Two machines at once: the second finds nothing left.
    await tx.$queryRaw`select id from "Office" where id = 1 for update`;
    const batches = await tx.retentionDeletion.findMany({
      where: { certificateId: null },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
      take: batchesAtOnce,
    });
    const over = batches.filter(({ at }) => dateOf(at) < today);
    const dates = [...new Set(over.map(({ at }) => dateOf(at)))];
    for (const date of dates) {
      const own = over.filter(({ at }) => dateOf(at) === date);
      const classes = retentionClasses.flatMap((name) => {
        const mine = own.filter((it) => it.class === name);
        const count = mine.reduce((sum, it) => sum + it.count, 0);
        return mine.length === 0 ? [] : [{ class: name, count, digests: mine.map((it) => it.digest) }];
      });
      const whole: Content = { date, classes };
      const digest = sha256(canonicalJson({ cause, madeAt: now.toISOString(), content: whole }));
      const row = { cause, madeBy: 'maintenance', madeAt: now, content: whole, digest };
      const { id } = await tx.deletionCertificate.create({ data: row });
      const ids = own.map((it) => it.id);
      await tx.retentionDeletion.updateMany({
        where: { id: { in: ids } },
        data: { certificateId: id },
      });
    }
    return dates.length;
  });
}

/** The newest certificates first. */
export async function listRetentionCertificates(
  prisma: Prisma,
  limit: number,
): Promise<RetentionCertificate[]> {
  const rows = await prisma.deletionCertificate.findMany({
    where: { cause, employeeId: null },
    orderBy: { madeAt: 'desc' },
    take: limit,
  });
  return rows.map(({ id, digest, madeAt, content: stored }) => {
    const { date, classes } = content.parse(stored);
    const counts = classes.map(({ class: name, count }) => ({ class: name, count }));
    return { id, date, digest, madeAt: madeAt.toISOString(), classes: counts };
  });
}
