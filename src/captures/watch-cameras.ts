import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { NotificationReceiver } from '../cameras/notification-receiver.ts';
import type { Context } from '../context.ts';
import { listenLive, publishLive } from '../notify/live.ts';
import type { Camera } from '../store/generated/client.ts';
import { CameraRow } from './camera-row.ts';
import { readCameraSettings } from './camera-settings.ts';
import type { HeldTerm } from './camera-terms.ts';
import { CameraWatch, fingerprint } from './camera-watch.ts';
import { EventWatch } from './event-watch.ts';
import { CameraHolder, usualTerms, type LetGoCause, type TermTimes } from './hold-cameras.ts';
import { recognises } from './recognition-rule.ts';
import { CaptureSpool } from './spool.ts';

/** A camera that goes to another worker is watched until nobody passes any more, but no longer than this. */
const patienceMs = 10_000;

/**
 * Watches the cameras that this process holds, and follows changes of the list and of who holds what.
 *
 * @param receiver where cameras may push their events; null: they are only asked.
 */
export async function watchCameras(
  context: Context,
  receiver: NotificationReceiver | null = null,
  times: TermTimes = usualTerms,
): Promise<void> {
  const { database, lifecycle, log } = context;
  // Given by a parent that frees at once what this process holds when it dies.
  const me = process.env['CHUYEN_CAN_PROCESS'] ?? `${hostname()}-${randomUUID()}`;
  const spool = new CaptureSpool(context, me);
  await spool.open();
  const watches = new Watches(context, { spool, receiver }, () => holder.held());
  const holder: CameraHolder = new CameraHolder(me, context, {
    times,
    onRound: (workers) => {
      if (workers !== null) spool.adoptFromAbsent(workers);
      watches.follow();
    },
    stop: (cameraId, cause) => watches.letGo(cameraId, cause),
  });
  lifecycle.add('camera terms', holder, () => holder.close());
  const again = (): void => holder.again();
  const live = listenLive(database.url, log, (event) => event.type === 'camera' && again(), again);
  lifecycle.add('cameras', live, async () => {
    await live.close();
    await watches.close();
  });
  holder.start();
}

type WatchParts = { spool: CaptureSpool; receiver: NotificationReceiver | null };
type Watched = { term: HeldTerm; fingerprint: string; watch: CameraWatch | EventWatch };

/** The watches of this process; at most one of a camera at a time. */
class Watches {
  readonly #context: Context;
  readonly #parts: WatchParts;
  readonly #held: () => HeldTerm[];
  readonly #watches = new Map<string, Watched>();
  readonly #ending = new Map<string, Promise<void>>();
  /** By camera: with which term and sealed password it could not be watched. */
  readonly #unreadable = new Map<string, string>();
  #reading: Promise<void> | null = null;
  #again = false;
  #closed = false;

  constructor(context: Context, parts: WatchParts, held: () => HeldTerm[]) {
    this.#context = context;
    this.#parts = parts;
    this.#held = held;
  }

  /** Begins what is held and not watched yet, and begins anew what was changed. */
  follow(): void {
    if (this.#closed) return;
    if (this.#reading !== null) {
      this.#again = true;
      return;
    }
    this.#reading = this.#read()
      .catch((error) => this.#context.log.debug({ error: String(error) }, 'camera list not read'))
      .finally(() => {
        this.#reading = null;
        if (!this.#again) return;
        this.#again = false;
        this.follow();
      });
  }

  async letGo(cameraId: string, cause: LetGoCause): Promise<void> {
    const watched = this.#watches.get(cameraId);
    if (cause === 'handedOver' && watched !== undefined) {
      const patience = new AbortController();
      await Promise.race([
        watched.watch.quiet(),
        delay(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined),
      ]);
      patience.abort();
      if (this.#watches.get(cameraId) !== watched) return this.#ending.get(cameraId);
    }
    await this.#stop(cameraId, cause);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#reading;
    await Promise.all([...this.#watches.keys()].map((cameraId) => this.#stop(cameraId, 'stopped')));
    await Promise.all(this.#ending.values());
  }

  async #read(): Promise<void> {
    const cameras = await this.#context.database.prisma.camera.findMany({
      where: { id: { in: this.#held().map(({ cameraId }) => cameraId) } },
      omit: { lastFrame: true },
    });
    // Asked anew: what was held before the rows were read may be lost by now.
    const terms = new Map(this.#held().map((term) => [term.cameraId, term]));
    for (const camera of cameras) {
      const term = terms.get(camera.id);
      if (term === undefined || this.#closed) continue;
      try {
        this.#see({ ...camera, lastFrame: null }, term);
      } catch (error) {
        // One that cannot be watched must not keep the others from it.
        this.#context.log.error({ cameraId: camera.id, error: String(error) }, 'camera not watched');
      }
    }
  }

  /** The password in plain; null when it was sealed with a key that this office does not have. */
  #passwordOf({ id, password }: Camera, term: HeldTerm) {
    try {
      return this.#context.secrets.decrypt(password);
    } catch (error) {
      const tried = `${term.fence} ${Buffer.from(password).toString('base64')}`;
      if (this.#unreadable.get(id) === tried) return null;
      this.#unreadable.set(id, tried);
      this.#context.log.error({ cameraId: id, error: String(error) }, 'camera not watched');
      // Who restored the database without its key has to see it; what is watched all the same tells its own state.
      if (!this.#watches.has(id))
        void this.#tellUnreadable(id, term, String(error)).catch(() => this.#unreadable.delete(id));
      return null;
    }
  }

  async #tellUnreadable(cameraId: string, { fence }: HeldTerm, stateDetail: string): Promise<void> {
    const state = { state: 'wrongCredentials', stateDetail, stateSince: new Date() };
    const noted = await new CameraRow(cameraId, fence, this.#context).note(state);
    if (noted !== null) await publishLive(this.#context.database, { type: 'camera', cameraId });
  }

  #see(camera: Camera, term: HeldTerm): void {
    const present = this.#watches.get(camera.id);
    const recognised = recognises(readCameraSettings(camera.settings));
    // By the password itself: sealed with another key it is still the same, and no reason to let go of a camera.
    const password = this.#passwordOf(camera, term);
    if (password === null) return;
    const print = `${fingerprint({ ...camera, password })} ${recognised}`;
    if (present?.fingerprint === print && present.term.fence === term.fence) return;
    if (present !== undefined || this.#ending.has(camera.id)) {
      void this.#stop(camera.id, 'changed').then(() => this.follow());
      return;
    }
    const { spool, receiver } = this.#parts;
    const watch = recognised
      ? new CameraWatch(camera, this.#context, { spool: spool.under(term), fence: term.fence, receiver })
      : new EventWatch(camera, this.#context, term.fence, receiver);
    watch.start();
    this.#watches.set(camera.id, { term, fingerprint: print, watch });
  }

  /** Resolves when the camera is not watched any more. */
  #stop(cameraId: string, cause: string): Promise<void> {
    const watched = this.#watches.get(cameraId);
    if (watched !== undefined) {
      this.#watches.delete(cameraId);
      const ending = watched.watch.stop(cause).finally(() => this.#ending.delete(cameraId));
      this.#ending.set(cameraId, ending);
    }
    return this.#ending.get(cameraId) ?? Promise.resolve();
  }
}
