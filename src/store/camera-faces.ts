import { faceReasons, type FaceCounts, type FaceReason } from '../domain/mounting-advice.ts';
import type { PrismaLike } from './database.ts';

type CaptureRow = { cameraId: string; captures: number; seen: number; usable: number; faces: number };
type ReasonRow = { cameraId: string; reason: FaceReason; count: number };

/** What was counted at each camera since an instant, by camera id; captures not looked at yet do not count. */
export async function faceCountsSince(
  db: PrismaLike,
  since: Date,
): Promise<Map<string, FaceCounts & { captures: number }>> {
  const captures = await db.$queryRaw<CaptureRow[]>`
    select c."cameraId", count(*)::int as captures,
      coalesce(sum((c.result->>'faces')::int), 0)::int as faces,
      count(*) filter (where exists (select 1 from "Sighting" s where s."captureId" = c.id))::int as seen,
      count(*) filter (where exists (
        select 1 from "Sighting" s where s."captureId" = c.id and s.outcome <> 'unusable'))::int as usable
    from "Capture" c
    where c.state = 'done' and c."fromAt" >= ${since}
    group by c."cameraId"`;
  const reasons = await db.$queryRaw<ReasonRow[]>`
    select c."cameraId", r.value->>'reason' as reason, sum((r.value->>'count')::int)::int as count
    from "Capture" c, jsonb_array_elements(c.result->'rejected') r
    where c.state = 'done' and c."fromAt" >= ${since} and r.value->>'reason' = any(${[...faceReasons]})
    group by 1, 2`;
  return new Map(
    captures.map(({ cameraId, ...counts }) => [
      cameraId,
      {
        ...counts,
        reasons: reasons
          .filter((it) => it.cameraId === cameraId)
          .map(({ reason, count }) => ({ reason, count })),
      },
    ]),
  );
}
