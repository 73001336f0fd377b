import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, errorStatus, type ErrorCode, type ErrorDetails } from '../errors.ts';
import { enrolmentQueue, enrolmentResult, type EnrolmentResult } from '../queues/enrolment.ts';
import type { HttpDeps } from './deps.ts';

/** Photos above this are refused before they are read to the end. */
export const photoLimitBytes = 15 * 1024 * 1024;

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
  const stored = await evidence.put(content, 'photo', { at: new Date(), mime: mimeOf(content) });
  try {
    await database.prisma.evidence.create({ data: stored });
    await enrolmentQueue.enqueue(queues, { employeeId, evidenceId: stored.id, requestedBy });
    const result = await resultOf(deps, `photo-${stored.id}`, patience);
    if (!result.ok) throw refusal(result, fileName);
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

function refusal(result: Extract<EnrolmentResult, { ok: false }>, fileName: string): AppError {
  const code = isErrorCode(result.code) ? result.code : 'photo_face_unclear';
  return new AppError(code, `photo refused: ${result.code}`, {
    details: { ...named(result.details), fileName },
  });
}

/** The worker's facts under the names that the API and the message catalogues use. */
function named(details: ErrorDetails): ErrorDetails {
  const names: Record<string, string> = { faces: 'count', heightPx: 'faceHeightPx', name: 'otherName' };
  return Object.fromEntries(Object.entries(details).map(([key, value]) => [names[key] ?? key, value]));
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorStatus, code);

/** From the first bytes, not from what the browser says. */
function mimeOf(content: Buffer): string {
  if (content.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg';
  if (content.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])))
    return 'image/png';
  if (
    content.subarray(0, 4).toString('latin1') === 'RIFF' &&
    content.subarray(8, 12).toString('latin1') === 'WEBP'
  )
    return 'image/webp';
  return 'application/octet-stream';
}
