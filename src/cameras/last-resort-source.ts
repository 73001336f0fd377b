/** A stream, and while it brings nothing, something poorer in its place. */
import type { CaptureRequest, Frame, FrameSource, FrameSourceHealth } from './types.ts';

/** By then every transport has been tried. */
const patienceMs = 45_000;
const lookEveryMs = 1_000;

export type LastResortOptions = { patienceMs?: number; now?: () => number };

/** `openInstead` is opened when the stream has brought nothing for a while, and closed when it does again. */
export function withLastResort(
  stream: FrameSource,
  openInstead: () => FrameSource,
  options: LastResortOptions = {},
): FrameSource {
  const { patienceMs: patience = patienceMs, now = Date.now } = options;
  let instead: FrameSource | null = null;
  const look = (): void => {
    const { decoding, since } = stream.health();
    if (decoding) {
      const idle = instead;
      instead = null;
      void idle?.close();
    } else if (now() - since >= patience) instead ??= openInstead();
  };
  const timer = setInterval(look, Math.min(lookEveryMs, patience));
  const present = (): FrameSource =>
    !stream.health().decoding && instead?.health().decoding ? instead : stream;
  return {
    recent: (fromMs, toMs): Promise<Frame[]> => present().recent(fromMs, toMs),
    capture: (request: CaptureRequest): Promise<Frame[]> => present().capture(request),
    captureStream: (request: CaptureRequest): AsyncIterable<Frame> => present().captureStream(request),
    latest: (): Promise<Frame | null> => present().latest(),
    health: (): FrameSourceHealth => present().health(),
    close: async (): Promise<void> => {
      clearInterval(timer);
      await Promise.all([stream.close(), instead?.close()]);
    },
  };
}
