import { setTimeout as sleep } from 'node:timers/promises';
import { openFrameSource } from '../cameras/frame-source.ts';
import type { FrameSource } from '../cameras/types.ts';
import { readCameraSettings, streamsOf } from '../captures/camera-settings.ts';
import type { Context } from '../context.ts';
import { guideLive, noProgress, posePatienceMs, type LiveStep } from '../domain/live-guide.ts';
import { AppError } from '../errors.ts';
import type { JobOutcome } from '../queues/define-worker.ts';
import { audit } from '../store/audit.ts';
import type { Camera } from '../store/generated/client.ts';
import { endLiveCapture, longestMs, unaskedMs } from '../store/live-captures.ts';
import { cutFace, lookLive, previewOf, type LivePicture } from '../vision/look-live.ts';
import type { Vision } from '../vision/vision.ts';

/** A camera that shows nothing for this long after connecting does not work now. */
const noPictureMs = 15_000;
const framesPerSecond = 4;
const restMs = 120;

export type LiveCaptureOptions = { patienceMs?: number; unaskedMs?: number };

/**
 * Guides somebody before a camera: says what to do, collects good pictures, and waits until an officer has chosen.
 * Ends when the row is gone, when nobody looks at its page any more, or when the consent is withdrawn; then nothing of it
 * is left. No face is compared with another before a picture is chosen.
 */
export async function runLiveCapture(
  context: Context,
  vision: Vision,
  id: string,
  options: LiveCaptureOptions = {},
): Promise<JobOutcome> {
  const { database, lifecycle } = context;
  const db = database.prisma;
  const row = await db.liveCapture.findUnique({ where: { id }, include: { camera: true } });
  if (row === null) return { status: 'skipped', reason: 'ended before it began' };
  const limits = { patienceMs: posePatienceMs, unaskedMs, ...options };
  const goesOn = async (): Promise<boolean> => {
    if (lifecycle.signal.aborted) return false;
    const now = await db.liveCapture.findFirst({
      where: { id, employee: { consents: { some: { withdrawnAt: null } } } },
      select: { askedAt: true, createdAt: true },
    });
    const at = Date.now();
    return (
      now !== null &&
      at - now.askedAt.getTime() < limits.unaskedMs &&
      at - now.createdAt.getTime() < longestMs
    );
  };
  try {
    const frames = await collect(context, vision, { id, camera: row.camera, goesOn, ...limits });
    // The pictures wait here for whoever looks at them.
    while (await goesOn()) await sleep(restMs * 5);
    return { status: 'done', liveCaptureId: id, frames };
  } finally {
    if (await endLiveCapture(db, id)) {
      const { requestedBy: actor, employeeId, cameraId } = row;
      const detail = { cameraId, cause: 'left' };
      await audit(db, { actor, action: 'liveCapture.end', subject: `employee:${employeeId}`, detail });
    }
  }
}

type Session = { id: string; camera: Camera; goesOn: () => Promise<boolean>; patienceMs: number };

/** Looks at the camera until all poses are there. @returns how many pictures were kept to choose from. */
async function collect(context: Context, vision: Vision, session: Session): Promise<number> {
  const { database, lifecycle, log, secrets } = context;
  const { id, camera } = session;
  const tell = (data: object) => database.prisma.liveCapture.updateMany({ where: { id }, data });
  const { main: uri } = streamsOf(camera);
  if (uri === null) {
    await tell({ state: 'failed', error: 'camera_no_stream' });
    return 0;
  }
  const password = secrets.decrypt(camera.password).toString('utf8');
  const access = { uri, username: camera.username, password };
  const { masks } = readCameraSettings(camera.settings);
  const source = openFrameSource(access, {
    ...{ fps: framesPerSecond, ringSeconds: 2, ring: 'decoded', maxWidth: 1920, masks },
    signal: lifecycle.signal,
    log: log.child({ cameraId: camera.id }),
  });
  try {
    return await look(context, vision, session, source);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await tell({ state: 'failed', error: error.code, picture: null });
    return 0;
  } finally {
    await source.close();
  }
}

async function look(
  { database, secrets }: Context,
  vision: Vision,
  { id, camera, goesOn, patienceMs }: Session,
  source: FrameSource,
): Promise<number> {
  let progress = noProgress;
  let lastAt = 0;
  let seenAt = Date.now();
  while (await goesOn()) {
    const frame = await source.latest();
    if (frame === null || frame.capturedAt === lastAt) {
      if (Date.now() - seenAt > noPictureMs)
        throw new AppError('camera_no_stream', `no picture of ${camera.id}: ${source.health().cause}`);
      await sleep(restMs);
      continue;
    }
    [lastAt, seenAt] = [frame.capturedAt, Date.now()];
    const picture = await lookLive(vision, frame.jpeg);
    const step = guideLive(progress, lookOf(picture), frame.capturedAt, patienceMs);
    progress = step.progress;
    await store(database.prisma, secrets, id, { picture, step, at: frame.capturedAt });
    if (step.advice === 'done') break;
  }
  return progress.taken.length;
}

function lookOf({ faces, only }: LivePicture) {
  return {
    faces,
    reasons: only?.quality.reasons ?? [],
    turn: only?.quality.turn ?? 0,
    nod: only?.quality.nod ?? 0,
  };
}

/** One transaction, and only while the row is there: nothing may be stored of a capture that was cancelled. */
async function store(
  prisma: Context['database']['prisma'],
  secrets: Context['secrets'],
  id: string,
  { picture, step, at }: { picture: LivePicture; step: LiveStep; at: number },
): Promise<void> {
  const done = step.advice === 'done';
  const preview = done ? null : secrets.encrypt(await previewOf(picture.image));
  const kept =
    step.take === null || picture.only === null
      ? null
      : secrets.encrypt(await cutFace(picture.image, picture.only.box));
  await prisma.$transaction(async (tx) => {
    const { count } = await tx.liveCapture.updateMany({
      where: { id },
      data: { state: done ? 'ready' : 'looking', advice: step.advice, picture: preview },
    });
    if (count > 0 && kept !== null && step.take !== null)
      await tx.liveCaptureFrame.create({
        data: { captureId: id, pose: step.take, picture: kept, capturedAt: new Date(at) },
      });
  });
}
