import { audited } from '../../store/audit.ts';
import { createDivision, listDivisions } from '../../store/divisions.ts';
import { given } from '../../store/given.ts';
import { readOffice } from '../../store/office.ts';
import { who } from '../auth.ts';
import { division, divisionCreate, office, officePatch } from '../contracts/people.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { listOf } from '../shapes.ts';

/** The office and its divisions. */
export function officeRoutes(app: ApiApp, deps: HttpDeps): void {
  officeRoute(app, deps);
  changeOfficeRoute(app, deps);
  listDivisionsRoute(app, deps);
  createDivisionRoute(app, deps);
}

function officeRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/office',
    {
      config: { access: 'viewer' },
      schema: { tags: ['office'], summary: 'The office', response: { 200: office } },
    },
    async () => readOffice(db),
  );
}

function changeOfficeRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.patch(
    '/api/office',
    {
      config: { access: 'administrator' },
      schema: {
        tags: ['office'],
        summary: 'Change the office',
        body: officePatch,
        response: { 200: office },
      },
    },
    async (request) => {
      const change = given(request.body);
      return audited(db, async (tx) => {
        await tx.office.update({ where: { id: 1 }, data: change });
        const facts = {
          actor: who(request).actor,
          action: 'office.change',
          subject: 'office:1',
          detail: change,
        };
        return { result: await readOffice(tx), facts };
      });
    },
  );
}

function listDivisionsRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/divisions',
    {
      config: { access: 'viewer' },
      schema: { tags: ['people'], summary: 'Every division', response: { 200: listOf(division) } },
    },
    async () => ({ items: await listDivisions(db) }),
  );
}

function createDivisionRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/divisions',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['people'],
        summary: 'Make a division',
        body: divisionCreate,
        response: { 201: division },
      },
    },
    async (request, reply) => {
      const created = await audited(db, async (tx) => {
        const result = await createDivision(tx, request.body);
        const subject = `division:${result.id}`;
        return {
          result,
          facts: { actor: who(request).actor, action: 'division.create', subject, detail: request.body },
        };
      });
      return reply.code(201).send(created);
    },
  );
}
