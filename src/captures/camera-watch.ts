import { createHash, randomUUID } from 'node:crypto';
import type { NotificationReceiver } from '../cameras/notification-receiver.ts';
import { openFrameSource } from '../cameras/frame-source.ts';
import { probeCamera } from '../cameras/probe.ts';
import { superviseEvents } from '../cameras/supervise-events.ts';
import { eventInstant } from '../cameras/trigger-policy.ts';
import type {
  CameraAccess,
  CameraNotification,
  EventSupervisor,
  FrameSource,
  StateChange,
} from '../cameras/types.ts';
import type { Context } from '../context.ts';
import { publishLive } from '../notify/live.ts';
import { alertsQueue } from '../queues/alerts.ts';
import type { Camera } from '../store/generated/client.ts';
import { watchedUntil } from './coverage-facts.ts';
import { CoverageLedger } from './coverage-ledger.ts';
import { namingOf } from './naming-event.ts';
import { PictureGuard } from './picture-guard.ts';
import type { CaptureSpool, SpooledCapture } from './spool.ts';

/** A burst: pictures from before the event (which comes after the face) until shortly after it. */
const burst = { beforeMs: 900, afterMs: 1_000, maxFrames: 7 };
/** While something still moves, the burst goes on in pieces of this length, at most so many. */
const goesOn = { pieceMs: 2_500, pieces: 24, maxFrames: 6 };
/** A state that was never taken back counts this long: devices forget to send the end. */
const activeMs = 30_000;
const writeEveryMs = 1_000;
const stillEveryMs = 4_000;
const ringSeconds = 8;
const framesPerSecond = 5;

