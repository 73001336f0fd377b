import type { NotificationReceiver } from '../cameras/notification-receiver.ts';
import type { Context } from '../context.ts';
import { listenLive } from '../notify/live.ts';
import { untilDatabaseAnswers } from '../store/database.ts';
import { CameraWatch, fingerprint } from './camera-watch.ts';
import { CaptureSpool } from './spool.ts';

const lookAgainMs = 5_000;

/**
 * Watches every enabled camera of the office, and follows changes of the list.
 *
 * @param receiver where cameras may push their events; null: they are only asked.
 */
export async function watchCameras(
  context: Context,
  receiver: NotificationReceiver | null = null,
): Promise<void> {
  const { database, lifecycle, log } = context;
  const spool = new CaptureSpool(context);
  await spool.open();
  const watches = new Map<string, { fingerprint: string; watch: CameraWatch }>();
  let busy: Promise<void> = Promise.resolve();

  const follow = async (): Promise<void> => {
    const cameras = await database.prisma.camera.findMany({ where: { enabled: true } });
    const wanted = new Map(cameras.map((camera) => [camera.id, camera]));
    for (const [id, { fingerprint: before, watch }] of watches) {
      const camera = wanted.get(id);
      if (camera !== undefined && fingerprint(camera) === before) continue;
      watches.delete(id);
      await watch.stop(camera === undefined ? 'paused' : 'changed');
    }
    for (const camera of cameras) {
      if (watches.has(camera.id) || lifecycle.signal.aborted) continue;
      const watch = new CameraWatch(camera, context, spool, receiver);
      watches.set(camera.id, { fingerprint: fingerprint(camera), watch });
      watch.start();
    }
  };
  const again = (): void => {
    busy = busy.then(follow).catch((error) => log.debug({ error: String(error) }, 'camera list not read'));
  };

  await untilDatabaseAnswers(follow, lifecycle.signal);
  const timer = setInterval(again, lookAgainMs);
  const live = listenLive(database.url, log, (event) => event.type === 'camera' && again(), again);
  lifecycle.add('cameras', null, async () => {
    clearInterval(timer);
    await live.close();
    await busy;
    await Promise.all([...watches.values()].map(({ watch }) => watch.stop('stopped')));
  });
}
