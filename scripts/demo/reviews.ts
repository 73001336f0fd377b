import type { ReviewQueue } from '../../src/http/contracts/reviews.ts';
import type { Api } from './api.ts';
import { truth } from './check.ts';
import { staff } from './story.ts';

/** A face belongs to a passage when it lies this near to it, ms. */
const nearMs = 5_000;

/**
 * Works through the review queue as an officer who knows everybody would: the open faces one by one, the unknown people
 * group by group.
 *
 * @returns how many faces were decided.
 */
export async function workThroughReviews(api: Api, startsAt: Date): Promise<number> {
  const queue = await api.get<ReviewQueue>('/api/reviews');
  const people = truth(startsAt);
  let decided = 0;
  for (const { id, at, direction, candidates } of queue.items) {
    const camera = direction === 'in' ? 'entrance' : 'exit';
    const seenAt = Date.parse(at);
    const there = people
      .filter(
        (it) => it.camera === camera && seenAt > it.visibleFrom - nearMs && seenAt < it.visibleTo + nearMs,
      )
      .flatMap((it) => it.people);
    const codes = staff.filter(({ face }) => there.includes(face)).map(({ code }) => code);
    const meant = candidates.filter(({ employee }) => codes.includes(employee.code));
    // Of two who passed together nobody could tell from the story alone which one it is.
    const [one, another] = meant;
    const body =
      one !== undefined && another === undefined
        ? { verdict: 'employee', employeeId: one.employee.id }
        : { verdict: one === undefined ? 'nobody' : 'unclear' };
    await api.post(`/api/reviews/${id}/decision`, body);
    decided += 1;
  }
  for (const { faces } of queue.unknown) {
    await api.post('/api/reviews/decisions', { sightingIds: faces.map((it) => it.id), verdict: 'nobody' });
    decided += faces.length;
  }
  return decided;
}
