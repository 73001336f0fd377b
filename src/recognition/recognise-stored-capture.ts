import { readCameraSettings } from '../captures/camera-settings.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { publishLive } from '../notify/live.ts';
import { alertsQueue } from '../queues/alerts.ts';
import type { JobOutcome } from '../queues/define-worker.ts';
import type { Camera, Frame, Sighting } from '../store/generated/client.ts';
import { withoutConsent } from '../store/consents.ts';
import type { Transaction } from '../store/database.ts';
import { deleteFiles } from '../store/forget.ts';
import type { Gallery } from '../vision/gallery.ts';
import {
  recogniseCapture,
  type CaptureResult as Recognition,
  type Frame as CaptureFrame,
  type UnusableFace,
} from '../vision/capture.ts';
import type { Vision } from '../vision/vision.ts';
import { askForDays } from '../attendance/ask-for-days.ts';
import { recognises } from '../captures/recognition-rule.ts';
import { checkFarDoorsOf } from './check-far-doors.ts';
import { sealEmbedding } from './embeddings.ts';
import { officeThresholds } from './office-thresholds.ts';

type StoredCapture = { id: string; camera: Camera; frames: Frame[] };

/**
 * Finds out who is in a capture, stores the sightings, and tells those who use them. Doing it again for the same
 * capture writes the same sightings once more and asks again for the days they touch, so a crash in between is harmless.
 */
export async function recogniseStoredCapture(
  context: Context,
  vision: Vision,
  gallery: Gallery,
  captureId: string,
): Promise<JobOutcome> {
  const { database } = context;
  const capture = await database.prisma.capture.findUnique({
    where: { id: captureId },
    include: { camera: true, frames: { orderBy: { capturedAt: 'asc' } }, sightings: true },
  });
  if (capture === null) return { status: 'skipped', reason: 'capture deleted' };
  if (capture.state === 'pending' && !recognises(readCameraSettings(capture.camera.settings)))
    return dropCapture(context, capture);
  const sightings =
    capture.state === 'pending' ? await recognise(context, vision, gallery, capture) : capture.sightings;
  await announce(context, sightings);
  return { status: 'done', captureId, sightings: sightings.length };
}

async function recognise(
  context: Context,
  vision: Vision,
  gallery: Gallery,
  capture: StoredCapture,
): Promise<Sighting[]> {
  const frames = await loadFrames(context, capture.frames);
  const thresholds = await officeThresholds(context.database.prisma, vision.model.id);
  const { camera, id: captureId } = capture;
  const { zone } = readCameraSettings(camera.settings);
  const recognition = await recogniseCapture(vision, frames, gallery, thresholds, zone);
  return context.database.prisma.$transaction(async (db) => {
    await requireConsents(db, recognition);
    await db.sighting.deleteMany({ where: { captureId } });
    await db.observation.deleteMany({ where: { frame: { captureId } } });
    const sightings = [];
    for (const person of recognition.people)
      sightings.push(
        await db.sighting.create({ data: sightingRow(camera, captureId, person, vision.model.id) }),
      );
    for (const face of recognition.unusable)
      sightings.push(await db.sighting.create({ data: unusableRow(camera, captureId, face) }));
    await storeObservations(db, context, recognition, sightings, vision.model.id);
    await db.capture.update({
      where: { id: captureId },
      data: {
        state: frames.length > 0 ? 'done' : 'failed',
        error: frames.length > 0 ? null : 'evidence_missing',
        processedAt: new Date(),
        result: { rejected: recognition.rejected, faces: recognition.observations.length },
      },
    });
    return sightings;
  });
}

/**
 * Recognition was switched off at this camera while the capture waited: its pictures go unseen. The capture counts as
 * lost, because somebody may have passed whom nobody looked for.
 */
async function dropCapture(
  { database: { prisma }, evidence }: Context,
  capture: StoredCapture,
): Promise<JobOutcome> {
  const ids = capture.frames.map(({ evidenceId }) => evidenceId);
  const now = new Date();
  await prisma.$transaction([
    prisma.evidence.updateMany({ where: { id: { in: ids } }, data: { expiresAt: now } }),
    prisma.capture.update({
      where: { id: capture.id },
      data: { state: 'failed', error: 'recognition_off', processedAt: now },
    }),
  ]);
  await deleteFiles(prisma, evidence, ids);
  return { status: 'done', captureId: capture.id, recognition: 'off' };
}

