import sharp from 'sharp';

/**
 * Bounds how many cores recognition in this process may use: native TensorFlow reads these variables when its library is
 * loaded, so this comes before the backend starts; the WebAssembly backend runs on one thread whatever is set. The picture
 * library is bounded too.
 */
export function boundThreads(count: number): void {
  for (const name of ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS', 'OMP_NUM_THREADS'])
    process.env[name] = String(count);
  sharp.concurrency(count);
}
