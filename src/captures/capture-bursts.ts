import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { CameraNotification, Frame } from '../cameras/types.ts';
import type { Context } from '../context.ts';
import { ActiveStates } from './active-states.ts';
import { burst, promisedCapture } from './captured-event.ts';
import { namingOf } from './naming-event.ts';
import type { SpooledCapture, TermSpool } from './spool.ts';

/** Most pictures of the burst around an event. */
const burstFrames = 7;
/**
 * While something still moves, the burst goes on in pieces of this length; when only the camera says so, at most so many:
 * some never take it back.
 */
const goesOn = { pieceMs: 2_500, pieces: 24, maxFrames: 6 };
/**
 * Pictures that begin later than this do not show what was before them. Captures of one event begin at least so far from
 * each other: nearer ones are taken for the same one, in store-capture.ts.
 */
const unseenMs = 1_500;

export type BurstParts = {
  cameraId: string;
  context: Context;
  spool: TermSpool;
  /** Pictures of a stretch (epoch ms), waiting for those to come; none when there are no pictures. */
  capture: (stretch: { from: number; to: number; maxFrames: number }) => Promise<Frame[]>;
  /** True while pictures are wanted without a break, however long that lasts. */
  lasting?: () => boolean;
  signal: AbortSignal;
};

/** Takes pictures around a camera's events: one burst each, going on while something moves, and all of it into the spool. */
export class CaptureBursts {
  readonly #parts: BurstParts;
  readonly #active = new ActiveStates();
  /** Instant before which every picture that matters is safely spooled; null while no burst runs. */
  #burstFrom: number | null = null;
  /** Events that are kept on disk already and whose pictures are still to be taken. */
  #unpictured: { capture: SpooledCapture; kept: Promise<void> }[] = [];
  #running: Promise<void> = Promise.resolve();

  constructor(parts: BurstParts) {
    this.#parts = parts;
  }

  /** Start of the pictures being taken right now (epoch ms); null while none are. */
  get burstFrom(): number | null {
    return this.#burstFrom;
  }

  /** Resolves when the burst that runs has ended. */
  settled(): Promise<void> {
    return this.#running;
  }

