import { askForChange } from '../../attendance/ask-for-change.ts';
import { publishLive } from '../../notify/live.ts';
import { audited } from '../../store/audit.ts';
import type { Transaction } from '../../store/database.ts';
import { addPosting, changePosting, removePosting } from '../../store/postings.ts';
import { historyOf } from '../../store/person-history.ts';
import { who } from '../auth.ts';
import { personHistory, postingBody, type PersonHistory } from '../contracts/person-history.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import type { Identity } from '../identity.ts';
import { requireNotOneself } from '../not-oneself.ts';
import { idParams } from '../shapes.ts';

const config = { access: 'officer' } as const;
const tags = ['people'];
const response = { 200: personHistory };

/** Where people belong from which day on. Each change answers the whole history of the person. */
export function postingRoutes(app: ApiApp, deps: HttpDeps): void {
  app.post(
    '/api/employees/:id/postings',
    {
      config,
      schema: { tags, summary: 'Post a person from a day on', params: idParams, body: postingBody, response },
    },
    async (request) =>
      changed(deps, who(request), 'posting.create', (tx) => addPosting(tx, request.params.id, request.body)),
  );
  app.patch(
    '/api/postings/:id',
    {
      config,
      schema: { tags, summary: 'Correct a posting', params: idParams, body: postingBody, response },
    },
    async (request) =>
      changed(deps, who(request), 'posting.change', (tx) =>
        changePosting(tx, request.params.id, request.body),
      ),
  );
  app.delete(
    '/api/postings/:id',
    { config, schema: { tags, summary: 'Remove a posting entered by mistake', params: idParams, response } },
    async (request) =>
      changed(deps, who(request), 'posting.delete', (tx) => removePosting(tx, request.params.id)),
  );
}

async function changed(
  deps: HttpDeps,
  identity: Identity,
  action: string,
  work: (tx: Transaction) => ReturnType<typeof addPosting>,
): Promise<PersonHistory> {
  const { actor } = identity;
  const { employeeId, touched } = await audited(deps.database.prisma, async (tx) => {
    const result = await work(tx);
    await requireNotOneself(tx, identity, result.employeeId);
    const subject = `posting:${result.id}`;
    const detail = { employeeId: result.employeeId, dates: result.touched };
    return { result, facts: { actor, action, subject, detail } };
  });
  for (const after of touched)
    await askForChange(deps, { kind: 'validity', before: null, after }, [employeeId], action);
  await publishLive(deps.database, { type: 'people', employeeId });
  return historyOf(deps.database.prisma, employeeId);
}
