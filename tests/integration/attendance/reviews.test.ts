import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askForReview } from '../../../src/attendance/ask-for-days.ts';
import { openReviews } from '../../../src/attendance/close-checklist.ts';
import { computeDay } from '../../../src/attendance/compute-day.ts';
import type { ReviewVerdict } from '../../../src/domain/review.ts';
import { attendanceQueue } from '../../../src/queues/attendance.ts';
import { decideReview, revokeReview } from '../../../src/store/reviews.ts';
import { scratchContext, type Scratch } from '../scratch.ts';
import { monday, officeDay, type OfficeDay } from './office-day.ts';

let scratch: Scratch;
let day: OfficeDay;
beforeAll(async () => {
  scratch = await scratchContext();
  day = await officeDay(scratch.context);
});
afterAll(() => scratch.close());

const db = () => scratch.context.database.prisma;

async function outcomeOf(employeeId: string): Promise<{ outcome: string; text: string }> {
  await computeDay(scratch.context, employeeId, monday);
  const key = { employeeId, workDate: new Date(monday) };
  const row = await db().dayRecord.findUniqueOrThrow({ where: { employeeId_workDate: key } });
  return { outcome: row.outcome, text: JSON.stringify(row.record) };
}

const consenting = (employeeId: string) =>
  db().consent.create({ data: { employeeId, kind: 'consent', textVersion: '1', recordedBy: 'test' } });

const decide = (sightingId: string, verdict: ReviewVerdict, employeeId: string | null = null, by = 'chi') =>
  db().$transaction((tx) => decideReview(tx, { sightingId, verdict, employeeId, note: '', by }));

describe('a decision about an uncertain face', () => {
  it('is proof about the person named, with the name of who said so', async () => {
    const { id, arrivalId } = await day.person('06:50:00', 'uncertain');
    await consenting(id);
    const before = await outcomeOf(id);
    expect(before.outcome).toBe('insufficientEvidence');
    await decide(arrivalId, 'employee', id);
    const after = await outcomeOf(id);
    expect(after.outcome).toBe('onTime');
    expect(after.text).toMatch(/evidence\.reviewed.*"by":"chi"/);
  });

  it('rejected, it widens the day of nobody, and back again when revoked', async () => {
    const [seen, other] = [await day.person('06:50:00', 'uncertain'), await day.person(null)];
    const candidates = [seen.id, other.id].map((employeeId) => ({ employeeId, distance: 0.5 }));
    await db().sighting.update({ where: { id: seen.arrivalId }, data: { candidates } });
    expect((await outcomeOf(other.id)).outcome).toBe('insufficientEvidence');
    const { decision } = await decide(seen.arrivalId, 'nobody');
    // Never seen, in front of doors that were watched all the time.
    expect((await outcomeOf(other.id)).outcome).toBe('absent');
    await db().$transaction((tx) => revokeReview(tx, decision.id, 'dung'));
    expect((await outcomeOf(other.id)).outcome).toBe('insufficientEvidence');
  });

  it('names somebody who was no candidate, also of an unknown face', async () => {
    const [seen, named] = [await day.person('06:51:00', 'uncertain'), await day.person(null)];
    await consenting(named.id);
    await db().sighting.update({
      where: { id: seen.arrivalId },
      data: { outcome: 'unknown', candidates: [] },
    });
    expect((await outcomeOf(named.id)).outcome).toBe('absent');
    await decide(seen.arrivalId, 'employee', named.id);
    expect((await outcomeOf(named.id)).outcome).not.toBe('absent');
    expect((await outcomeOf(seen.id)).text).not.toContain(seen.arrivalId);
  });

  it('unclear, its moment is not watched for anybody', async () => {
    const [seen, late] = [await day.person('07:02:00', 'uncertain'), await day.person('07:25:00')];
    expect((await outcomeOf(late.id)).outcome).toBe('late');
    const { decision } = await decide(seen.arrivalId, 'unclear');
    const after = await outcomeOf(late.id);
    expect([after.outcome, after.text.includes('faceUnusable')]).toEqual(['insufficientEvidence', true]);
    await db().$transaction((tx) => revokeReview(tx, decision.id, 'chi'));
    expect((await outcomeOf(late.id)).outcome).toBe('late');
  });

  it('asks for the days of the candidates and of the person named, and no others', async () => {
    const [seen, named] = [await day.person('06:52:00', 'uncertain'), await day.person(null)];
    await consenting(named.id);
    const queue = scratch.context.queues.get(attendanceQueue.name);
    const idsBefore = new Set((await queue.getJobs()).map((job) => job.id));
    const { sighting, decision } = await decide(seen.arrivalId, 'employee', named.id);
    await askForReview(scratch.context, sighting, { verdict: 'employee', employeeId: decision.employeeId });
    const asked = (await queue.getJobs()).filter((job) => !idsBefore.has(job.id));
    const days = asked.map((job) => attendanceQueue.payload.parse(job.data));
    expect(days.map(({ employeeId, workDate }) => `${employeeId} ${workDate}`).sort()).toEqual(
      [`${seen.id} ${monday}`, `${named.id} ${monday}`].sort(),
    );
  });

  it('of two reviewers at once one decides and the other is told who did', async () => {
    const { arrivalId } = await day.person('06:53:00', 'uncertain');
    const tried = await Promise.allSettled([
      decide(arrivalId, 'nobody', null, 'an'),
      decide(arrivalId, 'notFace', null, 'binh'),
    ]);
    expect(tried.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
    const standing = await db().reviewDecision.findMany({ where: { sightingId: arrivalId } });
    expect(standing).toHaveLength(1);
    const refused = tried.find((it) => it.status === 'rejected');
    expect(refused?.reason).toMatchObject({ code: 'review_decided', details: { by: standing[0]?.by } });
  });

  it('names nobody whose face may not be processed', async () => {
    const { id, arrivalId } = await day.person('06:54:00', 'uncertain');
    await expect(decide(arrivalId, 'employee', id)).rejects.toMatchObject({ code: 'consent_required' });
  });
});

describe('what waits for a reviewer before a month is closed', () => {
  it('is neither decided here nor on the days of all its candidates', async () => {
    const [one, other] = [await day.person('06:55:00', 'uncertain'), await day.person(null)];
    const candidates = [one.id, other.id].map((employeeId) => ({ employeeId, distance: 0.5 }));
    await db().sighting.update({ where: { id: one.arrivalId }, data: { candidates } });
    const isOpen = async () => (await openReviews(db(), monday, monday)).includes(one.arrivalId);
    const correct = (employeeId: string, kind: string) =>
      db().correction.create({
        data: {
          ...{ employeeId, kind, by: 'chi', reason: '-' },
          workDate: new Date(monday),
          body: { proofId: one.arrivalId },
        },
      });
    expect(await isOpen()).toBe(true);
    await correct(one.id, 'dismissProof');
    expect(await isOpen()).toBe(true);
    const dismissed = await correct(other.id, 'dismissProof');
    expect(await isOpen()).toBe(false);
    await db().correction.delete({ where: { id: dismissed.id } });
    const { decision } = await decide(one.arrivalId, 'nobody');
    expect(await isOpen()).toBe(false);
    await db().$transaction((tx) => revokeReview(tx, decision.id, 'chi'));
    expect(await isOpen()).toBe(true);
  });
});
