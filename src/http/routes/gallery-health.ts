import { z } from 'zod';
import { publishLive } from '../../notify/live.ts';
import { audited } from '../../store/audit.ts';
import { deleteFiles } from '../../store/forget.ts';
import { decideFinding, findFinding, listFindings } from '../../store/gallery-findings.ts';
import { who } from '../auth.ts';
import { id } from '../contracts/common.ts';
import { findingDecision, galleryFinding } from '../contracts/gallery-health.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { requireNotOneself } from '../not-oneself.ts';
import { idParams, listOf, nothing } from '../shapes.ts';

const tags = ['people'];

/** References that may spoil recognition: found every night, decided by officers, never about oneself. */
export function galleryHealthRoutes(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/gallery-health',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'References that wait to be looked at; with an employee everything found about them',
        querystring: z.object({ employeeId: id.optional() }),
        response: { 200: listOf(galleryFinding) },
      },
    },
    async ({ query }) => ({ items: await listFindings(db, query.employeeId ?? null) }),
  );

  app.post(
    '/api/gallery-health/:id/decision',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Decide about a reference: use it (again), delete it, or register two people as look-alikes',
        params: idParams,
        body: findingDecision,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const identity = who(request);
      const { decision } = request.body;
      const { employee, like } = await findFinding(db, request.params.id);
      for (const one of [employee, ...(like === null ? [] : [like])])
        await requireNotOneself(db, identity, one.id);
      const files = await audited(db, async (tx) => {
        const decided = await decideFinding(tx, request.params.id, decision, identity.actor);
        const { kind, templateId, photoId } = decided.finding;
        const detail = { decision, kind, templateId, photoId, like: like?.id ?? null };
        const subject = `employee:${employee.id}`;
        return {
          result: decided.files,
          facts: { actor: identity.actor, action: 'gallery.decide', subject, detail },
        };
      });
      await deleteFiles(db, deps.evidence, files);
      await publishLive(deps.database, { type: 'people', employeeId: employee.id });
      return reply.code(204).send();
    },
  );
}
