import { openPushReceiver } from '../src/captures/push-receiver.ts';
import { watchCameras } from '../src/captures/watch-cameras.ts';
import type { Context } from '../src/context.ts';

/** Watches the cameras: their events become captures in the recognition queue, their uptime becomes coverage. */
export async function start(context: Context): Promise<void> {
  await watchCameras(context, await openPushReceiver(context));
}
