import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { identificationQueue } from '../queues/identification.ts';
import { recognitionQueue } from '../queues/recognition.ts';
import { isConnectionError, type Transaction } from '../store/database.ts';
import { evidenceKinds } from '../store/evidence.ts';
import { namingOf } from './naming-event.ts';

const storedPicture = z.object({
  id: z.uuid(),
  kind: z.enum(evidenceKinds),
  mime: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  createdAt: z.coerce.date(),
  expiresAt: z.coerce.date().nullable(),
});

const spooledEvent = z.object({
  id: z.uuid(),
  key: z.string(),
  topic: z.string(),
  operation: z.string().nullable(),
  payload: z.record(z.string(), z.json()),
  deviceTime: z.coerce.date().nullable(),
  receivedAt: z.coerce.date(),
  skewMs: z.number().nullable(),
});

/** A capture as it waits on disk: everything but the pictures, which are in the evidence store already. */
const spooledCapture = z.object({
  captureId: z.uuid(),
  cameraId: z.uuid(),
  fromAt: z.coerce.date(),
  toAt: z.coerce.date(),
  event: spooledEvent,
  /** Other events that fell into the same pictures. */
  alsoEvents: z.array(spooledEvent).default([]),
  frames: z.array(z.object({ id: z.uuid(), capturedAt: z.coerce.date(), picture: storedPicture })),
  /** No pictures are wanted: only what the event itself says is kept. */
  eventOnly: z.boolean().optional(),
});
export type SpooledCapture = z.infer<typeof spooledCapture>;

/**
 * Captures on their way into the database. They are written to disk first, so that neither a database that is away
 * nor a worker that dies loses one; what was written before is delivered after the next start.
 */
export class CaptureSpool {
  readonly #context: Context;
  readonly #folder: string;
  readonly #waiting = new Map<string, SpooledCapture>();
  /** Promised captures whose pictures are still being taken. */
  readonly #promised = new Map<string, SpooledCapture>();
  #running = false;

  constructor(context: Context) {
    this.#context = context;
    this.#folder = path.join(context.config.dataDir, 'spool');
  }

  /** Takes up what an earlier process left, and begins to deliver. */
  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#folder)) {
      if (!name.endsWith('.json')) continue;
      const file = path.join(this.#folder, name);
      const parsed = spooledCapture.safeParse(parseJson(await readFile(file, 'utf8')));
      if (parsed.success) this.#waiting.set(parsed.data.captureId, parsed.data);
      else {
        this.#context.log.error({ file: name }, 'unreadable capture in the spool; set aside');
        await rename(file, `${file}.bad`);
      }
    }
    void this.#deliverAll();
  }

  /**
   * Keeps an event on disk while its pictures are being taken; `add` with the same id takes its place. If this process
   * dies before, the next one delivers it without pictures: somebody may have passed, and it is not forgotten.
   */
  async promise(capture: SpooledCapture): Promise<void> {
    this.#promised.set(capture.captureId, capture);
    await this.#write(capture);
  }

  /**
   * Stores a capture safely, then delivers it. Resolves when it is on disk. `covered` are ids of promised captures whose
   * events are in this one: their own files go once it is safe.
   */
  async add(capture: SpooledCapture, covered: string[] = []): Promise<void> {
    await this.#write(capture);
    this.#waiting.set(capture.captureId, capture);
    this.#promised.delete(capture.captureId);
    for (const id of covered) {
      await rm(this.#fileOf(id), { force: true });
      this.#promised.delete(id);
    }
    void this.#deliverAll();
  }

  /** Start of the earliest capture of a camera that is not in the database yet; null when all are. */
  earliestWaiting(cameraId: string): Date | null {
    let earliest: Date | null = null;
    for (const capture of [...this.#waiting.values(), ...this.#promised.values()])
      if (capture.cameraId === cameraId && (earliest === null || capture.fromAt < earliest))
        earliest = capture.fromAt;
    return earliest;
  }

  async #write(capture: SpooledCapture): Promise<void> {
    const file = this.#fileOf(capture.captureId);
    await writeFile(`${file}.part`, JSON.stringify(capture), { mode: 0o600, flush: true });
    await rename(`${file}.part`, file);
  }

  #fileOf(captureId: string): string {
    return path.join(this.#folder, `${captureId}.json`);
  }

  async #deliverAll(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    const { log, lifecycle } = this.#context;
    for (let delayMs = 200; this.#waiting.size > 0 && !lifecycle.signal.aborted;) {
      const [next] = this.#waiting.values();
      if (next === undefined) break;
      try {
        await this.#deliver(next);
        delayMs = 200;
      } catch (error) {
        log.warn({ captureId: next.captureId, error: String(error) }, 'capture waits for the database');
        await new Promise((resolve) => setTimeout(resolve, delayMs));
        delayMs = Math.min(delayMs * 2, 2_000);
        if (!isConnectionError(error)) this.#moveToEnd(next);
      }
    }
    this.#running = false;
  }

  /** One capture that cannot be stored must not hold up the others. */
  #moveToEnd(capture: SpooledCapture): void {
    this.#waiting.delete(capture.captureId);
    this.#waiting.set(capture.captureId, capture);
  }

  async #deliver(capture: SpooledCapture): Promise<void> {
    const { database, queues, evidence, log } = this.#context;
    const known = await database.prisma.camera.findUnique({
      where: { id: capture.cameraId },
      select: { id: true },
    });
    if (known === null) {
      log.info({ captureId: capture.captureId }, 'capture of a deleted camera dropped');
      for (const frame of capture.frames) await evidence.delete(frame.picture.id);
    } else {
      await database.prisma.$transaction((db) => store(db, capture));
      if (capture.eventOnly !== true)
        await recognitionQueue.enqueue(queues, { captureId: capture.captureId });
      await identificationQueue.enqueueMany(queues, namingEvents(capture));
    }
    await rm(this.#fileOf(capture.captureId), { force: true });
    this.#waiting.delete(capture.captureId);
  }
}

/** The events by which the device itself says who passed. */
function namingEvents({ cameraId, event, alsoEvents }: SpooledCapture) {
  return [event, ...alsoEvents]
    .filter(({ payload }) => namingOf(payload['meaning']) !== null)
    .map(({ key: eventKey }) => ({ cameraId, eventKey }));
}

/** Writes the rows of a capture; writing them again changes nothing. */
async function store(db: Transaction, capture: SpooledCapture): Promise<void> {
  const exists = await db.capture.findUnique({ where: { id: capture.captureId }, select: { id: true } });
  if (exists !== null) return;
  const eventId = await storeEvent(db, capture.cameraId, capture.event);
  for (const event of capture.alsoEvents) await storeEvent(db, capture.cameraId, event);
  if (capture.eventOnly === true) return;
  await db.evidence.createMany({ data: capture.frames.map((frame) => frame.picture), skipDuplicates: true });
  await db.capture.create({
    data: {
      id: capture.captureId,
      cameraId: capture.cameraId,
      eventId,
      fromAt: capture.fromAt,
      toAt: capture.toAt,
    },
  });
  await db.frame.createMany({
    data: capture.frames.map((frame) => ({
      id: frame.id,
      captureId: capture.captureId,
      evidenceId: frame.picture.id,
      capturedAt: frame.capturedAt,
    })),
  });
}

async function storeEvent(
  db: Transaction,
  cameraId: string,
  event: SpooledCapture['event'],
): Promise<string> {
  const row = await db.cameraEvent.upsert({
    where: { cameraId_key: { cameraId, key: event.key } },
    create: { ...event, cameraId },
    update: {},
    select: { id: true },
  });
  return row.id;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
