import type { FastifyRequest } from 'fastify';
import { askForReview } from '../../attendance/ask-for-days.ts';
import { AppError } from '../../errors.ts';
import { publishLive } from '../../notify/live.ts';
import { galleryQueue } from '../../queues/gallery.ts';
import { checkFarDoorsOf } from '../../recognition/check-far-doors.ts';
import { candidateIds, loadReviewQueue } from '../../recognition/review-queue.ts';
import { audit } from '../../store/audit.ts';
import type { Transaction } from '../../store/database.ts';
import { instantOf } from '../../store/dates.ts';
import { decideReview, findReviewable, revokeReview, type Decided } from '../../store/reviews.ts';
import { bestFrames } from '../../store/sightings.ts';
import { who } from '../auth.ts';
import { box } from '../contracts/common.ts';
import {
  decisionCreate,
  groupDecisionCreate,
  reviewDecision,
  reviewQueue,
  reviewVerdict,
  type ReviewDecisionView,
} from '../contracts/reviews.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { employeeBehind, requireNotOneself } from '../not-oneself.ts';
import { portraitOf } from '../portrait.ts';
import { idParams, listOf } from '../shapes.ts';
import { noteView } from '../view-trace.ts';

const tags = ['reviews'];

/** Faces that recognition left open, decided by people; never by somebody who could be in the picture. */
export function reviewRoutes(app: ApiApp, deps: HttpDeps): void {
  queueRoute(app, deps);
  pictureRoute(app, deps);
  decisionRoutes(app, deps);
  revokeRoute(app, deps);
}

function queueRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/reviews',
    {
      config: { access: 'officer' },
      schema: { tags, summary: 'Faces that wait for a decision', response: { 200: reviewQueue } },
    },
    async (request) => loadReviewQueue(db, deps.secrets, await employeeBehind(db, who(request)), new Date()),
  );
}

function pictureRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/reviews/:id/picture',
    {
      config: { access: 'officer', shows: 'review.view' },
      schema: { tags, summary: 'A face that waits for a decision (audited)', params: idParams },
    },
    async (request, reply) => {
      const sighting = await findReviewable(db, request.params.id);
      await requireNoneOfThem(request, deps, candidateIds(sighting));
      const { bestFrameId, bestBox } = sighting;
      const evidenceId = (await bestFrames(db, [sighting])).get(bestFrameId ?? '');
      if (evidenceId === undefined || bestBox === null)
        throw new AppError('evidence_missing', `no picture of sighting ${sighting.id}`);
      const face = await portraitOf(await deps.evidence.get(evidenceId), box.parse(bestBox));
      const detail = { evidenceId, candidates: candidateIds(sighting).join(' ') };
      await noteView(request, db, { subject: `sighting:${sighting.id}`, detail }, { once: true });
      return reply.type('image/jpeg').header('cache-control', 'no-store').send(face);
    },
  );
}

/** Nobody reviews a face that could be their own. */
async function requireNoneOfThem(request: FastifyRequest, deps: HttpDeps, people: string[]): Promise<void> {
  for (const employeeId of people) await requireNotOneself(deps.database.prisma, who(request), employeeId);
}

type Decision = Pick<ReviewDecisionView, 'verdict' | 'employeeId' | 'note'>;

function decisionRoutes(app: ApiApp, deps: HttpDeps): void {
  app.post(
    '/api/reviews/:id/decision',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Say who a face is, or that it is nobody',
        description: 'The records it touches are computed again. A face decided about before answers 409.',
        params: idParams,
        body: decisionCreate,
        response: { 201: reviewDecision },
      },
    },
    async (request, reply) => {
      const made = await decide(request, deps, [request.params.id], request.body);
      return reply.code(201).send(theOne(made));
    },
  );
  app.post(
    '/api/reviews/decisions',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'The same of several faces of one person at once: all, or none',
        body: groupDecisionCreate,
        response: { 201: listOf(reviewDecision) },
      },
    },
    async (request, reply) => {
      const { sightingIds, ...decision } = request.body;
      return reply.code(201).send({ items: await decide(request, deps, sightingIds, decision) });
    },
  );
}

async function decide(
  request: FastifyRequest,
  deps: HttpDeps,
  sightingIds: readonly string[],
  decision: Decision,
): Promise<ReviewDecisionView[]> {
  const { prisma } = deps.database;
  const { actor: by } = who(request);
  if (decision.employeeId !== null) await requireNoneOfThem(request, deps, [decision.employeeId]);
  for (const id of sightingIds)
    await requireNoneOfThem(request, deps, candidateIds(await findReviewable(prisma, id)));
  const made = await prisma.$transaction(async (tx) => {
    const rows: Decided[] = [];
    // Always in one order, so that two groups with the same faces do not wait for each other.
    for (const sightingId of [...new Set(sightingIds)].sort())
      rows.push(await decideReview(tx, { ...decision, sightingId, by }));
    for (const row of rows) await note(tx, by, 'review.decide', row);
    return rows;
  });
  return tell(deps, made);
}

function revokeRoute(app: ApiApp, deps: HttpDeps): void {
  const { prisma } = deps.database;
  app.post(
    '/api/reviews/decisions/:id/revoke',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Take a decision about a face back',
        params: idParams,
        response: { 200: reviewDecision },
      },
    },
    async (request) => {
      const { actor: by } = who(request);
      const row = await prisma.$transaction(async (tx) => {
        const revoked = await revokeReview(tx, request.params.id, by);
        const { sighting, decision } = revoked;
        const named = decision.employeeId === null ? [] : [decision.employeeId];
        await requireNoneOfThem(request, deps, [...candidateIds(sighting), ...named]);
        await note(tx, by, 'review.revoke', revoked);
        return revoked;
      });
      return theOne(await tell(deps, [row]));
    },
  );
}

function theOne<T>([one]: T[]): T {
  if (one === undefined) throw new Error('one decision was made');
  return one;
}

function note(tx: Transaction, actor: string, action: string, { decision, sighting }: Decided) {
  const { id: decisionId, verdict, employeeId } = decision;
  return audit(tx, {
    actor,
    action,
    subject: `sighting:${sighting.id}`,
    detail: { decisionId, verdict, employeeId },
  });
}

/** Asks for the records that changed decisions touch, and lets open pages know. */
async function tell(deps: HttpDeps, rows: Decided[]): Promise<ReviewDecisionView[]> {
  for (const { decision, sighting } of rows) {
    const review = { verdict: reviewVerdict.parse(decision.verdict), employeeId: decision.employeeId };
    await askForReview(deps, sighting, review);
    await checkFarDoorsOf(deps, sighting, [decision.employeeId]);
    if (decision.employeeId !== null) await tellGallery(deps, decision);
    await publishLive(deps.database, {
      type: 'sighting',
      sightingId: sighting.id,
      cameraId: sighting.cameraId,
    });
  }
  return rows.map(({ decision: { id, sightingId, verdict, employeeId, note: text, by, decidedAt } }) => ({
    ...{ id, sightingId, employeeId, by, note: text, at: instantOf(decidedAt) },
    verdict: reviewVerdict.parse(verdict),
  }));
}

/** A confirmed face may be learnt; one taken back is forgotten. */
async function tellGallery(
  deps: HttpDeps,
  { id, employeeId, revokedAt }: Decided['decision'],
): Promise<void> {
  if (revokedAt === null) await galleryQueue.enqueue(deps.queues, { decisionId: id });
  else await publishLive(deps.database, { type: 'people', employeeId });
}
