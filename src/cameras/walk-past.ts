/** Waits for somebody to walk past a camera that is being tried, and takes pictures of who raised the event. */
import { AppError } from '../errors.ts';
import { systemClock } from './clock.ts';
import { openFrameSource } from './frame-source.ts';
import { superviseEvents } from './supervise-events.ts';
import type { CameraAccess, Frame, FrameSourceOptions } from './types.ts';

/** The pictures around an event, longer than a burst: whoever raised it still comes nearer. */
const passing = { beforeMs: 900, afterMs: 2_600, maxFrames: 7 };

export type Passing = { topic: string; kind: string; pictures: Frame[] };

/**
 * Returns with the first event that would open a capture.
 *
 * @param uri the stream to take pictures from; null takes none.
 * @throws AppError `camera_no_events` when none came within `limitMs`.
 */
export async function waitForPassing(
  access: CameraAccess,
  uri: string | null,
  options: { limitMs: number; signal?: AbortSignal | undefined } & Pick<FrameSourceOptions, 'masks'>,
): Promise<Passing> {
  const { limitMs, signal, masks = [] } = options;
  const { username, password } = access;
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  signal?.addEventListener('abort', stop, { once: true });
  let seen: { topic: string; kind: string; at: number } | null = null;
  const frames = uri && openFrameSource({ uri, username, password }, { fps: 5, ringSeconds: 4, masks });
  const supervisor = superviseEvents(access, {
    onEvent: ({ trigger, topic, meaning, receivedAt }) => {
      if (!trigger || !meaning) return;
      seen ??= { topic, kind: meaning.kind, at: receivedAt };
      stop();
    },
  });
  // Assigned in a callback, which the compiler does not follow.
  const found = (): typeof seen => seen;
  try {
    await systemClock.sleep(limitMs, stopping.signal);
    const event = found();
    if (!event) {
      const details = { address: access.address, state: supervisor.state().state };
      throw new AppError('camera_no_events', 'no event came while somebody walked past', { details });
    }
    const { at, ...what } = event;
    return { ...what, pictures: frames ? await frames.capture({ around: at, ...passing }) : [] };
  } finally {
    signal?.removeEventListener('abort', stop);
    await Promise.all([supervisor.stop(), frames && frames.close()]);
  }
}
