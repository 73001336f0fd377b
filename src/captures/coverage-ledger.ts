import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { askForComputed } from '../attendance/ask-for-days.ts';
import type { Context } from '../context.ts';
import type { HeldTerm } from './camera-terms.ts';

/**
 * `heardUntil`: watched until then, and claimed as far as what came of it is stored. `cut`: claimed farther before it was
 * learnt that nothing was seen any more.
 */
type Stretch = {
  id: string;
  from: number;
  to: number;
  heardUntil: number;
  endCause: string | null;
  cut: boolean;
};
export type PictureEnd = { seenUntil: number; heardUntil: number; unbrokenSince?: number | undefined };
/** Learnt at `learntAt`: nothing was seen after `to`, also where a stretch had ended meanwhile and another begun. */
type Cut = { to: number; learntAt: number };
type Instants = { wall: number; monotonic: number };

/** Extended every second: a process that did not for so long stood still, and cannot know what it missed. */
const stillMs = 5_000;
/** A clock that was set by more than this is not the clock the stretch began by. */
const steppedMs = 2_000;

const present = (): Instants => ({ wall: Date.now(), monotonic: performance.now() });

/**
 * The times in which one camera was really watched. The open stretch is written every second, so that whatever
 * happens to this process the ledger never claims more than was watched. Nothing is ever claimed outside of the term
 * under which the camera is held, nor about the future, both by the clock of the store: so two workers never claim the
 * same time, and one that slept through the end of its term claims nothing after it.
 */
