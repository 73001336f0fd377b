import { createHash } from 'node:crypto';
import type { NotificationReceiver } from '../cameras/notification-receiver.ts';
import { superviseEvents } from '../cameras/supervise-events.ts';
import type {
  CameraAccess,
  CameraNotification,
  EventSupervisor,
  Frame,
  StateChange,
} from '../cameras/types.ts';
import type { Context } from '../context.ts';
import type { Camera } from '../store/generated/client.ts';
import { CameraRow } from './camera-row.ts';
import { readCameraSettings, streamsOf, type CameraSettings } from './camera-settings.ts';
import { CameraStateTeller } from './camera-state.ts';
import { CameraStill } from './camera-still.ts';
import { CaptureBursts } from './capture-bursts.ts';
import { watchedUntil } from './coverage-facts.ts';
import { CoverageLedger } from './coverage-ledger.ts';
import { findStream } from './find-stream.ts';
import { FoundKeeper, readFound } from './found-to-work.ts';
import { PictureGuard } from './picture-guard.ts';
import { openPictures, type Pictures } from './picture-source.ts';
import { PictureTrigger } from './picture-trigger.ts';
import type { TermSpool } from './spool.ts';

const writeEveryMs = 1_000;

/** What decides whether a camera must be watched anew when its row changes. */
export function fingerprint(camera: Camera): string {
  const { address, username, enabled, streamUri, subStreamUri, snapshotUri } = camera;
  const { trigger, ring, decoding, hours, streams, masks } = readCameraSettings(camera.settings);
  const password = Buffer.from(camera.password).toString('hex');
  const parts = [
    ...[address, username, password, enabled, streamUri, subStreamUri, snapshotUri],
    ...[trigger, ring, decoding, hours, streams, masks],
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Watches one camera: its events, its pictures, and for how long both were there. */
export class CameraWatch {
  readonly #camera: Camera;
  readonly #access: CameraAccess;
  readonly #context: Context;
  readonly #spool: TermSpool;
  readonly #row: CameraRow;
  readonly #receiver: NotificationReceiver | null;
  readonly #ledger: CoverageLedger;
  readonly #bursts: CaptureBursts;
  readonly #settings: CameraSettings;
  readonly #found: FoundKeeper;
  readonly #teller: CameraStateTeller;
  readonly #still: CameraStill;
  readonly #picture: PictureGuard;
  readonly #abort = new AbortController();
  #supervisor: EventSupervisor | null = null;
  #pictures: Pictures | null = null;
  #trigger: PictureTrigger | null = null;
  #lastEventAt: Date | null = null;
  /** By the last claim: nobody wants it watched at this hour. */
  #resting = false;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param fence of the term under which this process holds the camera.
   * @param receiver where the camera may push its events; null: it is only asked.
   */
  constructor(
    camera: Camera,
    context: Context,
    { spool, fence, receiver }: { spool: TermSpool; fence: number; receiver: NotificationReceiver | null },
  ) {
    this.#camera = camera;
    this.#context = context;
    this.#spool = spool;
    this.#receiver = receiver;
    this.#row = new CameraRow(camera.id, fence, context);
    this.#ledger = new CoverageLedger({ cameraId: camera.id, fence }, context);
    this.#teller = new CameraStateTeller(this.#row, context);
    this.#picture = new PictureGuard(camera, context.secrets);
    this.#still = new CameraStill(this.#row, this.#picture, context);
    this.#settings = readCameraSettings(camera.settings);
    this.#found = new FoundKeeper(this.#row, readFound(camera.found));
    this.#bursts = new CaptureBursts({
      cameraId: camera.id,
      context,
      spool,
      capture: (stretch) => this.#capture(stretch),
      lasting: () => this.#trigger?.lasting(Date.now()) === true,
      signal: this.#abort.signal,
    });
    const password = context.secrets.decrypt(camera.password).toString('utf8');
    this.#access = { address: camera.address, username: camera.username, password };
  }

  /** Begins to watch; returns at once, connecting goes on by itself for as long as it takes. */
  start(): void {
    const { log } = this.#context;
    this.#supervisor = superviseEvents(this.#access, {
      signal: this.#abort.signal,
      ...(this.#receiver && { receiver: this.#receiver }),
      log: log.child({ cameraId: this.#camera.id }),
      onEvent: (notification) => this.#onEvent(notification),
      onState: (change) => void this.#onState(change),
    });
    this.#openStream();
    this.#timer = setInterval(() => void this.#tick(), writeEveryMs);
  }

  async stop(cause: string): Promise<void> {
    clearInterval(this.#timer);
    // Where another listens by now, its subscription may bear the number of this one: the device may have restarted.
    const silent = this.#supervisor?.stop({ unsubscribe: cause !== 'lost' });
    // A burst that is broken off leaves what it has not seen yet without a trace.
    const takenUntil = this.#bursts.burstFrom ?? Infinity;
    this.#abort.abort();
    this.#trigger?.stop();
    this.#ledger.end(cause);
    await Promise.allSettled([silent, this.#pictures?.close(), this.#bursts.settled()]);
    this.#ledger.stored(Math.min(takenUntil, this.#storedUntil()));
    await this.#ledger.write().catch(() => undefined);
  }

  /** Resolves when nobody passes: no pictures are being taken. */
  async quiet(): Promise<void> {
    while (this.#bursts.burstFrom !== null && !this.#abort.signal.aborted) await this.#bursts.settled();
  }

  #onEvent(notification: CameraNotification): void {
    this.#lastEventAt = new Date(notification.receivedAt);
    this.#picture.hear(notification);
    this.#bursts.onEvent(notification);
  }

  #openStream(): void {
    const { username, password } = this.#access;
    const { id, snapshotUri, found } = this.#camera;
    const { signal } = this.#abort;
    const { main, sub } = streamsOf(this.#camera);
    if (main === null) {
      void findStream(this.#context, this.#row, this.#access, signal);
      return;
    }
    this.#pictures = openPictures(
      { main, sub, snapshot: snapshotUri },
      {
        account: { username, password },
        settings: this.#settings,
        found: readFound(found),
        signal,
        log: this.#context.log.child({ cameraId: id }),
      },
    );
    this.#trigger = new PictureTrigger(this.#settings, this.#pictures, this.#context, (event) =>
      this.#onEvent(event),
    );
  }

  async #capture(stretch: { from: number; to: number; maxFrames: number }): Promise<Frame[]> {
    const { from, to, maxFrames } = stretch;
    const request = { around: from, beforeMs: 0, afterMs: to - from, maxFrames };
    return (await this.#pictures?.main.capture(request)) ?? [];
  }

  async #onState(change: StateChange): Promise<void> {
    if (change.state !== 'listening' && this.#settings.trigger === 'events' && this.#ledger.watching) {
      // Up to its last answer it was heard; then, however short the break, what the camera told nobody is missing.
      this.#claim({ ...change, state: 'listening' });
      this.#ledger.end(change.state);
    }
    await this.#tell(change).catch((error) =>
      this.#context.log.debug({ error: String(error) }, 'state not stored'),
    );
  }

  async #tell(change: StateChange): Promise<void> {
    if (this.#resting) return;
    const byPicture = this.#settings.trigger !== 'events';
    const trouble = this.#picture.trouble()?.cause ?? null;
    await this.#teller.tell(change, { watching: this.#ledger.watching, byPicture, trouble });
  }

  /** Extends or ends coverage by what is known now. */
  #claim(state: StateChange | undefined): void {
    const health = this.#pictures?.main.health();
    const now = Date.now();
    this.#resting = this.#trigger?.resting(now) === true;
    // What broke in between its answers concerns those who rest on its events; the others rest on what was looked at.
    const unbrokenSince =
      this.#settings.trigger === 'events'
        ? (state?.unbrokenSince ?? undefined)
        : this.#trigger?.unbrokenSince;
    const facts = {
      state: state?.state ?? null,
      lastAnswerAt: state?.lastAnswerAt ?? null,
      unbrokenSince,
      lookedAt: this.#settings.trigger === 'events' ? undefined : (this.#trigger?.lookedAt(now) ?? null),
      decoding: health?.decoding === true,
      lastFrameAt: health?.lastFrameAt ?? null,
      firstFrameAt: health?.firstFrameAt,
      burstFrom: this.#bursts.burstFrom,
      waitingFrom: this.#spool.earliestWaiting(this.#camera.id)?.getTime() ?? null,
      picture: this.#picture.trouble(),
    };
    const watched = watchedUntil(facts);
    const heard = watchedUntil({ ...facts, burstFrom: null, waitingFrom: null });
    this.#ledger.stored(this.#storedUntil());
    const heardUntil = 'until' in heard ? heard.until : undefined;
    if ('until' in watched) this.#ledger.extend(watched.until, watched.since, unbrokenSince, heardUntil);
    else if ('seenUntil' in watched) this.#ledger.endPictures(watched.cause, { ...watched, unbrokenSince });
    else this.#ledger.end(watched.cause, watched.cutTo);
  }

  /** Everything that came from before this instant is in the database. */
  #storedUntil(): number {
    const waiting = this.#spool.earliestWaiting(this.#camera.id)?.getTime();
    return Math.min(this.#bursts.burstFrom ?? Infinity, waiting ?? Infinity);
  }

  async #look(): Promise<void> {
    await this.#still
      .look(this.#pictures?.main ?? null)
      .catch((error) =>
        this.#context.log.debug({ cameraId: this.#camera.id, error: String(error) }, 'picture not judged'),
      );
  }

  /** Once a second: claims coverage, stores the state and now and then a picture. */
  async #tick(): Promise<void> {
    const state = this.#supervisor?.state();
    const health = this.#pictures?.main.health();
    const now = Date.now();
    this.#claim(state);
    void this.#look();
    try {
      await this.#ledger.write();
      if (state) await this.#tell(state);
      if (health) await this.#found.note(health);
      await this.#trigger?.keepOn(now, this.#bursts.burstFrom !== null);
      await this.#still.store(this.#lastEventAt);
    } catch (error) {
      this.#context.log.debug({ cameraId: this.#camera.id, error: String(error) }, 'not stored this second');
    }
  }
}
