import { PictureWatch, thumbnailOf, thumbnailSize, type PictureState } from '../cameras/picture-watch.ts';
import { eventInstant } from '../cameras/trigger-policy.ts';
import type { CameraNotification, Frame } from '../cameras/types.ts';
import type { Camera } from '../store/generated/client.ts';
import type { Secrets } from '../store/secrets.ts';
import type { PictureCause, PictureTrouble } from './coverage-facts.ts';

/** A picture that shows nothing counts from the second one on: the first may be a flash or a hand. */
const confirmedBy = 2;
/** A device that forgets to take back what it complained of is not believed longer than this while its picture is good. */
const forgottenAfterMs = 10 * 60_000;
/** How often the usual views are stored for the next start. */
const keepEveryMs = 10 * 60_000;

const causeOf: Record<Exclude<PictureState, 'good'>, PictureCause> = {
  black: 'pictureBlack',
  covered: 'pictureCovered',
  frozen: 'pictureFrozen',
  moved: 'pictureMoved',
};

type Complaint = { cause: PictureCause; from: number; saidAt: number };
type Kept = Pick<Camera, 'usualViews' | 'viewAcceptedAt'>;

/** Whether one camera's picture shows its door, by the pictures themselves and by what the device says of them. */
export class PictureGuard {
  readonly #secrets: Secrets;
  readonly #watch: PictureWatch;
  readonly #complaints = new Map<string, Complaint>();
  #acceptedAt: number;
  #lookedAt = -Infinity;
  #keptAt = -Infinity;
  #bad: { state: Exclude<PictureState, 'good'>; pictures: number } | null = null;

  constructor(kept: Kept, secrets: Secrets) {
    this.#secrets = secrets;
    this.#watch = new PictureWatch(openViews(kept.usualViews, secrets));
    this.#acceptedAt = kept.viewAcceptedAt?.getTime() ?? -Infinity;
  }

  /** Judges the newest picture; the same one again says nothing. */
  async look(frame: Pick<Frame, 'jpeg' | 'capturedAt'>): Promise<void> {
    if (frame.capturedAt <= this.#lookedAt) return;
    this.#lookedAt = frame.capturedAt;
    const state = this.#watch.judge(await thumbnailOf(frame));
    this.#bad = state === 'good' ? null : { state, pictures: (this.#bad?.pictures ?? 0) + 1 };
    if (state !== 'good') return;
    for (const [key, { saidAt }] of this.#complaints)
      if (frame.capturedAt - saidAt > forgottenAfterMs) this.#complaints.delete(key);
  }

  /** What the device says of its own picture. */
  hear(notification: CameraNotification): void {
    const { meaning, topic, source, keyItems } = notification;
    if (meaning?.kind !== 'tampering' && meaning?.kind !== 'signalLoss') return;
    const key = JSON.stringify([topic, source, keyItems]);
    if (meaning.active === false) this.#complaints.delete(key);
    else {
      const from = this.#complaints.get(key)?.from ?? eventInstant(notification);
      this.#complaints.set(key, { cause: meaning.kind, from, saidAt: notification.receivedAt });
    }
  }

  /** An officer has said that the camera stands right (null: never); the present view is a usual one from then on. */
  accepted(at: Date | null): void {
    if (at === null || at.getTime() <= this.#acceptedAt) return;
    this.#acceptedAt = at.getTime();
    this.#watch.acceptPresentView();
    this.#keptAt = -Infinity;
  }

  trouble(): PictureTrouble | null {
    const [complaint] = [...this.#complaints.values()].sort((a, b) => a.from - b.from);
    if (complaint !== undefined) return { cause: complaint.cause, goodUntil: complaint.from };
    if (this.#bad === null || this.#bad.pictures < confirmedBy) return null;
    return { cause: causeOf[this.#bad.state], goodUntil: this.#watch.goodUntil };
  }

  /** The usual views, sealed, when they are due to be stored; due until `stored` says that they are. */
  keepsake(now: number): Partial<Pick<Camera, 'usualViews'>> {
    const views = this.#watch.views();
    if (now - this.#keptAt < keepEveryMs || views.length === 0) return {};
    return { usualViews: this.#secrets.encrypt(Buffer.concat(views)) };
  }

  stored(keepsake: object, now: number): void {
    if ('usualViews' in keepsake) this.#keptAt = now;
  }
}

/** Views that cannot be read any more are none: the camera's next picture is taken for the usual one then. */
function openViews(sealed: Uint8Array | null, secrets: Secrets): Uint8Array[] {
  if (sealed === null) return [];
  try {
    const all = secrets.decrypt(sealed);
    const size = thumbnailSize.width * thumbnailSize.height;
    return Array.from({ length: Math.floor(all.length / size) }, (_, at) =>
      all.subarray(at * size, (at + 1) * size),
    );
  } catch {
    return [];
  }
}
