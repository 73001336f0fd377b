import type { CameraNotification } from '../cameras/types.ts';

/** A state that was never taken back counts this long: devices forget to send the end. */
const activeMs = 30_000;

/** Which of a camera's states (motion, somebody in the zone) last at the moment. */
export class ActiveStates {
  readonly #until = new Map<string, number>();

  note({ topic, source, keyItems, meaning, receivedAt }: CameraNotification): void {
    const key = JSON.stringify([topic, source, keyItems]);
    if (meaning?.active === true) this.#until.set(key, receivedAt + activeMs);
    else this.#until.delete(key);
  }

  any(now: number): boolean {
    for (const [key, until] of this.#until) if (until <= now) this.#until.delete(key);
    return this.#until.size > 0;
  }
}
