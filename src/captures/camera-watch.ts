import { createHash } from 'node:crypto';
import type { NotificationReceiver } from '../cameras/notification-receiver.ts';
import { openFrameSource } from '../cameras/frame-source.ts';
import { superviseEvents } from '../cameras/supervise-events.ts';
import type { CameraAccess, EventSupervisor, Frame, FrameSource, StateChange } from '../cameras/types.ts';
import type { Context } from '../context.ts';
import type { Camera } from '../store/generated/client.ts';
import { CameraRow } from './camera-row.ts';
import { readCameraSettings } from './camera-settings.ts';
import { CameraStateTeller } from './camera-state.ts';
import { CameraStill } from './camera-still.ts';
import { CaptureBursts } from './capture-bursts.ts';
import { ringSeconds } from './captured-event.ts';
import { watchedUntil, type PictureCause } from './coverage-facts.ts';
import { CoverageLedger } from './coverage-ledger.ts';
import { findStream } from './find-stream.ts';
import { PictureGuard } from './picture-guard.ts';
import type { TermSpool } from './spool.ts';

const writeEveryMs = 1_000;
const framesPerSecond = 5;

/** What decides whether a camera must be watched anew when its row changes. */
export function fingerprint(camera: Camera): string {
  const { address, username, enabled, streamUri } = camera;
  const password = Buffer.from(camera.password).toString('hex');
  const { masks } = readCameraSettings(camera.settings);
  const parts = [address, username, enabled, streamUri, password, masks];
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
  readonly #teller: CameraStateTeller;
  readonly #still: CameraStill;
  readonly #picture: PictureGuard;
  readonly #abort = new AbortController();
  #supervisor: EventSupervisor | null = null;
  #frames: FrameSource | null = null;
  #lastEventAt: Date | null = null;
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
    this.#bursts = new CaptureBursts({
      cameraId: camera.id,
      context,
      spool,
      capture: (stretch) => this.#capture(stretch),
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
      onEvent: (notification) => {
        this.#lastEventAt = new Date(notification.receivedAt);
        this.#picture.hear(notification);
        this.#bursts.onEvent(notification);
      },
      onState: (change) => void this.#onState(change),
    });
    this.#openStream();
    this.#timer = setInterval(() => void this.#tick(), writeEveryMs);
  }

  async stop(cause: string): Promise<void> {
    clearInterval(this.#timer);
    this.#abort.abort();
    this.#ledger.end(cause);
    await Promise.allSettled([this.#supervisor?.stop(), this.#frames?.close(), this.#bursts.settled()]);
    await this.#ledger.write().catch(() => undefined);
  }

  /** Resolves when nobody passes: no pictures are being taken. */
  async quiet(): Promise<void> {
    while (this.#bursts.burstFrom !== null && !this.#abort.signal.aborted) await this.#bursts.settled();
  }

  #openStream(): void {
    const { username, password } = this.#access;
    const { id, streamUri: uri } = this.#camera;
    const { signal } = this.#abort;
    if (uri === null) {
      void findStream(this.#context, this.#row, this.#access, signal);
      return;
    }
    const log = this.#context.log.child({ cameraId: id });
    const { masks } = readCameraSettings(this.#camera.settings);
    this.#frames = openFrameSource(
      { uri, username, password },
      { fps: framesPerSecond, ringSeconds, masks, signal, log },
    );
  }

  async #capture(stretch: { from: number; to: number; maxFrames: number }): Promise<Frame[]> {
    const { from, to, maxFrames } = stretch;
    return (await this.#frames?.capture({ around: from, beforeMs: 0, afterMs: to - from, maxFrames })) ?? [];
  }

  #blind(): PictureCause | 'noStream' {
    return this.#picture.trouble()?.cause ?? 'noStream';
  }

  async #onState(change: StateChange): Promise<void> {
    await this.#teller
      .tell(change, this.#ledger.watching, this.#blind())
      .catch((error) => this.#context.log.debug({ error: String(error) }, 'state not stored'));
  }

  /** Once a second: extends or ends coverage, stores the state and now and then a picture. */
  async #tick(): Promise<void> {
    const state = this.#supervisor?.state();
    const health = this.#frames?.health();
    const watched = watchedUntil({
      state: state?.state ?? null,
      lastAnswerAt: state?.lastAnswerAt ?? null,
      decoding: health?.decoding === true,
      lastFrameAt: health?.lastFrameAt ?? null,
      burstFrom: this.#bursts.burstFrom,
      waitingFrom: this.#spool.earliestWaiting(this.#camera.id)?.getTime() ?? null,
      picture: this.#picture.trouble(),
    });
    if ('until' in watched)
      this.#ledger.extend(watched.until, watched.since, state?.unbrokenSince ?? undefined);
    else this.#ledger.end(watched.cause, watched.cutTo);
    try {
      await this.#ledger.write();
      if (state) await this.#teller.tell(state, this.#ledger.watching, this.#blind());
      await this.#still.store(this.#frames, this.#lastEventAt);
    } catch (error) {
      this.#context.log.debug({ cameraId: this.#camera.id, error: String(error) }, 'not stored this second');
    }
  }
}
