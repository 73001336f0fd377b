import { askForChange } from '../../attendance/ask-for-change.ts';
import type { Validity } from '../../domain/types/time.ts';
import { publishLive } from '../../notify/live.ts';
import { audited } from '../../store/audit.ts';
import type { Transaction } from '../../store/database.ts';
import {
  addAllowance,
  addExemption,
  endAllowance,
  endExemption,
  historyOf,
  withoutGrounds,
  type Changed,
} from '../../store/person-history.ts';
import { who } from '../auth.ts';
import {
  allowance,
  allowanceBody,
  exemption,
  exemptionBody,
  periodEnd,
  personHistory,
} from '../contracts/person-history.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { hasRole, type Identity } from '../identity.ts';
import { requireNotOneself } from '../not-oneself.ts';
import { idParams } from '../shapes.ts';

const tags = ['people'];

/** A person's history: where they belonged, what was granted them, since when they are here. */
export function personHistoryRoutes(app: ApiApp, deps: HttpDeps): void {
  app.get(
    '/api/employees/:id/history',
    {
      config: { access: 'head' },
      schema: {
        tags,
        summary: 'Postings, allowances and exemptions of a person',
        description: 'Legal grounds and reasons are told to officers and administrators only.',
        params: idParams,
        response: { 200: personHistory },
      },
    },
    async (request) => {
      const history = await historyOf(deps.database.prisma, request.params.id);
      return hasRole(who(request).role, 'officer') ? history : withoutGrounds(history);
    },
  );
  allowanceRoutes(app, deps);
  exemptionRoutes(app, deps);
}

function allowanceRoutes(app: ApiApp, deps: HttpDeps): void {
  const config = { access: 'officer' } as const;
  app.post(
    '/api/employees/:id/allowances',
    {
      config,
      schema: {
        tags,
        summary: 'Grant a person minutes a day',
        params: idParams,
        body: allowanceBody,
        response: { 201: allowance },
      },
    },
    async (request, reply) => {
      const identity = who(request);
      const work = (tx: Transaction) => addAllowance(tx, request.params.id, request.body, identity.actor);
      return reply.code(201).send(await granted(deps, identity, 'allowance.create', work, {}));
    },
  );
  app.post(
    '/api/allowances/:id/end',
    {
      config,
      schema: {
        tags,
        summary: 'Set the last day of an allowance',
        params: idParams,
        body: periodEnd,
        response: { 200: allowance },
      },
    },
    async (request) =>
      granted(
        deps,
        who(request),
        'allowance.end',
        (tx) => endAllowance(tx, request.params.id, request.body.validTo),
        request.body,
      ),
  );
}

function exemptionRoutes(app: ApiApp, deps: HttpDeps): void {
  const config = { access: 'officer' } as const;
  app.post(
    '/api/employees/:id/exemptions',
    {
      config,
      schema: {
        tags,
        summary: 'Exempt a person from recording for a time',
        params: idParams,
        body: exemptionBody,
        response: { 201: exemption },
      },
    },
    async (request, reply) => {
      const identity = who(request);
      const { reason } = request.body;
      const work = (tx: Transaction) => addExemption(tx, request.params.id, request.body, identity.actor);
      return reply.code(201).send(await granted(deps, identity, 'exemption.create', work, { reason }));
    },
  );
  app.post(
    '/api/exemptions/:id/end',
    {
      config,
      schema: {
        tags,
        summary: 'Set the last day of an exemption',
        params: idParams,
        body: periodEnd,
        response: { 200: exemption },
      },
    },
    async (request) =>
      granted(
        deps,
        who(request),
        'exemption.end',
        (tx) => endExemption(tx, request.params.id, request.body.validTo),
        request.body,
      ),
  );
}

/** Makes a change of what is expected of a person, writes it down, and asks for the days it touches. */
async function granted<View extends Validity & { id: string }>(
  deps: HttpDeps,
  identity: Identity,
  action: string,
  work: (tx: Transaction) => Promise<Changed<View>>,
  detail: { reason?: string },
): Promise<View> {
  const { actor } = identity;
  const { employeeId, view, touched } = await audited(deps.database.prisma, async (tx) => {
    const result = await work(tx);
    await requireNotOneself(tx, identity, result.employeeId);
    const { validFrom, validTo } = result.view;
    const subject = `${action.split('.')[0]}:${result.view.id}`;
    const facts = { employeeId: result.employeeId, validFrom, validTo, ...detail };
    return { result, facts: { actor, action, subject, detail: facts } };
  });
  if (touched !== null)
    await askForChange(deps, { kind: 'validity', before: null, after: touched }, [employeeId], action);
  await publishLive(deps.database, { type: 'people', employeeId });
  return view;
}
