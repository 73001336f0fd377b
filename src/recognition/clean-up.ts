import type { Context } from '../context.ts';
import type { JobOutcome } from '../queues/define-worker.ts';
import { sealCertificates } from '../store/deletion-certificates.ts';
import { deleteExpired } from '../store/evidence.ts';
import { certifyRetention } from '../store/retention/certificates.ts';
import { runRetention } from '../store/retention/run.ts';
import { readRetention } from '../store/retention/settings.ts';
import { forgetWithoutConsent } from './forget-face.ts';

/** The hourly clean-up: ends withdrawals that were cut off, deletes what has had its time, certifies days that are over. */
export async function cleanUp(
  context: Pick<Context, 'database' | 'evidence' | 'config'>,
  now: Date,
): Promise<JobOutcome> {
  const { database, evidence, config } = context;
  const { prisma } = database;
  await sealCertificates(prisma, evidence);
  const forgotten = await forgetWithoutConsent(context);
  const expired = await deleteExpired(prisma, evidence, now);
  const days = await readRetention(prisma, config.evidenceDays);
  const deleted = await runRetention(context, days, now);
  const certified = await certifyRetention(prisma, now);
  return { status: 'done', forgotten, expired, deleted, certified };
}
