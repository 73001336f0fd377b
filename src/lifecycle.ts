import type { Log } from './log.ts';

/** Something that was started and must be closed: in reverse order, each with its own time limit. */
type Resource = { name: string; close: () => Promise<void> | void };

const closeLimitMs = 4_000;

/** Opens and closes the parts of one process in order. */
export class Lifecycle {
  readonly #resources: Resource[] = [];
  readonly #abort = new AbortController();
  readonly #log: Log;
  #closing: Promise<void> | null = null;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Aborted as soon as the process is asked to end. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Registers a part; it is closed before everything registered earlier. */
  add<T>(name: string, resource: T, close: (resource: T) => Promise<void> | void): T {
    this.#resources.push({ name, close: () => close(resource) });
    return resource;
  }

  /** Closes everything once; later calls wait for the first. */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    this.#abort.abort();
    for (const resource of this.#resources.reverse()) {
      try {
        await withLimit(Promise.resolve(resource.close()), closeLimitMs);
      } catch (error) {
        this.#log.warn({ resource: resource.name, error: String(error) }, 'could not close in time');
      }
    }
  }

  /**
   * Ends the process in order on SIGINT, SIGTERM, or when its parent is gone (the IPC channel closes).
   * A second signal ends it at once.
   */
  closeOnSignals(): void {
    let asked = false;
    const end = (reason: string): void => {
      if (asked) return;
      asked = true;
      this.#log.debug({ reason }, 'closing');
      void this.close().then(() => process.exit(0));
    };
    // A terminal's Ctrl-C reaches the whole process group: the supervisor decides when its children end.
    process.on('SIGINT', () => {
      if (process.send === undefined) end('SIGINT');
    });
    process.on('SIGTERM', () => end('SIGTERM'));
    process.on('disconnect', () => end('parent gone'));
  }
}

async function withLimit(work: Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${limitMs} ms`)), limitMs);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
