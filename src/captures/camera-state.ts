import type { StateChange, SupervisorState } from '../cameras/types.ts';
import type { Context } from '../context.ts';
import { publishLive } from '../notify/live.ts';
import { alertsQueue } from '../queues/alerts.ts';
import type { CameraRow } from './camera-row.ts';
import type { PictureCause } from './coverage-facts.ts';

type Seen = {
  watching: boolean;
  /** It is watched by its picture alone, whatever its events do. */
  byPicture: boolean;
  /** What is wrong with the picture that comes; null: nothing is known to be. */
  trouble: PictureCause | null;
};

/** States that say nothing about the picture. */
const eventsOnly: ReadonlySet<SupervisorState> = new Set(['listening', 'connecting', 'noEvents', 'notOnvif']);

/** The state shown for a camera: being watched is what counts, else what stands in the way. */
export function shownState(state: SupervisorState, { watching, byPicture, trouble }: Seen): string {
  if (watching) return 'listening';
  const noPicture = byPicture ? eventsOnly.has(state) : state === 'listening';
  return noPicture ? (trouble ?? 'noStream') : state;
}

/** Stores where a camera stands and tells dashboard and alerts, each time it changes. */
export class CameraStateTeller {
  readonly #row: CameraRow;
  readonly #context: Context;
  #telling: Promise<void> = Promise.resolve();
  #told: { state: string; watching: boolean } | null = null;

  constructor(row: CameraRow, context: Context) {
    this.#row = row;
    this.#context = context;
  }

  /**
   * One after the other, so that a slow database is not told the same twice. Throws when the database is away; telling it
   * again later loses nothing but the time in between.
   */
  tell(change: StateChange, seen: Seen): Promise<void> {
    const telling = this.#telling.then(() => this.#tellNow(change, seen));
    this.#telling = telling.catch(() => undefined);
    return telling;
  }

  async #tellNow(change: StateChange, seen: Seen): Promise<void> {
    const { database, queues } = this.#context;
    const { cameraId } = this.#row;
    const { watching } = seen;
    const state = shownState(change.state, seen);
    if (this.#told?.state === state && this.#told.watching === watching) return;
    const before = this.#told;
    // While connecting for the first time there is nothing to tell yet.
    if (before === null && state === 'noStream') return;
    const stateDetail = watching ? null : change.cause;
    const stored = await this.#row.note({ state, stateDetail, stateSince: new Date() });
    if (stored === null) return;
    this.#told = { state, watching };
    await publishLive(database, { type: 'camera', cameraId });
    if (watching !== (before?.watching ?? watching))
      await alertsQueue.enqueue(queues, {
        kind: 'camera',
        cameraId,
        watching,
        cause: watching ? null : state,
        at: new Date().toISOString(),
      });
  }
}
