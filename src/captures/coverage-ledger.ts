import { randomUUID } from 'node:crypto';
import { askForComputed } from '../attendance/ask-for-days.ts';
import type { Context } from '../context.ts';

type Stretch = { id: string; from: number; to: number; endCause: string | null };

/**
 * The times in which one camera was really watched. The open stretch is written every second, so that whatever
 * happens to this process the ledger never claims more than was watched.
 */
export class CoverageLedger {
  readonly #cameraId: string;
  readonly #context: Context;
  #open: Stretch | null = null;
  /** Ended stretches whose end is not in the database yet. */
  #unwritten: Stretch[] = [];
  /** Coverage after this instant was claimed and taken back: records may rest on it. */
  #cutTo: number | null = null;

  constructor(cameraId: string, context: Context) {
    this.#cameraId = cameraId;
    this.#context = context;
  }

  get watching(): boolean {
    return this.#open !== null;
  }

  /** The camera is watched, and has been without a break up to `until`; a new stretch begins at `since` (epoch ms). */
  extend(until: number, since: number): void {
    this.#open ??= { id: randomUUID(), from: since, to: since, endCause: null };
    this.#open.to = Math.max(this.#open.to, until);
  }

  /**
   * The camera is not watched any more; the stretch ends where it was last extended to, or at `cutTo` when it is learnt
   * only now that nothing was seen since then.
   */
  end(cause: string, cutTo = Infinity): void {
    if (this.#open === null) return;
    const to = Math.min(this.#open.to, Math.max(this.#open.from, cutTo));
    if (to < this.#open.to) this.#cutTo = Math.min(this.#cutTo ?? to, to);
    this.#unwritten.push({ ...this.#open, to, endCause: cause });
    this.#open = null;
  }

  /** Writes what is new. Throws when the database is away; calling it again later loses nothing. */
  async write(): Promise<void> {
    while (this.#unwritten[0] !== undefined) {
      await this.#upsert(this.#unwritten[0]);
      this.#unwritten.shift();
    }
    if (this.#open !== null) await this.#upsert(this.#open);
    if (this.#cutTo === null) return;
    const at = new Date(this.#cutTo);
    await askForComputed(this.#context, { at, reason: `coverage of camera ${this.#cameraId}` });
    this.#cutTo = null;
  }

  async #upsert({ id, from, to, endCause }: Stretch): Promise<void> {
    const ends = { toAt: new Date(to), endCause };
    await this.#context.database.prisma.coverageInterval.upsert({
      where: { id },
      create: { id, cameraId: this.#cameraId, fromAt: new Date(from), ...ends },
      update: ends,
    });
  }
}
