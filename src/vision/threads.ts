import sharp from 'sharp';

/** Frames decoded ahead of the one the models work on, when nothing bounds the cores. */
const mostAhead = 4;

let ahead = mostAhead;

/** How many frames may be decoded while the models work on another: none when there is one core for everything. */
export const framesAhead = (): number => ahead;

/**
 * Bounds how many cores recognition in this process may use: native TensorFlow reads these variables when its library is
 * loaded, so this comes before the backend starts; the WebAssembly backend runs on one thread whatever is set. Pictures
 * are decoded on further threads beside it: the picture library is bounded too, and how many of them at a time.
 */
export function boundThreads(count: number): void {
  for (const name of ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS', 'OMP_NUM_THREADS'])
    process.env[name] = String(count);
  sharp.concurrency(count);
  ahead = Math.min(mostAhead, count - 1);
}
