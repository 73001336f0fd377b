import type { StateChange } from '../cameras/types.ts';
import type { Context } from '../context.ts';
import { publishLive } from '../notify/live.ts';
import { alertsQueue } from '../queues/alerts.ts';
import type { CameraRow } from './camera-row.ts';
import type { PictureCause } from './coverage-facts.ts';

/** Stores where a camera stands and tells dashboard and alerts, each time it changes. */
export class CameraStateTeller {
  readonly #row: CameraRow;
  readonly #context: Context;
  #told: { state: string; watching: boolean } | null = null;

  constructor(row: CameraRow, context: Context) {
    this.#row = row;
    this.#context = context;
  }

  /**
   * Throws when the database is away; telling it again later loses nothing but the time in between.
   * @param blind why nothing is watched although the camera is listened to.
   */
  async tell(change: StateChange, watching: boolean, blind: PictureCause | 'noStream'): Promise<void> {
    const { database, queues } = this.#context;
    const { cameraId } = this.#row;
    const state = change.state === 'listening' && !watching ? blind : change.state;
    if (this.#told?.state === state && this.#told.watching === watching) return;
    const before = this.#told;
    // While connecting for the first time there is nothing to tell yet.
    if (before === null && state === 'noStream') return;
    const stored = await this.#row.note({ state, stateDetail: change.cause, stateSince: new Date() });
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
