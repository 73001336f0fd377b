import { AppError } from '../errors.ts';
import type { PrismaLike } from './database.ts';

/** With nobody looking at its page for this long a live capture ends. */
export const unaskedMs = 15_000;
/** However long somebody looks. */
export const longestMs = 600_000;

/** Begins one; those that somebody left behind go. */
export async function beginLiveCapture(
  db: PrismaLike,
  facts: { employeeId: string; cameraId: string; requestedBy: string },
): Promise<string> {
  await db.liveCapture.deleteMany({ where: { askedAt: { lt: new Date(Date.now() - longestMs) } } });
  return (await db.liveCapture.create({ data: facts })).id;
}

/**
 * A live capture for who began it, noting that they look. Nobody else may see it.
 *
 * @throws AppError `not_found`, also when it has ended.
 */
export async function askLiveCapture(db: PrismaLike, id: string, requestedBy: string) {
  const { count } = await db.liveCapture.updateMany({
    where: { id, requestedBy },
    data: { askedAt: new Date() },
  });
  const row = count === 0 ? null : await db.liveCapture.findUnique({ where: { id }, include: withFrames });
  if (row === null) throw new AppError('not_found', `no live capture ${id}`);
  return row;
}

const withFrames = {
  frames: { select: { id: true, pose: true }, orderBy: { capturedAt: 'asc' } },
} as const;

/** A picture that waits to be chosen, still sealed. @throws AppError `not_found`. */
export async function liveFrame(db: PrismaLike, id: string, frameId: string, requestedBy: string) {
  const row = await db.liveCaptureFrame.findFirst({
    where: { id: frameId, captureId: id, capture: { requestedBy } },
  });
  if (row === null) throw new AppError('not_found', `no picture ${frameId}`);
  return row.picture;
}

/** Ends it: with the row goes everything that was seen. @returns false when it had ended. */
export async function endLiveCapture(db: PrismaLike, id: string): Promise<boolean> {
  return (await db.liveCapture.deleteMany({ where: { id } })).count > 0;
}

/** Deletes those whose process died, so that it could not end them. @returns how many. */
export async function deleteOldLiveCaptures(db: PrismaLike, now: Date): Promise<number> {
  const createdAt = { lt: new Date(now.getTime() - 2 * longestMs) };
  return (await db.liveCapture.deleteMany({ where: { createdAt } })).count;
}
