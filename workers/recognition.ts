import type { Context } from '../src/context.ts';
import { startQueueWorker } from '../src/queues/define-worker.ts';
import { enrolmentQueue } from '../src/queues/enrolment.ts';
import { galleryQueue } from '../src/queues/gallery.ts';
import { guidanceQueue } from '../src/queues/guidance.ts';
import { recognitionQueue } from '../src/queues/recognition.ts';
import { enrolStoredPhoto } from '../src/recognition/enrol-stored-photo.ts';
import { recordModel } from '../src/recognition/face-models.ts';
import { followGallery } from '../src/recognition/follow-gallery.ts';
import { growGallery } from '../src/recognition/grow-gallery.ts';
import { runLiveCapture } from '../src/recognition/live-capture.ts';
import { reembedPhotos } from '../src/recognition/reembed-photos.ts';
import { recogniseStoredCapture } from '../src/recognition/recognise-stored-capture.ts';
import { untilDatabaseAnswers } from '../src/store/database.ts';
import { settleRecognisable } from '../src/store/recognisable.ts';
import { tell } from '../src/store/heartbeat.ts';
import { boundThreads } from '../src/vision/threads.ts';
import { loadVision } from '../src/vision/vision.ts';

/** Owns the models: finds out who is in a capture, and turns photos into templates. */
export async function start(context: Context): Promise<void> {
  const { queues, log, lifecycle, config } = context;
  if (config.visionThreads !== null) boundThreads(config.visionThreads);
  const vision = lifecycle.add('models', await loadVision({ backend: config.visionBackend }), (it) =>
    it.close(),
  );
  tell({ backend: vision.backend, model: vision.model.id });
  await untilDatabaseAnswers(() => recordModel(context.database.prisma, vision.model), lifecycle.signal);
  const gallery = await followGallery(context, vision);
  // Captures wait for this: nobody may be a stranger only because the model is new.
  const { refused } = await reembedPhotos(context, vision);
  if (!lifecycle.signal.aborted)
    await context.database.prisma.$transaction((tx) => settleRecognisable(tx, vision.model.id));
  tell({ backend: vision.backend, model: vision.model.id, photosRefused: refused });
  // One inference at a time: the models use one core, and two at once only make both late.
  startQueueWorker(queues, recognitionQueue, log, ({ captureId }) =>
    recogniseStoredCapture(context, vision, gallery.current(), captureId),
  );
  startQueueWorker(queues, enrolmentQueue, log, async (request) => ({
    status: 'done',
    ...(await enrolStoredPhoto(context, vision, gallery.current(), request)),
  }));
  startQueueWorker(queues, galleryQueue, log, ({ decisionId }) =>
    growGallery(context, gallery.current(), decisionId),
  );
  // Somebody stands before the camera: not one after another, but few enough that captures go on.
  startQueueWorker(
    queues,
    guidanceQueue,
    log,
    ({ liveCaptureId }) => runLiveCapture(context, vision, liveCaptureId),
    { concurrency: 2 },
  );
}
