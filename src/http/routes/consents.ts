import { z } from 'zod';
import { publishLive } from '../../notify/live.ts';
import { audited } from '../../store/audit.ts';
import { recordConsent, withdrawConsent } from '../../store/consents.ts';
import { findEmployee } from '../../store/employees.ts';
import { deleteFiles, forgetFace } from '../../store/forget.ts';
import { who } from '../auth.ts';
import { id } from '../contracts/common.ts';
import { consent, consentCreate } from '../contracts/people.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { idParams, nothing } from '../shapes.ts';

const consentParams = z.object({ id, consentId: id });

/** Consents by which people's faces may be processed. */
export function consentRoutes(app: ApiApp, deps: HttpDeps): void {
  recordRoute(app, deps);
  withdrawRoute(app, deps);
}

function recordRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/employees/:id/consents',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['people'],
        summary: 'Record that a person consented, or was given notice',
        params: idParams,
        body: consentCreate,
        response: { 201: consent },
      },
    },
    async (request, reply) => {
      const { id: employeeId } = request.params;
      const { actor } = who(request);
      const recorded = await audited(db, async (tx) => {
        await findEmployee(tx, employeeId, '1970-01-01');
        const result = await recordConsent(tx, { employeeId, ...request.body, recordedBy: actor });
        const subject = `employee:${employeeId}`;
        return { result, facts: { actor, action: 'consent.record', subject, detail: request.body } };
      });
      await publishLive(deps.database, { type: 'people', employeeId });
      return reply.code(201).send(recorded);
    },
  );
}

function withdrawRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.delete(
    '/api/employees/:id/consents/:consentId',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['people'],
        summary: 'Withdraw a consent',
        description: 'With the last one go the photos and templates, files too.',
        params: consentParams,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const { id: employeeId, consentId } = request.params;
      const files = await audited(db, async (tx) => {
        const last = await withdrawConsent(tx, employeeId, consentId);
        const result = last ? await forgetFace(tx, employeeId) : [];
        const detail = { consentId, faceForgotten: last };
        const facts = {
          actor: who(request).actor,
          action: 'consent.withdraw',
          subject: `employee:${employeeId}`,
          detail,
        };
        return { result, facts };
      });
      await deleteFiles(db, deps.evidence, files);
      await publishLive(deps.database, { type: 'people', employeeId });
      return reply.code(204).send();
    },
  );
}
