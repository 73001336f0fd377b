import { setTimeout as sleep } from 'node:timers/promises';
import { photoMime } from '../enrolment/photo-mime.ts';
import { photoRefused } from '../enrolment/photo-refused.ts';
import { AppError } from '../errors.ts';
import { enrolmentQueue, enrolmentResult, type EnrolmentResult } from '../queues/enrolment.ts';
import type { HttpDeps } from './deps.ts';

/** How long a photo may wait for the recognition worker. */
const patienceMs = 30_000;
/** A job being worked on when patience ends gets this much longer, because it cannot be taken back. */
const lastPatienceMs = 10_000;
const askEveryMs = 100;

/** How long to wait; shorter in tests. */
export type Patience = { patienceMs: number; lastPatienceMs: number };

type Upload = { employeeId: string; content: Buffer; fileName: string; requestedBy: string };

/**
 * Has the recognition worker look at a photo and make it a template.
 *
 * @returns the id of the photo.
 * @throws AppError `photo_*` when it cannot be used, `service_unavailable` when nobody looked at it in time. Then nothing
 *   of it is kept.
 */
export async function enrolPhoto(
  deps: HttpDeps,
  upload: Upload,
  patience: Patience = { patienceMs, lastPatienceMs },
): Promise<string> {
  const { evidence, database, queues } = deps;
  const { employeeId, content, fileName, requestedBy } = upload;
  const stored = await evidence.put(content, 'photo', { at: new Date(), mime: photoMime(content) });
  try {
    await database.prisma.evidence.create({ data: stored });
    await enrolmentQueue.enqueue(queues, { employeeId, evidenceId: stored.id, requestedBy });
    const result = await resultOf(deps, `photo-${stored.id}`, patience);
    if (!result.ok) throw photoRefused(result, fileName);
    return result.photoId;
  } catch (error) {
    await discard(deps, stored.id);
    throw error;
  }
}

async function discard({ evidence, database }: HttpDeps, id: string): Promise<void> {
  // When the worker made it a photo after all, it stays.
  const photos = await database.prisma.employeePhoto.count({ where: { evidenceId: id } });
  if (photos > 0) return;
  await database.prisma.evidence.deleteMany({ where: { id, photo: null } });
  await evidence.delete(id);
}

/** Waits for the job by asking for it, which is the same on every queue backend. */
async function resultOf({ queues }: HttpDeps, jobId: string, patience: Patience): Promise<EnrolmentResult> {
  const queue = queues.get(enrolmentQueue.name);
  const started = Date.now();
  for (;;) {
    const job = await queue.getJob(jobId);
    const state = job === undefined ? 'gone' : await job.getState();
    if (state === 'completed') {
      // It may have ended between the two questions: only a job read afterwards holds its result.
      const ended = await queue.getJob(jobId);
      return enrolmentResult.parse(ended?.returnvalue);
    }
    const waitedMs = Date.now() - started;
    const isWorkedOn = state === 'active' && waitedMs < patience.patienceMs + patience.lastPatienceMs;
    if (job === undefined || state === 'failed' || (waitedMs > patience.patienceMs && !isWorkedOn)) {
      await job?.remove().catch(() => undefined);
      throw new AppError('service_unavailable', `photo not looked at: ${state} ${job?.failedReason ?? ''}`, {
        retryable: true,
      });
    }
    await sleep(askEveryMs);
  }
}