export class CoverageLedger {
  readonly #term: HeldTerm;
  readonly #context: Pick<Context, 'database' | 'queues'>;
  readonly #now: () => Instants;
  #open: Stretch | null = null;
  /** Its pictures ended at `seenUntil`, and the camera has not answered for all of it yet. */
  #tail: (Stretch & { seenUntil: number }) | null = null;
  #extendedAt: Instants;
  /** A stretch begins no earlier: until then pictures and answers came, and were worth nothing. */
  #notBefore = -Infinity;
  /** Ended while something of them was on its way into the database: claimed when it is there. */
  #owed: Stretch[] = [];
  /** Ended stretches whose end is not in the database yet. */
  #unwritten: Stretch[] = [];
  /** Taken back, and not yet in the database: records may rest on it. */
  #cuts: Cut[] = [];
  #lastCutTo: number | null = null;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  constructor(term: HeldTerm, context: Pick<Context, 'database' | 'queues'>, now = present) {
    this.#term = term;
    this.#context = context;
    this.#now = now;
    this.#extendedAt = now();
  }

  get watching(): boolean {
    return this.#open !== null;
  }

  /**
   * The camera is watched, and what came of it is stored up to `until`; a new stretch begins at `since` (epoch ms). Nothing
   * joins what lies before `unbrokenSince` with what comes after.
   *
   * @param heardUntil up to when it was watched, whether what came of it is stored or not.
   */
  extend(until: number, since: number, unbrokenSince = 0, heardUntil = until): void {
    const now = this.#now();
    if (brokeOff(this.#extendedAt, now) && this.#open !== null) {
      this.end('stalled');
      this.#notBefore = now.wall;
    }
    if (this.#open !== null && unbrokenSince > this.#open.to) this.end('brokenAnswer');
    this.#extendedAt = now;
    this.#growTail(until, unbrokenSince);
    const from = Math.max(since, this.#notBefore);
    this.#open ??= { id: randomUUID(), from, to: from, heardUntil: from, endCause: null, cut: false };
    this.#open.to = Math.max(this.#open.to, until);
    this.#open.heardUntil = Math.max(this.#open.heardUntil, heardUntil);
  }

  /**
   * The pictures ended at `seenUntil`, while the camera's events are still heard. It answers every few seconds: what was
   * seen since its last answer is claimed with the next one, which says that nothing happened in between.
   */
  endPictures(cause: string, { seenUntil, heardUntil, unbrokenSince = 0 }: PictureEnd): void {
    if (this.#open !== null) {
      this.#endTail();
      this.#tail = { ...this.#open, endCause: cause, seenUntil };
      this.#open = null;
    }
    this.#growTail(heardUntil, unbrokenSince);
  }

  #growTail(heardUntil: number, unbrokenSince: number): void {
    const tail = this.#tail;
    if (tail === null) return;
    const broken = unbrokenSince > tail.to;
    if (!broken) tail.to = Math.max(tail.to, Math.min(tail.seenUntil, heardUntil));
    if (broken || tail.to >= tail.seenUntil) this.#endTail();
  }

  #endTail(): void {
    if (this.#tail === null) return;
    const { seenUntil, ...stretch } = this.#tail;
    this.#finish({ ...stretch, heardUntil: Math.min(stretch.heardUntil, seenUntil) });
    this.#tail = null;
  }

  #finish(stretch: Stretch): void {
    if (stretch.heardUntil > stretch.to) this.#owed.push(stretch);
    else this.#unwritten.push(stretch);
  }

  /** Nothing from before `until` waits to be stored: what ended while something did is claimed that far. */
  stored(until: number): void {
    const owed = this.#owed;
    this.#owed = [];
    for (const stretch of owed) {
      stretch.to = Math.max(stretch.to, Math.min(stretch.heardUntil, until));
      this.#finish(stretch);
    }
  }

  /**
   * The camera is not watched any more; the stretch ends where it was last extended to, or at `cutTo` when it is learnt
   * only now that nothing was seen since then (-Infinity: it was not during this stretch).
   */
  end(cause: string, cutTo = Infinity): void {
    this.#endTail();
    if (cutTo !== Infinity) this.#claimNoFarther(cutTo);
    if (this.#open === null) return;
    const { from, to: claimed, heardUntil } = this.#open;
    const to = Math.min(claimed, Math.max(from, cutTo));
    const cut = to < claimed;
    const still = cutTo === Infinity ? heardUntil : to;
    this.#finish({ ...this.#open, to, heardUntil: still, endCause: cause, cut });
    this.#open = null;
  }

  #claimNoFarther(cutTo: number): void {
    this.#takeBack(cutTo === -Infinity ? (this.#open?.from ?? Infinity) : cutTo);
    this.#notBefore = this.#now().wall;
    this.#unwritten.push(...this.#owed.splice(0));
  }

  /** Once for each instant: a picture that stays bad is an end every second. */
  #takeBack(to: number): void {
    if (to === Infinity || to === this.#lastCutTo) return;
    this.#lastCutTo = to;
    this.#cuts.push({ to, learntAt: this.#now().wall });
  }

  /** Writes what is new. Rejects when the database is away; calling it again later loses nothing. */
  write(): Promise<void> {
    // One after the other, and never more than one that waits.
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#running = this.#next ?? this.#running;
        this.#next = null;
        return this.#writeAll();
      });
    return this.#next;
  }

  async #writeAll(): Promise<void> {
    // What is taken back while this runs waits for the next time: by then its stretches are written.
    const cuts = [...this.#cuts];
    while (this.#unwritten[0] !== undefined) {
      await this.#upsert(this.#unwritten[0]);
      this.#unwritten.shift();
    }
    for (const stretch of [...this.#owed]) await this.#upsert(stretch);
    if (this.#tail !== null) await this.#upsert(this.#tail);
    if (this.#open !== null) await this.#upsert(this.#open);
    for (const cut of cuts) {
      await this.#cutBack(cut);
      this.#cuts.shift();
    }
  }

  /** Every stretch of this term that reaches farther and began before it was learnt. */
  async #cutBack({ to, learntAt }: Cut): Promise<void> {
    const { cameraId, fence } = this.#term;
    const at = new Date(to);
    await this.#context.database.pool.query(
      `update "CoverageInterval" set "toAt" = greatest("fromAt", $3)
       where "cameraId" = $1::uuid and fence = $2 and "toAt" > $3 and "fromAt" <= $4`,
      [cameraId, fence, at, new Date(learntAt)],
    );
    const until = new Date(Math.max(to, learntAt));
    await askForComputed(this.#context, { at, until, reason: `coverage of camera ${cameraId}` });
  }

  /**
   * One statement: a process that freezes in the middle of it holds nothing. A stretch that is cut to before it may begin
   * is left with nothing, so that no longer one stays.
   */
  async #upsert({ id, from, to, endCause, cut }: Stretch): Promise<void> {
    const { cameraId, fence } = this.#term;
    await this.#context.database.pool.query(
      `insert into "CoverageInterval" (id, "cameraId", "fromAt", "toAt", "endCause", fence)
       select $1::uuid, "cameraId", since, until, $5::text, fence
       from "CameraLease",
         lateral (select greatest($3::timestamptz, "takenAt") as since) begun,
         lateral (select least($4::timestamptz, "expiresAt", clock_timestamp()) as known) claimed,
         lateral (select case when $7 then greatest(since, known) else known end as until) kept
       where "cameraId" = $2::uuid and fence = $6 and since <= until
       on conflict (id) do update set "endCause" = excluded."endCause",
         "toAt" = case when $7 then excluded."toAt" else greatest("CoverageInterval"."toAt", excluded."toAt") end`,
      [id, cameraId, new Date(from), new Date(to), endCause, fence, cut],
    );
  }
}

/** Between two instants that should lie a second apart. */
function brokeOff(before: Instants, now: Instants): boolean {
  const [wall, monotonic] = [now.wall - before.wall, now.monotonic - before.monotonic];
  return Math.max(wall, monotonic) > stillMs || Math.abs(wall - monotonic) > steppedMs;
}
