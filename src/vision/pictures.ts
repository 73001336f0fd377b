/** Pictures decoded beside the models: in a thread of its own, into buffers that are used again and again. */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { fromSources, projectRoot } from '../root.ts';
import { drawLevel, type Drawn, type Level } from './draw-level.ts';
import { decodeImage } from './image.ts';
import type { PictureAnswer, PictureOrder } from './picture-thread.ts';
import { decodesBeside } from './threads.ts';
import type { RgbImage } from './types.ts';

/** A decoded picture, and the same drawn for the detector where that was asked for. */
export type Picture = { image: RgbImage; drawn: Drawn | null };

type Answered = PictureAnswer['picture'];

/** From the sources, the thread reads TypeScript itself: loaders of the process do not reach it. */
function startWorker(): Worker {
  if (!fromSources) return new Worker(path.join(projectRoot, 'dist', 'picture-thread.js'));
  const file = JSON.stringify(path.join(projectRoot, 'src', 'vision', 'picture-thread.ts'));
  return new Worker(`import('tsx/esm/api').then(({ tsImport }) => tsImport(${file}, ${file}))`, {
    eval: true,
    execArgv: [],
  });
}

/** The thread, and who waits for what from it. */
class PictureThread {
  #worker: Worker;
  #waiting = new Map<number, { answer: (picture: Answered) => void; fail: () => void }>();
  #orders = 0;

  /** @param ended called once; `answered`: whether it ever did its work. */
  constructor(ended: (answered: boolean) => void) {
    // Threads of the picture library would take the cores from the models, and it has nothing to remember.
    sharp.concurrency(1);
    sharp.cache(false);
    this.#worker = startWorker();
    this.#worker.unref();
    let answered = false;
    this.#worker.on('message', ({ id, picture }: PictureAnswer) => {
      answered = true;
      this.#take(id)?.answer(picture);
    });
    let over = false;
    const end = (cause: unknown): void => {
      if (over) return;
      over = true;
      process.emitWarning(`The thread for pictures has ended: ${String(cause)}`);
      ended(answered);
      for (const id of [...this.#waiting.keys()]) this.#take(id)?.fail();
    };
    this.#worker.once('error', end);
    this.#worker.once('exit', end);
  }

  /** @returns what lies in the bytes, null when that is no picture. Rejects when the thread has ended. */
  order(order: Omit<PictureOrder, 'id'>): Promise<Answered> {
    const id = this.#orders++;
    return new Promise((answer, reject) => {
      this.#waiting.set(id, { answer, fail: () => reject(new Error('the thread for pictures has ended')) });
      // Only while somebody waits does it keep the process alive.
      this.#worker.ref();
      this.#worker.postMessage({ id, ...order } satisfies PictureOrder);
    });
  }

  #take(id: number) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker.unref();
    return waiting;
  }
}

let thread: PictureThread | null = null;
/** One that ended before it did anything would end again. */
let startsAtAll = true;

function runningThread(): PictureThread {
  thread ??= new PictureThread((answered) => {
    thread = null;
    startsAtAll = answered;
  });
  return thread;
}

/** Buffers that no burst uses now. More than a long burst of 1080p frames are left to the garbage collector. */
const spares: { pixels: SharedArrayBuffer[]; drawn: SharedArrayBuffer[] } = { pixels: [], drawn: [] };
const mostSpares = 24;

const give = (list: SharedArrayBuffer[], buffer: SharedArrayBuffer): void => {
  if (list.length < mostSpares) list.push(buffer);
};

async function decodeHere(bytes: Buffer, level: Level | null): Promise<Picture | null> {
  try {
    const image = await decodeImage(bytes);
    return { image, drawn: level && (await drawLevel(image, level)) };
  } catch {
    return null;
  }
}

/**
 * The pictures of one burst. They are valid until `release`, which gives their memory to the next burst: 6 MB for each
 * frame of 1080p, which would otherwise be asked for, cleared and collected as garbage for every frame anew.
 */
export class Pictures {
  #mine: { pixels: SharedArrayBuffer[]; drawn: SharedArrayBuffer[] } = { pixels: [], drawn: [] };
  #released = false;

  /**
   * Decodes a picture (see `decodeImage`), and draws it at `level` unless that is null. Beside the models where there
   * are cores for it, otherwise when it is its turn. Null when the bytes are no picture.
   */
  async prepare(bytes: Buffer, level: Level | null): Promise<Picture | null> {
    if (!decodesBeside() || !startsAtAll) return decodeHere(bytes, level);
    let answered: Answered;
    try {
      answered = await runningThread().order({
        bytes,
        level,
        spare: spares.pixels.pop() ?? null,
        spareDrawn: level === null ? null : (spares.drawn.pop() ?? null),
      });
    } catch {
      return decodeHere(bytes, level);
    }
    if (answered === null) return null;
    const { pixels, width, height, drawn } = answered;
    this.#keep('pixels', pixels);
    if (drawn) this.#keep('drawn', drawn.input);
    return {
      image: { data: new Uint8Array(pixels, 0, width * height * 3), width, height },
      drawn: drawn && { ...drawn, input: new Float32Array(drawn.input, 0, drawn.width * drawn.height * 3) },
    };
  }

  /** No picture of this burst is looked at any more. */
  release(): void {
    this.#released = true;
    for (const buffer of this.#mine.pixels.splice(0)) give(spares.pixels, buffer);
    for (const buffer of this.#mine.drawn.splice(0)) give(spares.drawn, buffer);
  }

  #keep(kind: 'pixels' | 'drawn', buffer: SharedArrayBuffer): void {
    if (this.#released) give(spares[kind], buffer);
    else this.#mine[kind].push(buffer);
  }
}
