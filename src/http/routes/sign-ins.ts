import { z } from 'zod';
import { askForChange } from '../../attendance/ask-for-change.ts';
import { audited } from '../../store/audit.ts';
import { officeDate, readOffice } from '../../store/office.ts';
import { addSignIn, findSignIn, listSignIns, withdrawSignIn } from '../../store/sign-ins.ts';
import { who } from '../auth.ts';
import { id, instant } from '../contracts/common.ts';
import { importUndo, signIn, signInCreate, type SignIn } from '../contracts/imports.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { requireNotOneself } from '../not-oneself.ts';
import { idParams, limitOf, listOf } from '../shapes.ts';

const tags = ['imports'];

/** Somebody was there, and a named person says so: where a gate had no power, or somebody cannot use it. */
export function signInRoutes(app: ApiApp, deps: HttpDeps): void {
  listRoute(app, deps);
  addRoute(app, deps);
  withdrawRoute(app, deps);
}

function listRoute(app: ApiApp, deps: HttpDeps): void {
  const querystring = z.object({
    employeeId: id.optional(),
    from: instant.optional(),
    to: instant.optional(),
    limit: limitOf(100, 500),
  });
  app.get(
    '/api/sign-ins',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Who was signed in by hand, newest first',
        querystring,
        response: { 200: listOf(signIn) },
      },
    },
    async ({ query: { limit, employeeId, from, to } }) => {
      const span = { from: dateOf(from), to: dateOf(to) };
      return { items: await listSignIns(deps.database.prisma, { employeeId, ...span }, limit) };
    },
  );
}

function addRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/sign-ins',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Sign somebody in',
        description: 'Nobody signs in themselves. The days it touches are computed again.',
        body: signInCreate,
        response: { 201: signIn },
      },
    },
    async (request, reply) => {
      const identity = who(request);
      const { actor } = identity;
      await requireNotOneself(db, identity, request.body.employeeId);
      const made = await audited(db, async (tx) => {
        const result = await addSignIn(tx, request.body, { by: actor, now: new Date() });
        return { result, facts: { actor, action: 'signIn.add', ...factsOf(result) } };
      });
      await askForDay(deps, made);
      return reply.code(201).send(made);
    },
  );
}

function withdrawRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/sign-ins/:id/withdraw',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Take a sign-in back, with a reason',
        description: 'Nobody decides about their own. The days it touches are computed again.',
        params: idParams,
        body: importUndo,
        response: { 200: signIn },
      },
    },
    async (request) => {
      const identity = who(request);
      const { actor } = identity;
      const { id: signInId } = request.params;
      const { reason } = request.body;
      await requireNotOneself(db, identity, (await findSignIn(db, signInId)).employee.id);
      const after = await audited(db, async (tx) => {
        const result = await withdrawSignIn(tx, signInId, { by: actor, reason, now: new Date() });
        const { subject, detail } = factsOf(result);
        return {
          result,
          facts: { actor, action: 'signIn.withdraw', subject, detail: { ...detail, reason } },
        };
      });
      await askForDay(deps, after);
      return after;
    },
  );
}

const dateOf = (at: string | undefined) => (at === undefined ? undefined : new Date(at));

function factsOf({ id: signInId, employee, at, direction, reason }: SignIn) {
  return { subject: `signIn:${signInId}`, detail: { employeeId: employee.id, at, direction, reason } };
}

async function askForDay(deps: HttpDeps, { id: signInId, employee, at }: SignIn): Promise<void> {
  const date = officeDate(await readOffice(deps.database.prisma), Date.parse(at));
  await askForChange(deps, { kind: 'sighting', dates: [date] }, [employee.id], `sign-in ${signInId}`);
}
