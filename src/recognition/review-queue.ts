import { z } from 'zod';
import { doubtList } from '../http/contracts/common.ts';
import type { ReviewQueue } from '../http/contracts/reviews.ts';
import type { Database } from '../store/database.ts';
import { instantOf } from '../store/dates.ts';
import { openReviewIds } from '../store/open-reviews.ts';
import type { Secrets } from '../store/secrets.ts';
import { bestFrames } from '../store/sightings.ts';
import { groupFaces } from '../vision/group-faces.ts';
import { defaultThresholds } from '../vision/thresholds.ts';
import { openEmbedding } from './embeddings.ts';

type Db = Database['prisma'];

const shown = 50;
const photosShown = 3;
const unknownShown = 200;
const unknownDays = 14;

const candidates = z.array(z.object({ employeeId: z.uuid(), distance: z.number() })).catch([]);
const withPlace = {
  camera: { select: { id: true, name: true } },
  door: { select: { id: true, name: true } },
} as const;

/** Who recognition thought it could be. */
export function candidateIds(sighting: { candidates: unknown }): string[] {
  return candidates.parse(sighting.candidates).map((it) => it.employeeId);
}

/** What waits for a reviewer. @param reader the employee who reads: they do not see what could be themselves. */
export async function loadReviewQueue(
  db: Db,
  secrets: Secrets,
  reader: string | null,
  now: Date,
): Promise<ReviewQueue> {
  const ids = await openReviewIds(db, { from: null, to: null });
  const all = await db.sighting.findMany({
    where: { id: { in: ids } },
    select: { id: true, candidates: true },
  });
  const own = new Set(
    all.filter((it) => reader !== null && candidateIds(it).includes(reader)).map((it) => it.id),
  );
  const offered = ids.filter((id) => !own.has(id)).slice(0, shown);
  return {
    items: await presentOpen(db, offered),
    open: ids.length,
    own: own.size,
    unknown: await loadUnknown(db, secrets, now),
  };
}

async function presentOpen(db: Db, ids: string[]): Promise<ReviewQueue['items']> {
  const rows = await db.sighting.findMany({
    where: { id: { in: ids } },
    include: withPlace,
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  });
  const pictures = await bestFrames(db, rows);
  const people = await db.employee.findMany({
    where: { id: { in: rows.flatMap(candidateIds) } },
    select: {
      ...{ id: true, code: true, fullName: true },
      photos: { select: { id: true }, orderBy: { createdAt: 'asc' }, take: photosShown },
    },
  });
  const personOf = new Map(people.map((it) => [it.id, it]));
  return rows.map((row) => ({
    ...faceOf(row, pictures),
    doubts: doubtList.catch([]).parse(row.doubts),
    candidates: candidates.parse(row.candidates).flatMap(({ employeeId, distance }) => {
      const found = personOf.get(employeeId);
      if (found === undefined) return [];
      const { photos, ...employee } = found;
      const urls = photos.map(({ id }) => `/api/photos/${id}/picture?portrait=true`);
      return [{ employee, distance, likeness: likenessOf(distance), photos: urls }];
    }),
  }));
}

type Row = {
  id: string;
  at: Date;
  camera: { id: string; name: string };
  door: { id: string; name: string };
  direction: ReviewQueue['items'][number]['direction'];
  bestFrameId: string | null;
  bestBox: unknown;
};

function faceOf(
  { id, at, camera, door, direction, bestFrameId, bestBox }: Row,
  pictures: Map<string, string>,
) {
  const isThere = bestFrameId !== null && bestBox !== null && pictures.has(bestFrameId);
  const picture = isThere ? `/api/reviews/${id}/picture` : null;
  return { id, at: instantOf(at), camera, door, direction, picture };
}

/** A distance in words: people judge by pictures, not by numbers. */
function likenessOf(distance: number): 'strong' | 'fair' | 'weak' {
  const { accept, review } = defaultThresholds;
  if (distance <= accept) return 'strong';
  return distance <= (accept + review) / 2 ? 'fair' : 'weak';
}

/** The faces of nobody known of the last days, newest first, those that look alike together. */
async function loadUnknown(db: Db, secrets: Secrets, now: Date): Promise<ReviewQueue['unknown']> {
  const rows = await db.sighting.findMany({
    where: {
      outcome: 'unknown',
      at: { gte: new Date(now.getTime() - unknownDays * 86_400_000) },
      decisions: { none: { revokedAt: null } },
    },
    include: {
      ...withPlace,
      observations: {
        where: { embedding: { not: null } },
        select: { embedding: true, modelId: true },
        orderBy: { score: 'desc' },
        take: 1,
      },
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: unknownShown,
  });
  const pictures = await bestFrames(db, rows);
  const byModel = new Map<string, { row: (typeof rows)[number]; embedding: Float32Array }[]>();
  for (const row of rows) {
    const [seen] = row.observations;
    if (!seen?.embedding || seen.modelId !== row.modelId) continue;
    const model = seen.modelId ?? '';
    const face = { row, embedding: openEmbedding(secrets, seen.embedding) };
    byModel.set(model, [...(byModel.get(model) ?? []), face]);
  }
  // Embeddings of two models say nothing about each other.
  const groups = [...byModel.values()].flatMap((faces) => groupFaces(faces));
  return groups.map((group) => ({ faces: group.map(({ row }) => faceOf(row, pictures)) }));
}
