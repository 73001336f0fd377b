import { randomUUID } from 'node:crypto';
import type { NotificationReceiver } from '../cameras/notification-receiver.ts';
import { superviseEvents } from '../cameras/supervise-events.ts';
import type { CameraAccess, CameraNotification, EventSupervisor, StateChange } from '../cameras/types.ts';
import type { Context } from '../context.ts';
import { publishLive } from '../notify/live.ts';
import { identificationQueue } from '../queues/identification.ts';
import type { Camera } from '../store/generated/client.ts';
import { CameraRow } from './camera-row.ts';
import { namingEvents } from './naming-event.ts';

const writeEveryMs = 1_000;
/** Events kept while the database is away; what is older than these is given up, nothing adverse rests on it. */
const keptAtMost = 5_000;

/**
 * Listens to a camera at which faces are not recognised. Its events are counted, and badges used at it are heard; its
 * stream is never opened, so that there is no picture to take, keep or lose, and no coverage: its door is not watched by
 * it.
 */
export class EventWatch {
  readonly #camera: Camera;
  readonly #access: CameraAccess;
  readonly #context: Context;
  readonly #row: CameraRow;
  readonly #receiver: NotificationReceiver | null;
  readonly #abort = new AbortController();
  #supervisor: EventSupervisor | null = null;
  #unwritten: CameraNotification[] = [];
  #told: string | null = null;
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param fence of the term under which this process holds the camera.
   * @param receiver where the camera may push its events; null: it is only asked.
   */
  constructor(camera: Camera, context: Context, fence: number, receiver: NotificationReceiver | null = null) {
    this.#camera = camera;
    this.#context = context;
    this.#receiver = receiver;
    this.#row = new CameraRow(camera.id, fence, context);
    const password = context.secrets.decrypt(camera.password).toString('utf8');
    this.#access = { address: camera.address, username: camera.username, password };
  }

  /** Begins to listen; returns at once. */
  start(): void {
    this.#supervisor = superviseEvents(this.#access, {
      signal: this.#abort.signal,
      ...(this.#receiver && { receiver: this.#receiver }),
      log: this.#context.log.child({ cameraId: this.#camera.id }),
      onEvent: (notification) => {
        this.#unwritten = [...this.#unwritten, notification].slice(-keptAtMost);
      },
      onState: () => this.#write(),
    });
    this.#timer = setInterval(() => this.#write(), writeEveryMs);
  }

  async stop(cause: string): Promise<void> {
    clearInterval(this.#timer);
    const silent = this.#supervisor?.stop({ unsubscribe: cause !== 'lost' });
    this.#abort.abort();
    await silent;
    this.#write();
    await this.#writing;
  }

  /** There is never anything to wait for: no pictures are taken. */
  quiet(): Promise<void> {
    return Promise.resolve();
  }

  #write(): void {
    this.#writing = this.#writing
      .then(() => this.#writeNow())
      .catch((error) =>
        this.#context.log.debug(
          { cameraId: this.#camera.id, error: String(error) },
          'not stored this second',
        ),
      );
  }

  async #writeNow(): Promise<void> {
    const { prisma } = this.#context.database;
    const cameraId = this.#camera.id;
    const events = this.#unwritten;
    if (events.length > 0) {
      const data = events.map((event) => eventRow(cameraId, event));
      await prisma.cameraEvent.createMany({ data, skipDuplicates: true });
      await identificationQueue.enqueueMany(this.#context.queues, namingEvents(cameraId, data));
      this.#unwritten = this.#unwritten.filter((event) => !events.includes(event));
      const newest = Math.max(...events.map(({ receivedAt }) => receivedAt));
      await this.#row.note({ lastEventAt: new Date(newest) });
    }
    const state = this.#supervisor?.state();
    if (state !== undefined && state.state !== this.#told) await this.#tell(state);
  }

  async #tell({ state, cause }: StateChange): Promise<void> {
    const { database } = this.#context;
    const cameraId = this.#camera.id;
    // A picture from when faces were still recognised here goes, too.
    const noPicture = { lastFrame: null, lastFrameAt: null };
    const stored = await this.#row.note({ state, stateDetail: cause, stateSince: new Date(), ...noPicture });
    if (stored === null) return;
    this.#told = state;
    await publishLive(database, { type: 'camera', cameraId });
  }
}

/** What was told, without any picture. */
function eventRow(cameraId: string, event: CameraNotification) {
  const { source, keyItems, data, meaning } = event;
  return {
    ...{ id: randomUUID(), cameraId, key: event.key, topic: event.topic, operation: event.operation },
    payload: { source, key: keyItems, data, meaning },
    deviceTime: event.deviceTime === null ? null : new Date(event.deviceTime),
    receivedAt: new Date(event.receivedAt),
    skewMs: event.skewMs === null ? null : Math.round(event.skewMs),
  };
}
