import type { FrameSource } from '../cameras/types.ts';
import type { Context } from '../context.ts';
import type { CameraRow } from './camera-row.ts';
import type { PictureGuard } from './picture-guard.ts';

const stillEveryMs = 4_000;

/** Keeps the newest picture of one camera in its row, encrypted, for the dashboard, once it was judged. */
export class CameraStill {
  readonly #row: CameraRow;
  readonly #picture: PictureGuard;
  readonly #context: Context;
  #storedAt = 0;

  constructor(row: CameraRow, picture: PictureGuard, context: Context) {
    this.#row = row;
    this.#picture = picture;
    this.#context = context;
  }

  /** Stores a picture when the last one is some seconds old. Throws when the database is away. */
  async store(frames: FrameSource | null, lastEventAt: Date | null): Promise<void> {
    const lastFrameAt = frames?.health().lastFrameAt ?? null;
    if (lastFrameAt === null || Date.now() - this.#storedAt < stillEveryMs) return;
    const frame = await frames?.latest();
    if (!frame) return;
    this.#storedAt = Date.now();
    await this.#picture.look(frame);
    const keepsake = this.#picture.keepsake(this.#storedAt);
    const stored = await this.#row.note({
      lastFrame: this.#context.secrets.encrypt(frame.jpeg),
      lastFrameAt: new Date(frame.capturedAt),
      ...(lastEventAt && { lastEventAt }),
      ...keepsake,
    });
    this.#picture.stored(keepsake, this.#storedAt);
    this.#picture.accepted(stored?.viewAcceptedAt ?? null);
  }
}
