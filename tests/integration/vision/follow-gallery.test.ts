import { afterAll, beforeAll, expect, test } from 'vitest';
import { openContext, type Context } from '../../../src/context.ts';
import { publishLive } from '../../../src/notify/live.ts';
import { sealEmbedding } from '../../../src/recognition/embeddings.ts';
import { followGallery, type FollowedGallery } from '../../../src/recognition/follow-gallery.ts';
import { loadVision, type Vision } from '../../../src/vision/vision.ts';
import { scratchContext, type Scratch } from '../scratch.ts';

let scratch: Scratch;
let vision: Vision;
/** What another process of the service has: connections and a gallery of its own. */
let other: Context;
beforeAll(async () => {
  scratch = await scratchContext();
  other = openContext(scratch.context.config, 'another process');
  vision = await loadVision();
});
afterAll(async () => {
  await other.lifecycle.close();
  await scratch.close();
});

/** Less than a gallery takes to be read again when nothing is told. */
const soon = { timeout: 10_000, interval: 20 };
const has = (galleries: FollowedGallery[], id: string) => galleries.map((it) => it.current().has(id));

let people = 0;
async function enrol(): Promise<string> {
  const { database, secrets } = scratch.context;
  people += 1;
  const consents = { create: { kind: 'consent', textVersion: '1', recordedBy: 'test' } };
  const embedding = sealEmbedding(secrets, new Float32Array(128).fill(people));
  const photoOf = { at: new Date('2026-03-02T00:00:00Z') };
  const evidence = await scratch.context.evidence.put(Buffer.from('a photo'), 'photo', photoOf);
  await database.prisma.evidence.create({ data: evidence });
  const { id } = await database.prisma.employee.create({
    data: { code: `P${people}`, fullName: `P${people}`, consents },
  });
  await database.prisma.employeePhoto.create({
    data: {
      employeeId: id,
      evidenceId: evidence.id,
      quality: {},
      templates: { create: { employeeId: id, modelId: vision.model.id, embedding, quality: 1 } },
    },
  });
  await publishLive(database, { type: 'people', employeeId: id });
  return id;
}

async function withdraw(employeeId: string): Promise<void> {
  const { database } = scratch.context;
  await database.prisma.consent.updateMany({ where: { employeeId }, data: { withdrawnAt: new Date() } });
  await publishLive(database, { type: 'people', employeeId });
}

test('the galleries of all processes hear of who is enrolled and who withdrew, also of what happens as they start', async () => {
  const gone = await enrol();
  const here = await followGallery(scratch.context, vision);
  // At this moment changes may not be heard yet: this one is found all the same.
  await withdraw(gone);
  const there = await followGallery(other, vision);
  await expect.poll(() => has([here, there], gone), soon).toEqual([false, false]);

  const id = await enrol();
  await expect.poll(() => has([here, there], id), soon).toEqual([true, true]);
  await withdraw(id);
  await expect.poll(() => has([here, there], id), soon).toEqual([false, false]);
});
