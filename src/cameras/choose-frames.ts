/** Which pictures of a burst are kept. Pure. */
import type { Frame } from './types.ts';

/**
 * At most `count`, spread over the burst, and of neighbours the sharpest. With one quantiser a picture's size measures
 * its detail; the view around is the same in all of them, so what differs is how sharp and how near the people are.
 */
export function chooseFrames(frames: readonly Frame[], count: number): Frame[] {
  if (frames.length <= count) return [...frames];
  return Array.from({ length: Math.max(0, count) }, (_, slot) => {
    const from = Math.floor((slot * frames.length) / count);
    const to = Math.floor(((slot + 1) * frames.length) / count);
    return frames
      .slice(from, to)
      .reduce((best, frame) => (frame.jpeg.length > best.jpeg.length ? frame : best));
  });
}
