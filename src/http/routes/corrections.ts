import { z } from 'zod';
import { AppError } from '../../errors.ts';
import { attendanceQueue } from '../../queues/attendance.ts';
import { checkFarDoorsOf } from '../../recognition/check-far-doors.ts';
import { audited } from '../../store/audit.ts';
import { listCorrections, recordCorrection } from '../../store/corrections.ts';
import { who } from '../auth.ts';
import { id, isoDate } from '../contracts/common.ts';
import { correction, correctionCreate } from '../contracts/rules.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { requireNotOneself } from '../not-oneself.ts';
import { listOf } from '../shapes.ts';

const params = z.object({ employeeId: id, date: isoDate });
const tags = ['records'];

/** Decisions of named people about a day. They are inputs: the record itself is never edited. */
export function correctionRoutes(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;

  app.get(
    '/api/records/:employeeId/:date/corrections',
    {
      config: { access: 'head' },
      schema: {
        tags,
        summary: 'What people decided about a record',
        params,
        response: { 200: listOf(correction) },
      },
    },
    async (request) => {
      const { employeeId, date } = request.params;
      return { items: await listCorrections(db, employeeId, date) };
    },
  );

  app.post(
    '/api/records/:employeeId/:date/corrections',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Decide about a record, with a reason',
        description: 'Nobody corrects their own day. The record is computed again; a later decision wins.',
        params,
        body: correctionCreate,
        response: { 201: correction },
      },
    },
    async (request, reply) => {
      const { employeeId, date: workDate } = request.params;
      const identity = who(request);
      await requireNotOneself(db, identity, employeeId);
      const { actor } = identity;
      const { reason, ...decision } = request.body;
      const body = 'at' in decision ? { ...decision, at: Date.parse(decision.at) } : decision;
      const made = await audited(db, async (tx) => {
        if ((await tx.employee.count({ where: { id: employeeId } })) === 0)
          throw new AppError('not_found', `no employee ${employeeId}`);
        const result = await recordCorrection(tx, { employeeId, workDate, body, reason, by: actor });
        const subject = `record:${employeeId}/${workDate}`;
        return { result, facts: { actor, action: 'record.correct', subject, detail: { ...body, reason } } };
      });
      await attendanceQueue.enqueue(deps.queues, { employeeId, workDate, reason: `correction ${made.id}` });
      // Said to be this person, or not, a sighting weighs otherwise against one at a far door.
      const sighting =
        'proofId' in decision ? await db.sighting.findUnique({ where: { id: decision.proofId } }) : null;
      if (sighting !== null) await checkFarDoorsOf(deps, sighting, [employeeId]);
      return reply.code(201).send(made);
    },
  );
}
