import { z } from 'zod';
import { askForChange } from '../../attendance/ask-for-change.ts';
import { askForEmployment } from '../../attendance/ask-for-employment.ts';
import { publishLive } from '../../notify/live.ts';
import { forgetCertified } from '../../recognition/forget-face.ts';
import { audited } from '../../store/audit.ts';
import { listConsents } from '../../store/consents.ts';
import { changeEmployee, createEmployee, findEmployee, listEmployees } from '../../store/employees.ts';
import { officeDate, readOffice } from '../../store/office.ts';
import { who } from '../auth.ts';
import { consent, employee, employeeCreate, employeePatch } from '../contracts/people.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { requireNotOneself } from '../not-oneself.ts';
import { idParams, listOf, nothing } from '../shapes.ts';

/** Consents come with a single person, for those who keep them. */
const employeeDetail = employee.extend({ consents: z.array(consent) });

/** The people of the office. */
export function employeeRoutes(app: ApiApp, deps: HttpDeps): void {
  listRoute(app, deps);
  detailRoute(app, deps);
  createRoute(app, deps);
  changeRoute(app, deps);
  deleteRoute(app, deps);
}

const today = async (deps: HttpDeps): Promise<string> => officeDate(await readOffice(deps.database.prisma));
const tell = (deps: HttpDeps, employeeId: string | null): Promise<void> =>
  publishLive(deps.database, { type: 'people', employeeId });

function listRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/employees',
    {
      config: { access: 'viewer' },
      schema: { tags: ['people'], summary: 'Everyone, by name', response: { 200: listOf(employee) } },
    },
    async () => ({ items: await listEmployees(db, await today(deps)) }),
  );
}

function detailRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/employees/:id',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['people'],
        summary: 'One person with their consents',
        params: idParams,
        response: { 200: employeeDetail },
      },
    },
    async ({ params }) => ({
      ...(await findEmployee(db, params.id, await today(deps))),
      consents: await listConsents(db, params.id),
    }),
  );
}

function createRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/employees',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['people'],
        summary: 'Add a person',
        body: employeeCreate,
        response: { 201: employee },
      },
    },
    async (request, reply) => {
      const date = await today(deps);
      const created = await audited(db, async (tx) => {
        const result = await createEmployee(tx, request.body, date);
        const detail = { code: result.code };
        const facts = {
          actor: who(request).actor,
          action: 'employee.create',
          subject: `employee:${result.id}`,
          detail,
        };
        return { result, facts };
      });
      await tell(deps, created.id);
      return reply.code(201).send(created);
    },
  );
}

function changeRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.patch(
    '/api/employees/:id',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['people'],
        summary: 'Change a person',
        description: 'Division, category and title hold from `validFrom`, today when left out.',
        params: idParams,
        body: employeePatch,
        response: { 200: employee },
      },
    },
    async (request) => {
      const date = await today(deps);
      const { before, changed } = await audited(db, async (tx) => {
        const was = await findEmployee(tx, request.params.id, date);
        const is = await changeEmployee(tx, request.params.id, request.body, date);
        if (was.exempt !== is.exempt) await requireNotOneself(tx, who(request), is.id);
        // Which fields, not their contents: the audit log outlives the person's data.
        const detail = { fields: Object.keys(request.body) };
        const facts = {
          actor: who(request).actor,
          action: 'employee.change',
          subject: `employee:${is.id}`,
          detail,
        };
        return { result: { before: was, changed: is }, facts };
      });
      await askForEmployment(deps, changed.id, before, changed);
      const { divisionId, category, validFrom = date } = request.body;
      if (divisionId !== undefined || category !== undefined) {
        const after = { validFrom, validTo: null };
        await askForChange(deps, { kind: 'validity', before: null, after }, [changed.id], 'posting');
      }
      await tell(deps, changed.id);
      return changed;
    },
  );
}

function deleteRoute(app: ApiApp, deps: HttpDeps): void {
  app.delete(
    '/api/employees/:id',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['people'],
        summary: 'Delete a person with their pictures, templates and records',
        params: idParams,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const { id: employeeId } = request.params;
      const { actor } = who(request);
      await forgetCertified(deps, { employeeId, cause: 'deletion', actor }, async (tx) => {
        await findEmployee(tx, employeeId, '1970-01-01');
        return {
          forget: true,
          facts: { actor, action: 'employee.delete', subject: `employee:${employeeId}` },
        };
      });
      return reply.code(204).send();
    },
  );
}
