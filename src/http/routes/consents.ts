import { z } from 'zod';
import { publishLive } from '../../notify/live.ts';
import { forgetCertified } from '../../recognition/forget-face.ts';
import { audited } from '../../store/audit.ts';
import { recordConsent, withdrawConsent } from '../../store/consents.ts';
import { findEmployee } from '../../store/employees.ts';
import { listCertificates } from '../../store/deletion-certificates.ts';
import { who } from '../auth.ts';
import { id } from '../contracts/common.ts';
import { consent, consentCreate, deletionCertificate } from '../contracts/people.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { idParams, listOf, nothing } from '../shapes.ts';

const consentParams = z.object({ id, consentId: id });

/** Consents by which people's faces may be processed. */
export function consentRoutes(app: ApiApp, deps: HttpDeps): void {
  recordRoute(app, deps);
  withdrawRoute(app, deps);
  certificatesRoute(app, deps);
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
      const { actor } = who(request);
      await withdraw(deps, { employeeId, consentId, actor });
      return reply.code(204).send();
    },
  );
}

/** Withdraws one consent; with the last one everything that recognises or shows the person is forgotten. */
async function withdraw(
  deps: HttpDeps,
  { employeeId, consentId, actor }: { employeeId: string; consentId: string; actor: string },
): Promise<void> {
  await forgetCertified(deps, { employeeId, cause: 'withdrawal', actor }, async (tx) => {
    const forget = await withdrawConsent(tx, employeeId, consentId);
    const detail = { consentId, faceForgotten: forget };
    return {
      forget,
      facts: { actor, action: 'consent.withdraw', subject: `employee:${employeeId}`, detail },
    };
  });
}

function certificatesRoute(app: ApiApp, deps: HttpDeps): void {
  app.get(
    '/api/employees/:id/deletion-certificates',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['people'],
        summary: 'Proof of what was deleted when a consent was withdrawn',
        params: idParams,
        response: { 200: listOf(deletionCertificate) },
      },
    },
    async (request) => ({ items: await listCertificates(deps.database.prisma, request.params.id) }),
  );
}
