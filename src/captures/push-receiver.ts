import { openNotificationReceiver, type NotificationReceiver } from '../cameras/notification-receiver.ts';
import type { Context } from '../context.ts';

/**
 * Opens the place where cameras may push events, if the office wants one. A port that is taken (by a second camera
 * worker on this machine) is no reason to watch nothing: cameras are asked then, as without it.
 */
export async function openPushReceiver({
  config,
  lifecycle,
  log,
}: Context): Promise<NotificationReceiver | null> {
  if (config.push === null) return null;
  try {
    const receiver = await openNotificationReceiver(config.push);
    return lifecycle.add('push receiver', receiver, (it) => it.close());
  } catch (error) {
    log.error(
      { ...config.push, error: String(error) },
      'cameras cannot push events: the port cannot be opened',
    );
    return null;
  }
}
