import type { Context } from '../context.ts';
import { listenLive } from '../notify/live.ts';
import { untilDatabaseAnswers } from '../store/database.ts';
import type { Camera } from '../store/generated/client.ts';
import { readCameraSettings } from './camera-settings.ts';
import { CameraWatch, fingerprint } from './camera-watch.ts';
import { EventWatch } from './event-watch.ts';
import { recognises } from './recognition-rule.ts';
import { CaptureSpool } from './spool.ts';

const lookAgainMs = 5_000;

/** Watches every enabled camera of the office, and follows changes of the list. */
export async function watchCameras(context: Context): Promise<void> {
  const { database, lifecycle, log, secrets } = context;
  const spool = new CaptureSpool(context);
  await spool.open();
  const watches = new Map<string, { fingerprint: string; watch: CameraWatch | EventWatch }>();
  let busy: Promise<void> = Promise.resolve();
  const recognisesAt = (camera: Camera): boolean => recognises(readCameraSettings(camera.settings));
  // By the password itself: sealed with another key it is still the same, and no reason to let go of a camera.
  const identityOf = (camera: Camera): string =>
    `${fingerprint({ ...camera, password: secrets.decrypt(camera.password) })} ${recognisesAt(camera)}`;

  const follow = async (): Promise<void> => {
    const cameras = await database.prisma.camera.findMany({ where: { enabled: true } });
    const wanted = new Map(cameras.map((camera) => [camera.id, camera]));
    for (const [id, { fingerprint: before, watch }] of watches) {
      const camera = wanted.get(id);
      if (camera !== undefined && identityOf(camera) === before) continue;
      watches.delete(id);
      await watch.stop(camera === undefined ? 'paused' : 'changed');
    }
    for (const camera of cameras) {
      if (watches.has(camera.id) || lifecycle.signal.aborted) continue;
      const watch = recognisesAt(camera)
        ? new CameraWatch(camera, context, spool)
        : new EventWatch(camera, context);
      watches.set(camera.id, { fingerprint: identityOf(camera), watch });
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