/** What decides whether a camera must be watched anew when its row changes. */
export function fingerprint(camera: Camera): string {
  const { address, username, enabled, streamUri } = camera;
  const parts = [address, username, enabled, streamUri, Buffer.from(camera.password).toString('hex')];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Watches one camera: its events, its pictures, and for how long both were there. */
export class CameraWatch {
  readonly #camera: Camera;
  readonly #access: CameraAccess;
  readonly #context: Context;
  readonly #spool: CaptureSpool;
  readonly #receiver: NotificationReceiver | null;
  readonly #ledger: CoverageLedger;
  readonly #picture: PictureGuard;
  readonly #abort = new AbortController();
  readonly #active = new Map<string, number>();
  #supervisor: EventSupervisor | null = null;
  #frames: FrameSource | null = null;
  /** Instant before which every picture that matters is safely spooled; null while no burst runs. */
  #burstFrom: number | null = null;
  /** Events that are kept on disk already and whose pictures are still to be taken. */
  #unpictured: { capture: SpooledCapture; kept: Promise<void> }[] = [];
  #bursts: Promise<void> = Promise.resolve();
  #told: { state: string; watching: boolean } | null = null;
  #lastEventAt: Date | null = null;
  #stillAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    camera: Camera,
    context: Context,
    spool: CaptureSpool,
    receiver: NotificationReceiver | null = null,
  ) {
    this.#camera = camera;
    this.#context = context;
    this.#spool = spool;
    this.#receiver = receiver;
    this.#ledger = new CoverageLedger(camera.id, context);
    this.#picture = new PictureGuard(camera, context.secrets);
    const password = context.secrets.decrypt(camera.password).toString('utf8');
    this.#access = { address: camera.address, username: camera.username, password };
  }

  /** Begins to watch; returns at once, connecting goes on by itself for as long as it takes. */
  start(): void {
    const { log } = this.#context;
    const signal = this.#abort.signal;
    this.#supervisor = superviseEvents(this.#access, {
      signal,
      ...(this.#receiver && { receiver: this.#receiver }),
      log: log.child({ cameraId: this.#camera.id }),
      onEvent: (notification) => this.#onEvent(notification),
      onState: (change) => void this.#onState(change),
    });
    void this.#openStream();
    this.#timer = setInterval(() => void this.#tick(), writeEveryMs);
  }

  async stop(cause: string): Promise<void> {
    clearInterval(this.#timer);
    this.#abort.abort();
    this.#ledger.end(cause);
    await Promise.allSettled([this.#supervisor?.stop(), this.#frames?.close(), this.#bursts]);
    await this.#ledger.write().catch(() => undefined);
  }

  async #openStream(): Promise<void> {
    const { username, password } = this.#access;
    const uri = this.#camera.streamUri ?? (await this.#findStream());
    if (uri === null || this.#abort.signal.aborted) return;
    this.#frames = openFrameSource(
      { uri, username, password },
      {
        fps: framesPerSecond,
        ringSeconds,
        signal: this.#abort.signal,
        log: this.#context.log.child({ cameraId: this.#camera.id }),
      },
    );
  }

  /** A camera that was added while it was away: asks for its stream until it answers. */
  async #findStream(): Promise<string | null> {
    for (let delayMs = 2_000; !this.#abort.signal.aborted; delayMs = Math.min(delayMs * 2, 60_000)) {
      try {
        const probe = await probeCamera(this.#access, { timeoutMs: 8_000, signal: this.#abort.signal });
        const profile = probe.profiles.find((it) => it.streamUri !== null);
        if (profile?.streamUri) {
          await this.#context.database.prisma.camera.update({
            where: { id: this.#camera.id },
            data: { streamUri: profile.streamUri, profileToken: profile.token, device: probe.device },
          });
          return null; // The changed row starts a new watch.
        }
      } catch (error) {
        this.#context.log.debug({ cameraId: this.#camera.id, error: String(error) }, 'no stream address yet');
      }
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
    return null;
  }

  #onEvent(notification: CameraNotification): void {
    this.#lastEventAt = new Date(notification.receivedAt);
    this.#noteActivity(notification);
    this.#picture.hear(notification);
    const capture = promisedCapture(this.#camera.id, notification);
    if (!notification.trigger) {
      // Too late for pictures, and yet the device knows who it was.
      if (namingOf(notification.meaning) !== null)
        void this.#spool.add({ ...capture, eventOnly: true }).catch((error) => this.#failed(error));
      return;
    }
    const kept = this.#spool.promise(capture).catch((error) => this.#failed(error));
    this.#unpictured.push({ capture, kept });
    // Seen by the burst that runs, if one does: it goes on at least once more.
    if (this.#burstFrom !== null) return;
    this.#burstFrom = capture.fromAt.getTime();
    this.#bursts = this.#runAll(capture).finally(() => (this.#burstFrom = null));
  }

  /** Bursts until no event waits for its pictures; when the watch ends, what waits is stored without any. */
  async #runAll(first: SpooledCapture): Promise<void> {
    for (let next: SpooledCapture | undefined = first; next && !this.#abort.signal.aborted;) {
      await this.#runBursts(next);
      next = this.#unpictured[0]?.capture;
    }
    for (const { capture, kept } of this.#unpictured.splice(0)) {
      await kept;
      await this.#spool.add(capture).catch((error) => this.#failed(error));
    }
  }

  #failed(error: unknown): void {
    this.#context.log.error({ cameraId: this.#camera.id, error: String(error) }, 'capture failed');
  }

  #noteActivity({ topic, source, keyItems, meaning, receivedAt }: CameraNotification): void {
    const key = JSON.stringify([topic, source, keyItems]);
    if (meaning?.active === true) this.#active.set(key, receivedAt + activeMs);
    else this.#active.delete(key);
  }

  #stillActive(now: number): boolean {
    for (const [key, until] of this.#active) if (until <= now) this.#active.delete(key);
    return this.#active.size > 0;
  }

  /** The burst around the event, then pieces that follow on it for as long as something moves. */
  async #runBursts(first: SpooledCapture): Promise<void> {
    let from = first.fromAt.getTime();
    let to = first.toAt.getTime();
    for (let piece = 0; piece <= goesOn.pieces && !this.#abort.signal.aborted; piece++) {
      const events = this.#unpictured.splice(0);
      this.#burstFrom = Math.min(from, ...events.map(({ capture }) => capture.fromAt.getTime()));
      try {
        await Promise.all(events.map(({ kept }) => kept));
        const frames = await this.#take(from, to, piece === 0 ? burst.maxFrames : goesOn.maxFrames);
        await this.#store(
          first,
          events.map((it) => it.capture),
          { from, to, frames },
        );
      } catch (error) {
        this.#failed(error);
      }
      if (this.#unpictured.length === 0 && !this.#stillActive(Date.now())) return;
      from = to;
      to = from + goesOn.pieceMs;
    }
  }

  /** The pictures of a stretch, in the evidence store; none when the stream is down. */
  async #take(from: number, to: number, maxFrames: number): Promise<SpooledCapture['frames']> {
    const stored = [];
    try {
      const around = { around: from, beforeMs: 0, afterMs: to - from, maxFrames };
      for (const frame of (await this.#frames?.capture(around)) ?? []) {
        const capturedAt = new Date(frame.capturedAt);
        const picture = await this.#context.evidence.put(frame.jpeg, 'frame', { at: capturedAt });
        stored.push({ id: randomUUID(), capturedAt, picture });
      }
    } catch (error) {
      this.#failed(error);
    }
    return stored;
  }

  /** An event without a picture is stored too: somebody may have passed, so the door was not watched for that moment. */
  async #store(
    first: SpooledCapture,
    events: SpooledCapture[],
    { from, to, frames }: { from: number; to: number; frames: SpooledCapture['frames'] },
  ): Promise<void> {
    const [opening, ...others] = events;
    if (opening === undefined && frames.length === 0) return;
    const fromAt = Math.min(from, ...events.map((it) => it.fromAt.getTime()));
    await this.#spool.add(
      {
        captureId: opening?.captureId ?? randomUUID(),
        cameraId: this.#camera.id,
        fromAt: new Date(fromAt),
        toAt: new Date(to),
        event: (opening ?? first).event,
        alsoEvents: others.map((it) => it.event),
        frames,
      },
      others.map((it) => it.captureId),
    );
  }

  async #onState(change: StateChange): Promise<void> {
    await this.#tell(change).catch((error) =>
      this.#context.log.debug({ error: String(error) }, 'state not stored'),
    );
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
      burstFrom: this.#burstFrom,
      waitingFrom: this.#spool.earliestWaiting(this.#camera.id)?.getTime() ?? null,
      picture: this.#picture.trouble(),
    });
    if ('until' in watched) this.#ledger.extend(watched.until, watched.since);
    else this.#ledger.end(watched.cause, watched.cutTo);
    try {
      await this.#ledger.write();
      if (state) await this.#tell(state);
      await this.#storeStill();
    } catch (error) {
      this.#context.log.debug({ cameraId: this.#camera.id, error: String(error) }, 'not stored this second');
    }
  }

  async #tell(change: StateChange): Promise<void> {
    const { database, queues } = this.#context;
    const watching = this.#ledger.watching;
    const blind = this.#picture.trouble()?.cause ?? 'noStream';
    const state = change.state === 'listening' && !watching ? blind : change.state;
    if (this.#told?.state === state && this.#told.watching === watching) return;
    const before = this.#told;
    // While connecting for the first time there is nothing to tell yet.
    if (before === null && state === 'noStream') return;
    await database.prisma.camera.update({
      where: { id: this.#camera.id },
      data: { state, stateDetail: change.cause, stateSince: new Date() },
    });
    this.#told = { state, watching };
    await publishLive(database, { type: 'camera', cameraId: this.#camera.id });
    if (watching !== (before?.watching ?? watching))
      await alertsQueue.enqueue(queues, {
        kind: 'camera',
        cameraId: this.#camera.id,
        watching,
        cause: watching ? null : state,
        at: new Date().toISOString(),
      });
  }

  async #storeStill(): Promise<void> {
    const lastFrameAt = this.#frames?.health().lastFrameAt ?? null;
    if (lastFrameAt === null || Date.now() - this.#stillAt < stillEveryMs) return;
    const frame = await this.#frames?.latest();
    if (!frame) return;
    this.#stillAt = Date.now();
    await this.#picture.look(frame);
    const keepsake = this.#picture.keepsake(Date.now());
    const { viewAcceptedAt } = await this.#context.database.prisma.camera.update({
      where: { id: this.#camera.id },
      data: {
        lastFrame: this.#context.secrets.encrypt(frame.jpeg),
        lastFrameAt: new Date(frame.capturedAt),
        ...(this.#lastEventAt && { lastEventAt: this.#lastEventAt }),
        ...keepsake,
      },
      select: { viewAcceptedAt: true },
    });
    this.#picture.stored(keepsake, Date.now());
    this.#picture.accepted(viewAcceptedAt);
  }
}

/** What is kept of an event before there are pictures: the stretch in which somebody may have passed. */
function promisedCapture(cameraId: string, notification: CameraNotification): SpooledCapture {
  const { receivedAt } = notification;
  const instant = eventInstant(notification);
  // Older than the ring: there are no pictures of it, those from now on may still show who it was.
  const at = receivedAt - instant > (ringSeconds - 1) * 1000 ? receivedAt : instant;
  return {
    captureId: randomUUID(),
    cameraId,
    fromAt: new Date(at - burst.beforeMs),
    // Devices tell whole seconds: the event may be up to one later than it says.
    toAt: new Date(Math.min(receivedAt, at + 1_000) + burst.afterMs),
    event: storedEvent(notification),
    alsoEvents: [],
    frames: [],
  };
}

function storedEvent(event: CameraNotification) {
  return {
    id: randomUUID(),
    key: event.key,
    topic: event.topic,
    operation: event.operation,
    payload: { source: event.source, key: event.keyItems, data: event.data, meaning: event.meaning },
    deviceTime: event.deviceTime === null ? null : new Date(event.deviceTime),
    receivedAt: new Date(event.receivedAt),
    skewMs: event.skewMs === null ? null : Math.round(event.skewMs),
  };
}
