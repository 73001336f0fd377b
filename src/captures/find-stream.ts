import { probeCamera } from '../cameras/probe.ts';
import type { CameraAccess } from '../cameras/types.ts';
import type { Context } from '../context.ts';
import type { CameraRow } from './camera-row.ts';

/**
 * A camera that was added while it was away: asks for its stream until it answers, and stores what it says. The changed
 * row starts a new watch.
 */
export async function findStream(
  context: Context,
  row: CameraRow,
  access: CameraAccess,
  signal: AbortSignal,
): Promise<void> {
  for (let delayMs = 2_000; !signal.aborted; delayMs = Math.min(delayMs * 2, 60_000)) {
    try {
      const probe = await probeCamera(access, { timeoutMs: 8_000, signal });
      const profile = probe.profiles.find((it) => it.streamUri !== null);
      if (profile?.streamUri) {
        const { streamUri, token: profileToken } = profile;
        await row.note({ streamUri, profileToken, device: probe.device });
        return;
      }
    } catch (error) {
      context.log.debug({ cameraId: row.cameraId, error: String(error) }, 'no stream address yet');
    }
    await new Promise((resolve) => setTimeout(resolve, delayMs));
  }
}
