import { readCameraSettings, type CameraSettings } from '../captures/camera-settings.ts';
import { AppError } from '../errors.ts';
import {
  camera as cameraContract,
  cameraState,
  type Camera,
  type Direction,
} from '../http/contracts/cameras.ts';
import type { Prisma } from './generated/client.ts';
import type { PrismaLike } from './database.ts';
import { instantOf, instantOrNull } from './dates.ts';

const watchedWithinMs = 15_000;
/** One that is connected for events only proves once a minute that it would be. */
const provenWithinMs = 75_000;

/** No camera whose open coverage was last extended longer ago is alive. */
export const longestAliveMs = Math.max(watchedWithinMs, provenWithinMs);

/** A camera is alive while its open coverage was extended within this time (ms). */
export function aliveWithinMs({ ring }: Pick<CameraSettings, 'ring'>): number {
  return ring === 'onEvent' ? provenWithinMs : watchedWithinMs;
}

const withDoor = {
  door: { select: { id: true, name: true } },
  coverage: { orderBy: { toAt: 'desc' }, take: 1, select: { toAt: true, endCause: true } },
} as const satisfies Prisma.CameraInclude;

/** What is sealed stays in the database unless asked for. */
const omitSealed = { lastFrame: true, usualViews: true, password: true } as const;

type CameraRow = Prisma.CameraGetPayload<{ include: typeof withDoor; omit: typeof omitSealed }>;

function present(row: CameraRow, now: number): Camera {
  const newest = row.coverage[0];
  const settings = readCameraSettings(row.settings);
  const withinMs = aliveWithinMs(settings);
  const watching =
    row.enabled && newest !== undefined && newest.endCause === null && now - newest.toAt.getTime() < withinMs;
  const { data: device = {} } = cameraContract.shape.device.safeParse(row.device);
  const { data: state = 'connecting' } = cameraState.safeParse(row.enabled ? row.state : 'paused');
  return {
    id: row.id,
    name: row.name,
    address: row.address,
    username: row.username,
    door: row.door,
    direction: row.direction,
    settings,
    enabled: row.enabled,
    device,
    state,
    stateDetail: row.stateDetail,
    stateSince: instantOrNull(row.stateSince),
    skewMs: row.skewMs,
    lastEventAt: instantOrNull(row.lastEventAt),
    lastFrameAt: instantOrNull(row.lastFrameAt),
    watching,
  };
}

export async function listCameras(db: PrismaLike): Promise<Camera[]> {
  const rows = await db.camera.findMany({ include: withDoor, omit: omitSealed, orderBy: { name: 'asc' } });
  const now = Date.now();
  return rows.map((row) => present(row, now));
}

/** @throws AppError `not_found`. */
export async function findCamera(db: PrismaLike, id: string): Promise<Camera> {
  const row = await db.camera.findUnique({ where: { id }, include: withDoor, omit: omitSealed });
  if (row === null) throw new AppError('not_found', `no camera ${id}`);
  return present(row, Date.now());
}

/** How to reach a camera, its password still sealed. @throws AppError `not_found`. */
export async function cameraAccessOf(
  db: PrismaLike,
  id: string,
): Promise<{ address: string; username: string; password: Uint8Array }> {
  const row = await db.camera.findUnique({
    where: { id },
    select: { address: true, username: true, password: true },
  });
  if (row === null) throw new AppError('not_found', `no camera ${id}`);
  return row;
}

/** The newest picture, still sealed. @throws AppError `not_found` when there is none. */
export async function lastFrameOf(
  db: PrismaLike,
  id: string,
): Promise<{ sealed: Uint8Array; at: Date | null }> {
  const row = await db.camera.findUnique({ where: { id }, select: { lastFrame: true, lastFrameAt: true } });
  if (row?.lastFrame == null) throw new AppError('not_found', `no picture of camera ${id}`);
  return { sealed: row.lastFrame, at: row.lastFrameAt };
}

