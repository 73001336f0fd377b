import type { Frame, FrameSource } from '../cameras/types.ts';
import type { Context } from '../context.ts';
import type { CameraRow } from './camera-row.ts';
import type { PictureGuard } from './picture-guard.ts';

const lookEveryMs = 4_000;

/** Keeps the newest picture of one camera in its row, encrypted, for the dashboard, once it was judged. */
export class CameraStill {
  readonly #row: CameraRow;
  readonly #picture: PictureGuard;
  readonly #context: Context;
  #lookedAt = 0;
  /** Judged, and not in the row yet. */
  #judged: Frame | null = null;

  constructor(row: CameraRow, picture: PictureGuard, context: Context) {
    this.#row = row;
    this.#picture = picture;
    this.#context = context;
  }

  /** Judges the newest picture when the last one is some seconds old, whether or not the database answers. */
  async look(frames: FrameSource | null): Promise<void> {
    const lastFrameAt = frames?.health().lastFrameAt ?? null;
    if (lastFrameAt === null || Date.now() - this.#lookedAt < lookEveryMs) return;
    this.#lookedAt = Date.now();
    const frame = await frames?.latest();
    if (!frame) return;
    await this.#picture.look(frame);
    this.#judged = frame;
  }

  /** Stores the picture judged last, once. Throws when the database is away. */
  async store(lastEventAt: Date | null): Promise<void> {
    const frame = this.#judged;
    if (frame === null) return;
    const now = Date.now();
    const keepsake = this.#picture.keepsake(now);
    const stored = await this.#row.note({
      lastFrame: this.#context.secrets.encrypt(frame.jpeg),
      lastFrameAt: new Date(frame.capturedAt),
      ...(lastEventAt && { lastEventAt }),
      ...keepsake,
    });
    if (this.#judged === frame) this.#judged = null;
    this.#picture.stored(keepsake, now);
    this.#picture.accepted(stored?.viewAcceptedAt ?? null);
  }
}
