import { toLocal } from '../domain/civil-time.ts';
import type { CameraNotification } from '../cameras/types.ts';
import type { Context } from '../context.ts';
import { readOffice } from '../store/office.ts';
import type { CameraSettings } from './camera-settings.ts';
import { continuousTopic, localEvent } from './local-event.ts';
import { LocalMotion } from './local-motion.ts';
import type { Pictures } from './picture-source.ts';

/** A picture that was looked at longer ago than this says nothing about now: none came since. */
const lookedWithinMs = 5_000;

/** Whether an instant lies in these hours of the office's day; `to` before `from` goes past midnight, null is always. */
export function withinHours(hours: CameraSettings['hours'], now: number, timeZone: string): boolean {
  if (hours === null) return true;
  const { time } = toLocal(now, timeZone);
  return hours.from <= hours.to
    ? time >= hours.from && time < hours.to
    : time >= hours.from || time < hours.to;
}

/**
 * Takes pictures for reasons of our own, for cameras without useful events: because something moves in the picture, or
 * always while the hours last.
 */
export class PictureTrigger {
  readonly #settings: CameraSettings;
  readonly #pictures: Pictures;
  readonly #context: Context;
  readonly #onEvent: (event: CameraNotification) => void;
  readonly #motion: LocalMotion | null;
  #timeZone: string | null = null;

  constructor(
    settings: CameraSettings,
    pictures: Pictures,
    context: Context,
    onEvent: (event: CameraNotification) => void,
  ) {
    this.#settings = settings;
    this.#pictures = pictures;
    this.#context = context;
    this.#onEvent = onEvent;
    this.#motion = pictures.look && new LocalMotion(pictures.look, onEvent);
  }

  /** Up to when (epoch ms) nothing was missed; null: not looking now; undefined: it is the camera's events that count. */
  lookedAt(now: number): number | null | undefined {
    if (this.#settings.trigger === 'motion') {
      const at = this.#motion?.lookedAt ?? null;
      return at !== null && now - at <= lookedWithinMs ? at : null;
    }
    if (this.#settings.trigger === 'continuous') return this.#hoursLast(now) ? now : null;
    return undefined;
  }

  /** Since when (epoch ms) the picture was looked at without a gap; undefined where that says nothing. */
  get unbrokenSince(): number | undefined {
    return this.#motion?.unbrokenSince ?? undefined;
  }

  /** Whether pictures are wanted without a break at the moment. */
  lasting(now: number): boolean {
    if (!this.#pictures.main.health().decoding) return false;
    return this.#motion?.moving === true || this.#hoursLast(now);
  }

  /** Whether this is an hour at which nobody wants pictures of it: that it is not watched then is no trouble. */
  resting(now: number): boolean {
    return this.#settings.trigger === 'continuous' && this.#timeZone !== null && !this.#hoursLast(now);
  }

  /** Begins what must go on all the time. Throws when the database is away. */
  async keepOn(now: number, running: boolean): Promise<void> {
    if (this.#settings.trigger !== 'continuous') return;
    this.#timeZone ??= (await readOffice(this.#context.database.prisma)).timeZone;
    if (!running && this.lasting(now))
      this.#onEvent(localEvent(continuousTopic, { active: true, since: now, now }));
  }

  stop(): void {
    this.#motion?.stop();
  }

  #hoursLast(now: number): boolean {
    const { trigger, hours } = this.#settings;
    return trigger === 'continuous' && this.#timeZone !== null && withinHours(hours, now, this.#timeZone);
  }
}
