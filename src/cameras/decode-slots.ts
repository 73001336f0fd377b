/**
 * How many bursts are decoded at a time in this process. When a crowd arrives at many doors at once, decoding all
 * bursts together would make every one of them late; in turn, the first are there at once and none is lost, since
 * what they need is held compressed.
 */
import { availableParallelism } from 'node:os';

const slots = Math.max(2, availableParallelism() * 2);
let taken = 0;
const waiting: (() => void)[] = [];

/** Resolves when it is one's turn; call the returned function when done, once. */
export async function decodeSlot(): Promise<() => void> {
  if (taken >= slots) await new Promise<void>((resolve) => waiting.push(resolve));
  else taken += 1;
  let released = false;
  return () => {
    if (released) return;
    released = true;
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
  };
}
