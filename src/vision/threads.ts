import sharp from 'sharp';

let beside = true;

/** Whether pictures are decoded while the models work on another: not when there is one core for everything. */
export const decodesBeside = (): boolean => beside;

/**
 * Bounds how many cores recognition in this process may use: native TensorFlow reads these variables when its library is
 * loaded, so this comes before the backend starts; the WebAssembly backend runs on one thread whatever is set. Pictures
 * are decoded on one further thread beside it, from two cores on.
 */
export function boundThreads(count: number): void {
  for (const name of ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS', 'OMP_NUM_THREADS'])
    process.env[name] = String(count);
  sharp.concurrency(1);
  beside = count > 1;
}
