import type { Context } from '../context.ts';
import { listenLive } from '../notify/live.ts';
import { untilDatabaseAnswers } from '../store/database.ts';
import { allLookAlikes } from '../store/look-alikes.ts';
import { Gallery } from '../vision/gallery.ts';
import type { Vision } from '../vision/vision.ts';
import { openEmbedding } from './embeddings.ts';

const readAgainMs = 30_000;

/** The enrolled faces of this process, read again whenever people change. */
export type FollowedGallery = { current(): Gallery };

/** Loads the gallery and keeps it true until the process ends. Only people with a standing consent or notice are in it. */
export async function followGallery(context: Context, vision: Vision): Promise<FollowedGallery> {
  const { database, lifecycle, log } = context;
  let gallery = await untilDatabaseAnswers(() => readGallery(context, vision.model.id), lifecycle.signal);
  let reading: Promise<void> = Promise.resolve();
  const again = (): void => {
    reading = reading
      .then(async () => {
        const before = gallery;
        gallery = await readGallery(context, vision.model.id);
        // What was withdrawn must not lie in memory until that is reused.
        before.removeEmployees(before.people().filter((employeeId) => !gallery.has(employeeId)));
      })
      .catch((error) => log.debug({ error: String(error) }, 'gallery not read'));
  };
  const live = listenLive(database.url, log, (event) => event.type === 'people' && again(), again);
  const timer = setInterval(again, readAgainMs);
  lifecycle.add('gallery', live, async () => {
    clearInterval(timer);
    await live.close();
  });
  return { current: () => gallery };
}

/** Everybody who is enrolled with this model and whose consent or notice stands. */
export async function readGallery(
  { database, secrets }: Pick<Context, 'database' | 'secrets'>,
  modelId: string,
): Promise<Gallery> {
  const rows = await database.prisma.faceTemplate.findMany({
    where: { modelId, employee: { consents: { some: { withdrawnAt: null } } } },
    select: { id: true, employeeId: true, modelId: true, embedding: true },
    orderBy: { id: 'asc' },
  });
  const templates = rows.map((row) => ({
    templateId: row.id,
    employeeId: row.employeeId,
    modelId: row.modelId,
    embedding: openEmbedding(secrets, row.embedding),
  }));
  return new Gallery(modelId, templates, await allLookAlikes(database.prisma));
}
