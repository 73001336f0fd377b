import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { identificationQueue } from '../queues/identification.ts';
import { recognitionQueue } from '../queues/recognition.ts';
import { isConnectionError } from '../store/database.ts';
import { evidenceKinds } from '../store/evidence.ts';
import type { HeldTerm } from './camera-terms.ts';
import { namingEvents } from './naming-event.ts';
import { storeCapture } from './store-capture.ts';

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

/** With the term under which it was taken. */
const heldCapture = spooledCapture.extend({ fence: z.int().nullable().default(null) });
export type HeldCapture = z.infer<typeof heldCapture>;

/** The spool as the watch of one camera uses it. */
export type TermSpool = {
  /**
   * Keeps an event on disk while its pictures are being taken; `add` with the same id takes its place. If this process
   * dies before, another delivers it without pictures: somebody may have passed, and it is not forgotten.
   */
  promise(capture: SpooledCapture): Promise<void>;
  /**
   * Stores a capture safely, then delivers it. Resolves when it is on disk. `covered` are ids of promised captures whose
   * events are in this one: their own files go once it is safe.
   */
  add(capture: SpooledCapture, covered?: string[]): Promise<void>;
  /** Start of the earliest capture of a camera that is not in the database yet; null when all are. */
  earliestWaiting(cameraId: string): Date | null;
};

/** A worker that was on no list of the living for so long is gone; one that is only late comes back before. */
const usualAbsenceMs = 8_000;

/**
 * Captures on their way into the database. They are written to disk first, in a folder of each process's own, so that
 * neither a database that is away nor a worker that dies loses one; what a dead worker left is delivered by whichever
 * lives on the same disk.
 */
export class CaptureSpool {
  readonly #context: Context;
  readonly #root: string;
  readonly #folder: string;
  readonly #waiting = new Map<string, HeldCapture>();
  /** Promised captures whose pictures are still being taken. */
  readonly #promised = new Map<string, HeldCapture>();
  readonly #absenceMs: number;
  /** Since when workers whose folders are here are missing (by a clock that nobody sets). */
  readonly #missedSince = new Map<string, number>();
  #running = false;
  #adopting = false;

  /** @param worker the name of this process among those that hold cameras. */
  constructor(context: Context, worker: string, absenceMs = usualAbsenceMs) {
    this.#context = context;
    this.#absenceMs = absenceMs;
    this.#root = path.join(context.config.dataDir, 'spool');
    this.#folder = path.join(this.#root, worker);
  }

  /** Begins to deliver what lies in the spool itself: earlier versions had no folders. */
  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#takeUp(this.#root);
  }

  /** Takes over what workers left that are not among the living any more. */
  adoptFromAbsent(living: readonly string[]): void {
    if (this.#adopting) return;
    this.#adopting = true;
    void this.#adopt(new Set(living))
      .catch((error) =>
        this.#context.log.warn({ error: String(error) }, 'spool of a dead worker not taken over'),
      )
      .finally(() => (this.#adopting = false));
  }

  /** What is put into the spool through this carries the term. */
  under({ fence }: HeldTerm): TermSpool {
    return {
      promise: (capture) => this.#promise({ ...capture, fence }),
      add: (capture, covered = []) => this.#add({ ...capture, fence }, covered),
      earliestWaiting: (cameraId) => this.#earliestWaiting(cameraId),
    };
  }

  async #adopt(living: ReadonlySet<string>): Promise<void> {
    for (const entry of await readdir(this.#root, { withFileTypes: true })) {
      const folder = path.join(this.#root, entry.name);
      if (!entry.isDirectory() || folder === this.#folder) continue;
      if (!this.#isAbsent(entry.name, living)) continue;
      await this.#takeUp(folder);
      await rmdir(folder).then(
        () => this.#missedSince.delete(entry.name),
        () => undefined,
      );
    }
  }

  #isAbsent(worker: string, living: ReadonlySet<string>): boolean {
    if (living.has(worker)) {
      this.#missedSince.delete(worker);
      return false;
    }
    const now = performance.now();
    const since = this.#missedSince.get(worker) ?? now;
    this.#missedSince.set(worker, since);
    return now - since >= this.#absenceMs;
  }

  /** Moves what lies in a folder into this worker's own. Each file goes to one worker, however many try. */
  async #takeUp(folder: string): Promise<void> {
    for (const name of await readdir(folder)) {
      const file = path.join(folder, name);
      if (name.endsWith('.part') && folder !== this.#root) await rm(file, { force: true });
      if (!name.endsWith('.json')) continue;
      const text = await readFile(file, 'utf8').catch(() => null);
      if (text === null) continue;
      const parsed = heldCapture.safeParse(parseJson(text));
      const place = parsed.success ? path.join(this.#folder, name) : path.join(this.#root, `${name}.bad`);
      const mine = await rename(file, place).then(
        () => true,
        () => false,
      );
      if (!mine) continue;
      if (parsed.success) this.#waiting.set(parsed.data.captureId, parsed.data);
      else this.#context.log.error({ file: name }, 'unreadable capture in the spool; set aside');
    }
    void this.#deliverAll();
  }

  async #promise(capture: HeldCapture): Promise<void> {
    this.#promised.set(capture.captureId, capture);
    await this.#write(capture);
  }

  async #add(capture: HeldCapture, covered: string[]): Promise<void> {
    this.#promised.set(capture.captureId, capture);
    try {
      await this.#write(capture);
      for (const id of covered) await rm(this.#fileOf(id), { force: true });
    } finally {
      // What the disk does not take is delivered all the same.
      this.#waiting.set(capture.captureId, capture);
      for (const id of [capture.captureId, ...covered]) this.#promised.delete(id);
      void this.#deliverAll();
    }
  }

  #earliestWaiting(cameraId: string): Date | null {
    let earliest: Date | null = null;
    for (const capture of [...this.#waiting.values(), ...this.#promised.values()])
      if (capture.cameraId === cameraId && (earliest === null || capture.fromAt < earliest))
        earliest = capture.fromAt;
    return earliest;
  }

  async #write(capture: HeldCapture): Promise<void> {
    // A process that slept for so long that another took over its folder makes it anew.
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
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
  #moveToEnd(capture: HeldCapture): void {
    this.#waiting.delete(capture.captureId);
    this.#waiting.set(capture.captureId, capture);
  }

  async #deliver(capture: HeldCapture): Promise<void> {
    const { database, queues, evidence, log } = this.#context;
    const { captureId, job, unused } = await storeCapture(database.prisma, capture);
    if (job !== null) await recognitionQueue.enqueue(queues, { captureId }, job);
    const events = [capture.event, ...capture.alsoEvents];
    await identificationQueue.enqueueMany(queues, namingEvents(capture.cameraId, events));
    for (const id of unused) await evidence.delete(id);
    if (unused.length > 0) log.info({ captureId: capture.captureId }, 'pictures that are not needed dropped');
    await rm(this.#fileOf(capture.captureId), { force: true });
    this.#waiting.delete(capture.captureId);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
