import { MotionFinder } from '../cameras/find-motion.ts';
import { thumbnailOf } from '../cameras/picture-watch.ts';
import type { CameraNotification, FrameSource } from '../cameras/types.ts';
import { localEvent } from './local-event.ts';

const lookEveryMs = 500;
/** Nearer together it is the same picture, its time put right since. */
const apartMs = 100;
/** Further apart something may have passed between them. */
const gapMs = 2_000;

/** Looks for motion in a camera's pictures, twice a second, and tells it as the camera's own event would be told. */
export class LocalMotion {
  readonly #look: FrameSource;
  readonly #onEvent: (event: CameraNotification) => void;
  readonly #finder = new MotionFinder();
  readonly #timer: NodeJS.Timeout;
  #busy = false;
  #moving = false;
  #lookedAt: number | null = null;
  #unbrokenSince: number | null = null;

  constructor(look: FrameSource, onEvent: (event: CameraNotification) => void) {
    this.#look = look;
    this.#onEvent = onEvent;
    this.#timer = setInterval(() => void this.#lookOnce(), lookEveryMs);
  }

  /** Something moves at the moment. */
  get moving(): boolean {
    return this.#moving;
  }

  /** When the newest picture that was looked at was taken (epoch ms); null before the first. */
  get lookedAt(): number | null {
    return this.#lookedAt;
  }

  /** Since when (epoch ms) pictures were looked at without a gap; null before the first. */
  get unbrokenSince(): number | null {
    return this.#unbrokenSince;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #lookOnce(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      const frame = await this.#look.latest();
      if (!frame || frame.capturedAt - (this.#lookedAt ?? 0) < apartMs) return;
      const { moving, since } = this.#finder.see(await thumbnailOf(frame));
      if (frame.capturedAt - (this.#lookedAt ?? -Infinity) > gapMs) this.#unbrokenSince = frame.capturedAt;
      this.#lookedAt = frame.capturedAt;
      if (moving !== this.#moving)
        this.#onEvent(localEvent('Picture/Motion', { active: moving, since, now: Date.now() }));
      this.#moving = moving;
    } catch {
      // A picture that cannot be read is one not looked at: coverage ends with the last that was.
    } finally {
      this.#busy = false;
    }
  }
}
