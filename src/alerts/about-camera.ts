import { z } from 'zod';
import type { Context } from '../context.ts';
import { belongsTo } from '../domain/camera-incident.ts';
import type { AlertKind } from '../http/contracts/attendance.ts';
import { publishLive } from '../notify/live.ts';
import type { JobOutcome } from '../queues/define-worker.ts';
import type { Transaction } from '../store/database.ts';
import type { Alert } from '../store/generated/client.ts';
import { raise } from './write-alert.ts';

type Change = { cameraId: string; watching: boolean; cause: string | null; at: string };

const member = z.object({ cameraId: z.uuid(), name: z.string(), at: z.number() });
type Member = z.infer<typeof member>;
const stored = z.object({ members: z.array(member) });

/** Alerts this much older or newer than a change are looked at whether it belongs to them. */
const lookMs = 5 * 60_000;

/**
 * A camera is away, or back. What happens to several within seconds is one alert that names them all: the first makes
 * it, the others join it.
 */
export async function aboutCamera({ database }: Context, fact: Change): Promise<JobOutcome> {
  const alertId = await database.prisma.$transaction(async (db) => {
    // Two of them at once must find each other.
    await db.$executeRaw`select pg_advisory_xact_lock(hashtextextended('camera alerts', 0))`;
    return tell(db, fact);
  });
  if (alertId === null) return { status: 'skipped', reason: 'told already, or the camera is deleted' };
  await publishLive(database, { type: 'alert', alertId });
  return { status: 'done', alertId };
}

async function tell(db: Transaction, fact: Change): Promise<string | null> {
  const camera = await db.camera.findUnique({
    where: { id: fact.cameraId },
    select: { name: true, door: { select: { name: true } } },
  });
  if (camera === null) return null;
  const change = { cameraId: fact.cameraId, name: camera.name, at: Date.parse(fact.at) };
  const recent = await recentAlerts(db, fact.watching, change.at);
  if (recent.some(({ members }) => members.some((it) => isSame(it, change)))) return null;
  const incident = recent.find(({ members }) => belongsTo(members, change));
  if (incident !== undefined) return join(db, incident, change, fact.watching);
  const [kind, way] = fact.watching ? (['cameraBack', 'back'] as const) : (['cameraAway', 'away'] as const);
  const alert = await db.alert.create({
    data: {
      kind: kind satisfies AlertKind,
      severity: severityOf(fact),
      dedupeKey: `camera-${fact.cameraId}-${way}-${fact.at}`,
      at: new Date(change.at),
      cameraId: fact.cameraId,
      params: { camera: camera.name, door: camera.door.name, cause: fact.cause ?? '', members: [change] },
    },
  });
  return alert.id;
}

/** A black picture is every evening's where nobody leaves a light on. */
function severityOf({ watching, cause }: Change): 'info' | 'warning' | 'critical' {
  if (watching) return 'info';
  return cause === 'pictureBlack' ? 'warning' : 'critical';
}

type Recent = { alert: Alert; members: Member[] };

async function recentAlerts(db: Transaction, watching: boolean, at: number): Promise<Recent[]> {
  const kinds: AlertKind[] = watching ? ['cameraBack', 'camerasBack'] : ['cameraAway', 'camerasAway'];
  const rows = await db.alert.findMany({
    where: { kind: { in: kinds }, at: { gte: new Date(at - lookMs), lte: new Date(at + lookMs) } },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  });
  return rows.map((alert) => ({ alert, members: stored.catch({ members: [] }).parse(alert.params).members }));
}

const isSame = (a: Member, b: Member): boolean => a.cameraId === b.cameraId && a.at === b.at;

/** One more camera: the alert is news again, also to who has seen it. */
async function join(
  db: Transaction,
  { alert, members: before }: Recent,
  change: Member,
  watching: boolean,
): Promise<string> {
  const members = [...before, change].sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
  await db.alert.update({
    where: { id: alert.id },
    data: {
      kind: (watching ? 'camerasBack' : 'camerasAway') satisfies AlertKind,
      at: new Date(members[0]?.at ?? change.at),
      cameraId: null,
      acknowledgedAt: null,
      acknowledgedBy: null,
      params: { count: members.length, cameras: members.map(({ name }) => name).join(', '), members },
    },
  });
  return alert.id;
}

/** A camera listens and brings nothing: told once, with what is usual at this time. */
export async function aboutSilence(context: Context, silenceId: string): Promise<JobOutcome> {
  const silence = await context.database.prisma.cameraSilence.findUnique({
    where: { id: silenceId },
    include: { camera: { include: { door: true }, omit: { lastFrame: true, usualViews: true } } },
  });
  if (silence === null) return { status: 'skipped', reason: 'camera deleted' };
  const { camera, fromAt, usual } = silence;
  const raised = await raise(context, {
    kind: 'cameraSilent',
    severity: 'warning',
    dedupeKey: `camera-silent-${silenceId}`,
    at: fromAt,
    cameraId: camera.id,
    params: { camera: camera.name, door: camera.door.name, usual },
  });
  return { status: 'done', raised };
}
