import type { PrismaLike } from './database.ts';

/**
 * The one rule of what waits for a reviewer: an uncertain sighting about which no decision stands, that nobody
 * confirmed on a person's day, and that was not dismissed on the day of every candidate. Oldest first.
 */
export async function openReviewIds(
  db: PrismaLike,
  { from, to, limit = null }: { from: Date | null; to: Date | null; limit?: number | null },
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    select s.id from "Sighting" s
    cross join lateral (
      select count(*) filter (where v.kind is distinct from 'dismissProof') as open,
        count(*) filter (where v.kind = 'confirmProof') as confirmed
      from jsonb_array_elements(s.candidates) c
      join "Employee" e on e.id::text = c->>'employeeId'
      left join lateral (
        select k.kind from "Correction" k
        where k."employeeId" = e.id and k.kind in ('confirmProof', 'dismissProof')
          and k.body->>'proofId' = s.id::text
        order by k."decidedAt" desc, k.id desc limit 1
      ) v on true
    ) candidates
    where s.outcome = 'uncertain' and candidates.open > 0 and candidates.confirmed = 0
      and (${from}::timestamptz is null or s.at >= ${from}) and (${to}::timestamptz is null or s.at < ${to})
      and not exists (select from "ReviewDecision" d where d."sightingId" = s.id and d."revokedAt" is null)
    order by s.at, s.id limit ${limit}`;
  return rows.map((row) => row.id);
}