/**
 * Somebody may have withdrawn while their face was looked at: then nothing of it is stored, and the capture is looked at
 * again with a gallery that does not know them any more.
 */
async function requireConsents(db: Transaction, { people }: Recognition): Promise<void> {
  const named = people.flatMap((person) => [
    ...(person.outcome === 'known' && person.employeeId !== null ? [person.employeeId] : []),
    ...(person.outcome === 'unknown' ? [] : person.candidates.map(({ employeeId }) => employeeId)),
  ]);
  const [withdrawn] = await withoutConsent(db, named);
  if (withdrawn !== undefined)
    throw new AppError('service_unavailable', `${withdrawn} withdrew meanwhile`, { retryable: true });
}

async function loadFrames({ evidence, log }: Context, rows: Frame[]): Promise<CaptureFrame[]> {
  const frames: CaptureFrame[] = [];
  for (const row of rows) {
    try {
      const image = await evidence.get(row.evidenceId);
      frames.push({ id: row.id, capturedAt: row.capturedAt.getTime(), image });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      log.warn({ frameId: row.id }, 'frame is gone');
    }
  }
  return frames;
}

function sightingRow(
  camera: Camera,
  captureId: string,
  person: Recognition['people'][number],
  modelId: string,
) {
  return {
    ...placeOf(camera, captureId, person),
    outcome: person.outcome,
    employeeId: person.outcome === 'known' ? person.employeeId : null,
    candidates: person.outcome === 'unknown' ? [] : person.candidates,
    distance: finite(person.distance),
    margin: finite(person.margin),
    votes: { ...person.votes, observations: person.observationCount },
    doubts: person.doubts,
    modelId,
  };
}

/** Somebody passed and could be anybody: the door counts as not watched for that moment. */
function unusableRow(camera: Camera, captureId: string, face: UnusableFace) {
  const votes = { observations: face.observationCount };
  return { ...placeOf(camera, captureId, face), outcome: 'unusable' as const, candidates: [], votes };
}

function placeOf(camera: Camera, captureId: string, seen: UnusableFace) {
  return {
    captureId,
    track: seen.track,
    cameraId: camera.id,
    doorId: camera.doorId,
    direction: camera.direction,
    at: new Date(seen.at),
    firstAt: new Date(seen.firstAt),
    lastAt: new Date(seen.lastAt),
    bestFrameId: seen.bestFrameId,
    bestBox: seen.bestBox,
  };
}

/** A gallery of nobody is infinitely far away; the database keeps no infinities. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

async function storeObservations(
  db: Transaction,
  { secrets }: Context,
  recognition: Recognition,
  sightings: Sighting[],
  modelId: string,
): Promise<void> {
  const sightingOf = new Map(sightings.map((sighting) => [sighting.track, sighting.id]));
  await db.observation.createMany({
    data: recognition.observations.map((seen) => ({
      frameId: seen.frameId,
      sightingId: sightingOf.get(seen.track) ?? null,
      box: seen.box,
      score: seen.quality.score,
      quality: JSON.parse(JSON.stringify(seen.quality)) as object,
      modelId: seen.embedding === null ? null : modelId,
      embedding: seen.embedding === null ? null : sealEmbedding(secrets, seen.embedding),
    })),
  });
}

/** Asks for the days that the sightings touch, and lets dashboard and alerts know. */
async function announce(context: Context, sightings: Sighting[]): Promise<void> {
  const { database, queues } = context;
  for (const sighting of sightings) {
    await checkFarDoorsOf(context, sighting);
    await askForDays(context, sighting);
    if (sighting.outcome === 'uncertain' || sighting.outcome === 'unknown')
      await alertsQueue.enqueue(queues, { kind: 'sighting', sightingId: sighting.id });
    await publishLive(database, { type: 'sighting', sightingId: sighting.id, cameraId: sighting.cameraId });
  }
}