  onEvent(notification: CameraNotification): void {
    this.#active.note(notification);
    if (!notification.trigger) return this.#keepWithoutPictures(notification);
    const capture = promisedCapture(this.#parts.cameraId, notification);
    const kept = this.#parts.spool.promise(capture).catch((error) => this.#failed(error));
    this.#unpictured.push({ capture, kept });
    // Seen by the burst that runs, if one does: it goes on at least once more.
    if (this.#burstFrom !== null) return;
    this.#burstFrom = capture.fromAt.getTime();
    this.#running = this.#runAll(capture).finally(() => (this.#burstFrom = null));
  }

  /**
   * Too late for pictures. When somebody passed while nobody could ask, the record says so; when the device knows who it
   * was, that is kept.
   */
  #keepWithoutPictures(notification: CameraNotification): void {
    const { heldBackSince: at, meaning } = notification;
    if (at === null && namingOf(meaning) === null) return;
    const { cameraId, spool } = this.#parts;
    const stretch =
      at === null
        ? { eventOnly: true }
        : { fromAt: new Date(at - burst.beforeMs), toAt: new Date(at + burst.afterMs) };
    void spool
      .add({ ...promisedCapture(cameraId, notification), ...stretch })
      .catch((error) => this.#failed(error));
  }

  /** Bursts until no event waits for its pictures; when the watch ends, what waits is stored without any. */
  async #runAll(first: SpooledCapture): Promise<void> {
    const { signal, spool } = this.#parts;
    for (let next: SpooledCapture | undefined = first; next && !signal.aborted;) {
      await this.#runBursts(next);
      next = this.#unpictured[0]?.capture;
    }
    for (const { capture, kept } of this.#unpictured.splice(0)) {
      await kept;
      await spool.add(capture).catch((error) => this.#failed(error));
    }
  }

  #failed(error: unknown): void {
    const { context, cameraId } = this.#parts;
    context.log.error({ cameraId, error: String(error) }, 'capture failed');
  }

  /** The burst around the event, then pieces that follow on it for as long as something moves. */
  async #runBursts(first: SpooledCapture): Promise<void> {
    let from = first.fromAt.getTime();
    let to = first.toAt.getTime();
    const lasting = (): boolean => this.#parts.lasting?.() === true;
    for (let piece = 0; !this.#parts.signal.aborted && (piece <= goesOn.pieces || lasting()); piece++) {
      const events = this.#unpictured.splice(0);
      this.#burstFrom = Math.min(from, ...events.map(({ capture }) => capture.fromAt.getTime()));
      let frames: SpooledCapture['frames'] = [];
      try {
        await Promise.all(events.map(({ kept }) => kept));
        const maxFrames = piece === 0 ? burstFrames : goesOn.maxFrames;
        frames = await this.#take({ from, to, maxFrames });
        // Where there is no past, pictures begin with the connection and so end later.
        const seenFrom = frames[0]?.capturedAt.getTime() ?? from;
        to = Math.max(to, frames.at(-1)?.capturedAt.getTime() ?? 0);
        if (seenFrom - from > unseenMs) to = Math.max(to, seenFrom + unseenMs);
        await this.#store(
          first,
          events.map((it) => it.capture),
          { from, to, frames },
        );
      } catch (error) {
        this.#failed(error);
      }
      // Without pictures nothing was waited for, and no piece may begin in the future.
      if (frames.length === 0)
        await delay(Math.max(0, to - Date.now()), undefined, { signal: this.#parts.signal }).catch(
          () => undefined,
        );
      if (this.#unpictured.length === 0 && !this.#active.any(Date.now()) && !lasting()) return;
      from = to;
      to = from + goesOn.pieceMs;
    }
  }

  /** The pictures of a stretch, in the evidence store; none when the stream is down. */
  async #take(stretch: { from: number; to: number; maxFrames: number }): Promise<SpooledCapture['frames']> {
    const stored = [];
    try {
      for (const frame of await this.#parts.capture(stretch)) {
        const capturedAt = new Date(frame.capturedAt);
        const picture = await this.#parts.context.evidence.put(frame.jpeg, 'frame', { at: capturedAt });
        stored.push({ id: randomUUID(), capturedAt, picture });
      }
    } catch (error) {
      this.#failed(error);
    }
    return stored;
  }

  /**
   * A stretch without a picture is stored too: somebody may have passed, so the door was not watched for that moment. So is
   * the time until a connection that was made for the event brought its first. Only what a watch that ends leaves unseen
   * need not be: nobody claims it.
   */
  async #store(
    first: SpooledCapture,
    events: SpooledCapture[],
    { from, to, frames }: { from: number; to: number; frames: SpooledCapture['frames'] },
  ): Promise<void> {
    const [opening, ...others] = events;
    if (opening === undefined && frames.length === 0 && this.#parts.signal.aborted) return;
    const { cameraId, spool } = this.#parts;
    const { event } = opening ?? first;
    let fromAt = new Date(Math.min(from, ...events.map((it) => it.fromAt.getTime())));
    const seenFrom = frames[0]?.capturedAt ?? fromAt;
    if (seenFrom.getTime() - from > unseenMs) {
      const unseen = { fromAt, toAt: seenFrom, event, alsoEvents: [], frames: [] };
      // What the disk does not take of it must not keep the pictures from being stored.
      await spool.add({ captureId: randomUUID(), cameraId, ...unseen }).catch((error) => this.#failed(error));
      fromAt = seenFrom;
    }
    await spool.add(
      {
        captureId: opening?.captureId ?? randomUUID(),
        ...{ cameraId, fromAt, toAt: new Date(to), event, frames },
        alsoEvents: others.map((it) => it.event),
      },
      others.map((it) => it.captureId),
    );
  }
}