/** What is stored of a camera; what a probe found comes with it. */
export type CameraFacts = {
  name: string;
  address: string;
  username: string;
  password: Uint8Array<ArrayBuffer>;
  doorId: string;
  direction: Direction;
  settings: CameraSettings;
  enabled: boolean;
  device: Record<string, string>;
  profileToken: string | null;
  streamUri: string | null;
  subStreamUri: string | null;
  snapshotUri: string | null;
  skewMs: number | null;
};
type CameraChange = { [Key in keyof CameraFacts]?: CameraFacts[Key] };

async function requireSound(db: PrismaLike, camera: CameraChange, exceptId?: string): Promise<void> {
  const { name, address, doorId } = camera;
  const same = [...(name === undefined ? [] : [{ name }]), ...(address === undefined ? [] : [{ address }])];
  const others = same.length === 0 ? [] : await db.camera.findMany({ where: { OR: same }, omit: omitSealed });
  const other = others.find((it) => it.id !== exceptId);
  if (other !== undefined)
    throw new AppError('camera_duplicate', `camera ${other.id} has this name or address`, {
      details: { name: other.name, address: other.address },
    });
  if (doorId !== undefined && (await db.door.count({ where: { id: doorId } })) === 0)
    throw new AppError('not_found', `no door ${doorId}`, { details: { doorId } });
}

/** @throws AppError `camera_duplicate` by name or address; `not_found` for the door. */
export async function createCamera(
  db: PrismaLike,
  camera: Partial<CameraFacts> & NewCamera,
): Promise<Camera> {
  await requireSound(db, camera);
  const { id } = await db.camera.create({ data: camera, select: { id: true } });
  return findCamera(db, id);
}
type NewCamera = Pick<CameraFacts, 'name' | 'address' | 'username' | 'password' | 'doorId' | 'direction'>;

/** @throws AppError `not_found`, `camera_duplicate`. */
export async function changeCamera(db: PrismaLike, id: string, change: CameraChange): Promise<Camera> {
  const before = await findCamera(db, id);
  await requireSound(db, change, id);
  const { address = before.address, doorId = before.door.id } = change;
  // Another device, or another door: what it used to look at is no measure any more.
  const elsewhere = address !== before.address || doorId !== before.door.id;
  const masks = (change.settings ?? before.settings).masks;
  // The picture that is kept may show what is to be hidden.
  const maskedAnew = JSON.stringify(masks) !== JSON.stringify(before.settings.masks);
  const still = maskedAnew ? { lastFrame: null, lastFrameAt: null } : {};
  await db.camera.update({
    where: { id },
    data: { ...change, ...still, ...(elsewhere && { usualViews: null }) },
    select: { id: true },
  });
  return findCamera(db, id);
}

/** Says that a camera stands right now: what it shows is a usual view from its next picture on. @throws AppError `not_found`. */
export async function acceptView(db: PrismaLike, id: string): Promise<Camera> {
  await findCamera(db, id);
  await db.camera.update({ where: { id }, data: { viewAcceptedAt: new Date() }, select: { id: true } });
  return findCamera(db, id);
}

/**
 * Deletes a camera that has seen nobody yet.
 *
 * @throws AppError `not_found`; `camera_in_use` when sightings rest on it: it can be switched off then.
 */
export async function deleteCamera(db: PrismaLike, id: string): Promise<void> {
  const camera = await findCamera(db, id);
  if ((await db.sighting.count({ where: { cameraId: id } })) > 0)
    throw new AppError('camera_in_use', `camera ${id} has sightings`, { details: { name: camera.name } });
  await db.camera.delete({ where: { id }, select: { id: true } });
}

type Stretch = { from: string; to: string; endCause: string | null };

/** When each camera was watched between two instants, clipped to them, oldest first. */
export async function coverageBetween(db: PrismaLike, from: Date, to: Date): Promise<Map<string, Stretch[]>> {
  const rows = await db.coverageInterval.findMany({
    where: { fromAt: { lt: to }, toAt: { gt: from } },
    orderBy: { fromAt: 'asc' },
  });
  const result = new Map<string, Stretch[]>();
  for (const row of rows) {
    const stretches = result.get(row.cameraId) ?? [];
    stretches.push({
      from: instantOf(row.fromAt < from ? from : row.fromAt),
      to: instantOf(row.toAt > to ? to : row.toAt),
      endCause: row.endCause,
    });
    result.set(row.cameraId, stretches);
  }
  return result;
}
