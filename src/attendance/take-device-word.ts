import { namingOf, type Naming } from '../captures/naming-event.ts';
import { readCameraSettings } from '../captures/camera-settings.ts';
import { recognises } from '../captures/recognition-rule.ts';
import type { Context } from '../context.ts';
import { toLocal } from '../domain/civil-time.ts';
import { instantOfWord, strengthOf } from '../domain/device-word.ts';
import { publishLive } from '../notify/live.ts';
import type { JobOutcome } from '../queues/define-worker.ts';
import { holderOf, kindOfCredential, mayBeRecognised } from '../store/credentials.ts';
import type { Transaction } from '../store/database.ts';
import { heldPerson } from '../store/far-doors.ts';
import type { Camera, CameraEvent, DeviceIdentification, Sighting } from '../store/generated/client.ts';
import { readOffice } from '../store/office.ts';
import { checkFarDoorsOf } from '../recognition/check-far-doors.ts';
import { askForDays } from './ask-for-days.ts';

/** A picture this near to the event is shown beside it. */
const pictureReachMs = 2_000;

type Device = Pick<Camera, 'id' | 'doorId' | 'direction' | 'settings'>;
type Word = { event: CameraEvent & { camera: Device }; naming: Naming; at: Date };
type Settled = { before: Sighting | null; after: Sighting | null };

/**
 * Makes a sighting of what a device said about who passed, once its credential is somebody's; takes it back when it is
 * nobody's any more. Doing it again changes nothing.
 */
export async function takeDeviceWord(
  context: Context,
  key: { cameraId: string; eventKey: string },
): Promise<JobOutcome> {
  const { database } = context;
  const word = await wordOf(context, key);
  if (word === null) return { status: 'skipped', reason: 'says nothing that counts' };
  const { before, after } = await database.prisma.$transaction((db) => settle(db, word));
  // Done again by a repeated job: a crash before these lines is made good.
  for (const sighting of [before, after]) if (sighting !== null) await checkFarDoorsOf(context, sighting);
  for (const sighting of [before, after]) if (sighting !== null) await askForDays(context, sighting);
  if (after !== null)
    await publishLive(database, { type: 'sighting', sightingId: after.id, cameraId: after.cameraId });
  return { status: 'done', sightingId: after?.id ?? null };
}

async function wordOf(
  { database }: Context,
  { cameraId, eventKey }: { cameraId: string; eventKey: string },
): Promise<Word | null> {
  const event = await database.prisma.cameraEvent.findUnique({
    where: { cameraId_key: { cameraId, key: eventKey } },
    include: { camera: { select: { id: true, doorId: true, direction: true, settings: true } } },
  });
  const naming = namingOf((event?.payload as { meaning?: unknown } | undefined)?.meaning);
  if (event === null || naming === null) return null;
  if (naming.kind === 'faceRecognised' && !recognises(readCameraSettings(event.camera.settings))) return null;
  const at = instantOfWord({
    operation: event.operation,
    deviceTime: event.deviceTime?.getTime() ?? null,
    receivedAt: event.receivedAt.getTime(),
    skewMs: event.skewMs,
  });
  return at === null ? null : { event, naming, at: new Date(at) };
}

async function settle(db: Transaction, { event, naming, at }: Word): Promise<Settled> {
  const key = { cameraId: event.cameraId, eventKey: event.key };
  const identification = await db.deviceIdentification.upsert({
    where: { cameraId_eventKey: key },
    create: { ...key, ...naming, at },
    update: {},
  });
  const before = await db.sighting.findUnique({
    where: { identificationId: identification.id },
    include: { decisions: { where: { revokedAt: null } } },
  });
  if (before !== null && (await mustStay(db, naming, before))) return { before: null, after: before };
  const { timeZone } = await readOffice(db);
  const employeeId = await holderOf(db, {
    cameraId: event.cameraId,
    kind: kindOfCredential(naming.kind),
    token: naming.token,
    date: toLocal(identification.at.getTime(), timeZone).date,
  });
  if (employeeId === null) {
    if (before !== null) await db.sighting.delete({ where: { id: before.id } });
    return { before, after: null };
  }
  if (before !== null && heldPerson(before) === employeeId) return { before: null, after: before };
  const row = await sightingRow(db, event.camera, identification, employeeId);
  const after = await db.sighting.upsert({
    where: { identificationId: identification.id },
    create: { ...row, identificationId: identification.id },
    update: row,
  });
  return { before, after };
}

/**
 * Somebody has looked at it and said who it is; or it is the face of a person who withdrew their consent since: what was
 * seen until then stays, as what recognition saw does, so that a withdrawal takes no proof from anybody.
 */
async function mustStay(
  db: Transaction,
  { kind }: Naming,
  { decisions, employeeId, candidates }: Sighting & { decisions: unknown[] },
): Promise<boolean> {
  if (decisions.length > 0) return true;
  const person = employeeId ?? (candidates as { employeeId: string }[])[0]?.employeeId;
  return kind === 'faceRecognised' && person !== undefined && !(await mayBeRecognised(db, person));
}

async function sightingRow(
  db: Transaction,
  camera: Device,
  { at, kind, likelihood }: DeviceIdentification,
  employeeId: string,
) {
  const { ownFacesFrom } = readCameraSettings(camera.settings);
  const word = { kind: kind as Naming['kind'], likelihood };
  const place = { direction: camera.direction, trustedFrom: ownFacesFrom };
  const { certainty, direction } = strengthOf(word, place);
  const certain = certainty === 'certain';
  return {
    ...{ cameraId: camera.id, doorId: camera.doorId, direction, at, firstAt: at, lastAt: at },
    outcome: certain ? ('known' as const) : ('uncertain' as const),
    employeeId: certain ? employeeId : null,
    candidates: certain ? [] : [{ employeeId, distance: 1 - (likelihood ?? 0) }],
    doubts: [],
    bestFrameId: await frameNear(db, camera.id, at),
  };
}

async function frameNear(db: Transaction, cameraId: string, at: Date): Promise<string | null> {
  const frames = await db.frame.findMany({
    where: {
      capture: { cameraId },
      capturedAt: {
        gte: new Date(at.getTime() - pictureReachMs),
        lte: new Date(at.getTime() + pictureReachMs),
      },
    },
    select: { id: true, capturedAt: true },
  });
  const apart = (frame: { capturedAt: Date }) => Math.abs(frame.capturedAt.getTime() - at.getTime());
  return frames.sort((a, b) => apart(a) - apart(b))[0]?.id ?? null;
}
