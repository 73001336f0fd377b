import type { JobsOptions } from 'bullmq';
import type { Prisma, Transaction } from '../store/database.ts';
import type { HeldCapture } from './spool.ts';

export type StoredCapture = {
  /** The row that the capture is in, which may have been there before. */
  captureId: string;
  /** How recognition is asked for; null when it need not be. */
  job: JobsOptions | null;
  /** Pictures that nothing in the database refers to. */
  unused: string[];
};

/**
 * Captures of one event that begin so near to each other are one, whoever took them. The pieces of a long burst lie
 * further apart.
 */
const sameBeginMs = 1_250;

/**
 * Writes the rows of a capture, none when its camera was deleted. Writing them again changes nothing. An event that two
 * workers heard, because one did not know yet that the camera was handed over, is one event and one capture: the first
 * that comes is kept, and gets the other's pictures when it has none.
 */
export async function storeCapture(prisma: Prisma, capture: HeldCapture): Promise<StoredCapture> {
  return prisma.$transaction(async (db) => {
    // A process that freezes in here must not hold up the others.
    await db.$executeRaw`set local idle_in_transaction_session_timeout = '5s'`;
    await db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${capture.cameraId}, 0))`;
    const camera = await db.camera.findUnique({ where: { id: capture.cameraId }, select: { id: true } });
    const pictures = capture.frames.map((frame) => frame.picture.id);
    if (camera === null) return { captureId: capture.captureId, job: null, unused: pictures };
    const eventId = await storeEvent(db, capture.cameraId, capture.event);
    for (const event of capture.alsoEvents) await storeEvent(db, capture.cameraId, event);
    if (capture.eventOnly === true) return { captureId: capture.captureId, job: null, unused: pictures };
    const known = await findKnown(db, capture, eventId);
    if (known === null) {
      await create(db, capture, eventId);
      return { captureId: capture.captureId, job: {}, unused: [] };
    }
    const filled = known.frames.length === 0 && capture.frames.length > 0;
    if (filled) await fill(db, known, capture);
    const used = await db.evidence.findMany({ where: { id: { in: pictures } }, select: { id: true } });
    const inUse = new Set(used.map(({ id }) => id));
    const asked = filled || known.state === 'pending';
    return {
      captureId: known.id,
      // A job of that name may be done already: it has looked at what was there before.
      job: asked ? { jobId: `capture-${known.id}-again` } : null,
      unused: pictures.filter((id) => !inUse.has(id)),
    };
  });
}

const knownFacts = {
  id: true,
  state: true,
  fromAt: true,
  toAt: true,
  frames: { select: { id: true }, take: 1 },
} as const;
type Known = NonNullable<Awaited<ReturnType<typeof findKnown>>>;

async function findKnown(db: Transaction, capture: HeldCapture, eventId: string) {
  const same = await db.capture.findUnique({ where: { id: capture.captureId }, select: knownFacts });
  if (same !== null) return same;
  const begins = capture.fromAt.getTime();
  return db.capture.findFirst({
    where: {
      eventId,
      fromAt: { gt: new Date(begins - sameBeginMs), lt: new Date(begins + sameBeginMs) },
    },
    orderBy: { createdAt: 'asc' },
    select: knownFacts,
  });
}

async function create(db: Transaction, capture: HeldCapture, eventId: string): Promise<void> {
  const { captureId: id, cameraId, fromAt, toAt, fence } = capture;
  await db.capture.create({ data: { id, cameraId, eventId, fromAt, toAt, fence } });
  await storeFrames(db, id, capture);
}

/** A capture whose pictures come later: it is looked at anew. */
async function fill(db: Transaction, known: Known, capture: HeldCapture): Promise<void> {
  await db.capture.update({
    where: { id: known.id },
    data: {
      state: 'pending',
      error: null,
      fromAt: capture.fromAt < known.fromAt ? capture.fromAt : known.fromAt,
      toAt: capture.toAt > known.toAt ? capture.toAt : known.toAt,
    },
  });
  await storeFrames(db, known.id, capture);
}

async function storeFrames(db: Transaction, captureId: string, { frames }: HeldCapture): Promise<void> {
  await db.evidence.createMany({ data: frames.map((frame) => frame.picture), skipDuplicates: true });
  await db.frame.createMany({
    data: frames.map(({ id, capturedAt, picture }) => ({
      id,
      captureId,
      evidenceId: picture.id,
      capturedAt,
    })),
  });
}

async function storeEvent(db: Transaction, cameraId: string, event: HeldCapture['event']): Promise<string> {
  const row = await db.cameraEvent.upsert({
    where: { cameraId_key: { cameraId, key: event.key } },
    create: { ...event, cameraId },
    update: {},
    select: { id: true },
  });
  return row.id;
}
