import type { Context } from '../context.ts';
import type { JobOutcome } from '../queues/define-worker.ts';
import { sealCertificates } from '../store/deletion-certificates.ts';
import { deleteOldBatches } from '../store/enrolment-batches.ts';
import { deleteExpired } from '../store/evidence.ts';
import { expireOrphanPhotos } from '../store/forget.ts';
import { deleteOldLiveCaptures } from '../store/live-captures.ts';
import { certifyRetention } from '../store/retention/certificates.ts';
import { runRetention } from '../store/retention/run.ts';
import { readRetention } from '../store/retention/settings.ts';
import { forgetWithoutConsent } from './forget-face.ts';

/**
 * The hourly clean-up: ends withdrawals that were cut off, deletes what has had its time, certifies days that are over.
 * What fails stops nothing else.
 *
 * @throws what failed first, after all the rest was done.
 */
export async function cleanUp(
  context: Pick<Context, 'database' | 'evidence' | 'config'>,
  now: Date,
): Promise<JobOutcome> {
  const { database, evidence, config } = context;
  const { prisma } = database;
  const steps = {
    sealed: () => sealCertificates(prisma, evidence),
    forgotten: () => forgetWithoutConsent(context),
    liveCaptures: () => deleteOldLiveCaptures(prisma, now),
    batches: () => deleteOldBatches(prisma, now),
    orphans: () => expireOrphanPhotos(prisma),
    expired: () => deleteExpired(prisma, evidence, now),
    deleted: async () => runRetention(context, await readRetention(prisma, config.evidenceDays), now),
    certified: () => certifyRetention(prisma, now),
  };
  const outcome: JobOutcome = { status: 'done' };
  const failures: unknown[] = [];
  for (const [name, step] of Object.entries(steps))
    try {
      outcome[name] = await step();
    } catch (error) {
      failures.push(error);
    }
  if (failures.length > 0) throw failures[0];
  return outcome;
}
