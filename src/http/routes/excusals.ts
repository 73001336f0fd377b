import { z } from 'zod';
import { askForChange } from '../../attendance/ask-for-change.ts';
import { audited } from '../../store/audit.ts';
import { decideExcusal, listExcusals, requestExcusal } from '../../store/excusals.ts';
import { who } from '../auth.ts';
import { id, isoDate } from '../contracts/common.ts';
import { excusal, excusalCreate, excusalDecision, excusalState } from '../contracts/rules.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { hasRole } from '../identity.ts';
import { employeeBehind, requireNotOneself, requireOwnOr } from '../not-oneself.ts';
import { idParams, listOf } from '../shapes.ts';

const tags = ['excusals'];

/** Leave, trips and other reasons not to be here: requested, then decided by somebody else. */
export function excusalRoutes(app: ApiApp, deps: HttpDeps): void {
  listRoute(app, deps);
  requestRoute(app, deps);
  decisionRoute(app, deps, 'approve', 'approved');
  decisionRoute(app, deps, 'refuse', 'refused');
  decisionRoute(app, deps, 'cancel', 'cancelled');
}

function listRoute(app: ApiApp, deps: HttpDeps): void {
  const querystring = z.object({
    employeeId: id.optional(),
    state: excusalState.optional(),
    from: isoDate.optional(),
    to: isoDate.optional(),
  });
  app.get(
    '/api/excusals',
    {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Excusals, newest first',
        description: 'All of them for heads and above; viewers read their own.',
        querystring,
        response: { 200: listOf(excusal) },
      },
    },
    async (request) => {
      const db = deps.database.prisma;
      const identity = who(request);
      if (hasRole(identity.role, 'head')) return { items: await listExcusals(db, request.query) };
      const employeeId = await employeeBehind(db, identity);
      if (employeeId === null) return { items: [] };
      return { items: await listExcusals(db, { ...request.query, employeeId }) };
    },
  );
}

function requestRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/excusals',
    {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Ask for an excusal',
        description: 'For oneself; an officer may ask for anybody. It counts once it is approved.',
        body: excusalCreate,
        response: { 201: excusal },
      },
    },
    async (request, reply) => {
      const identity = who(request);
      const { employeeId, kind, firstDate, lastDate } = request.body;
      await requireOwnOr(db, identity, employeeId, 'officer');
      const made = await audited(db, async (tx) => {
        const result = await requestExcusal(tx, request.body, identity.actor);
        const subject = `excusal:${result.id}`;
        const detail = { employeeId, kind, firstDate, lastDate };
        return { result, facts: { actor: identity.actor, action: 'excusal.request', subject, detail } };
      });
      return reply.code(201).send(made);
    },
  );
}

function decisionRoute(
  app: ApiApp,
  deps: HttpDeps,
  verb: 'approve' | 'refuse' | 'cancel',
  state: 'approved' | 'refused' | 'cancelled',
): void {
  app.post(
    `/api/excusals/:id/${verb}`,
    {
      config: { access: verb === 'cancel' ? 'viewer' : 'officer' },
      schema: {
        tags,
        summary: `${verb[0]?.toUpperCase()}${verb.slice(1)} an excusal`,
        description:
          verb === 'cancel'
            ? 'Undecided ones of oneself; an officer any. The days it touches are computed again.'
            : 'Nobody decides about their own. The days it touches are computed again.',
        params: idParams,
        body: excusalDecision,
        response: { 200: excusal },
      },
    },
    async (request) => {
      const identity = who(request);
      const { actor } = identity;
      const { id: excusalId } = request.params;
      const { before, after } = await audited(deps.database.prisma, async (tx) => {
        const result = await decideExcusal(tx, excusalId, { state, by: actor, note: request.body.note });
        const { before: was, after: is } = result;
        if (verb !== 'cancel') await requireNotOneself(tx, identity, is.employeeId);
        else await requireOwnOr(tx, identity, is.employeeId, 'officer', was.state === 'requested');
        const detail = { from: result.before.state, to: state, note: request.body.note };
        const subject = `excusal:${excusalId}`;
        return { result, facts: { actor, action: `excusal.${verb}`, subject, detail } };
      });
      const change = { kind: 'excusal', before, after } as const;
      await askForChange(deps, change, [after.employeeId], `excusal ${excusalId}`);
      return after;
    },
  );
}
