/** Which way a stream comes: tried in turn until one brings pictures, then kept. Pure. */
import type { StreamTransport } from './types.ts';

/** TCP first: it passes every office network and loses nothing. */
const order: readonly StreamTransport[] = ['tcp', 'udp', 'http'];

/** Failures that another transport would meet as well. */
const sameEverywhere =
  /refused|unreachable|no route|resolve|host|401|403|404|unauthori[sz]ed|forbidden|not found|not installed|not RTSP/i;

/** The transport for the next try: one that ever brought pictures stays. */
export function nextTransport(
  present: StreamTransport,
  { cause, received }: { cause: string; received: boolean },
): StreamTransport {
  if (received || sameEverywhere.test(cause)) return present;
  return order[(order.indexOf(present) + 1) % order.length] ?? present;
}
