import type { Context } from '../context.ts';
import { listenLive } from '../notify/live.ts';
import { untilDatabaseAnswers } from '../store/database.ts';
import { allLookAlikes } from '../store/look-alikes.ts';
import { inUse } from '../store/set-aside.ts';
import { Gallery } from '../vision/gallery.ts';
import type { Vision } from '../vision/vision.ts';
import { openEmbedding } from './embeddings.ts';

const readAgainMs = 30_000;

/** The enrolled faces of this process, read again whenever people change. */
export type FollowedGallery = { current(): Gallery };

/**
 * Loads the gallery and keeps it true until the process ends. Only people with a standing consent or notice are in it, by
 * references that are not set aside.
 */
export async function followGallery(context: Context, vision: Vision): Promise<FollowedGallery> {
  const { database, lifecycle, log } = context;
  const gallery = new Gallery(vision.model.id);
  const read = () => readAgain(context, gallery);
  await untilDatabaseAnswers(read, lifecycle.signal);
  let reading: Promise<void> = Promise.resolve();
  const again = (): void => {
    reading = reading.then(read).catch((error) => log.debug({ error: String(error) }, 'gallery not read'));
  };
  const live = listenLive(database.url, log, (event) => event.type === 'people' && again(), again);
  const timer = setInterval(again, readAgainMs);
  lifecycle.add('gallery', live, async () => {
    clearInterval(timer);
    await live.close();
  });
  return { current: () => gallery };
}

/** Everybody who is enrolled with the gallery's model and whose consent or notice stands, as it is now. */
export async function readAgain(
  context: Pick<Context, 'database' | 'secrets'>,
  gallery: Gallery,
): Promise<void> {
  const { templates, lookAlikes } = await readEnrolled(context, gallery.modelId);
  gallery.update(templates, lookAlikes);
}

async function readEnrolled({ database, secrets }: Pick<Context, 'database' | 'secrets'>, modelId: string) {
  const rows = await database.prisma.faceTemplate.findMany({
    where: { modelId, ...inUse, employee: { consents: { some: { withdrawnAt: null } } } },
    select: { id: true, employeeId: true, modelId: true, embedding: true },
    orderBy: { id: 'asc' },
  });
  const templates = rows.map((row) => ({
    templateId: row.id,
    employeeId: row.employeeId,
    modelId: row.modelId,
    embedding: openEmbedding(secrets, row.embedding),
  }));
  return { templates, lookAlikes: await allLookAlikes(database.prisma) };
}
