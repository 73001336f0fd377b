import type { Transaction } from './database.ts';
import { modelInUse } from './model-in-use.ts';
import { inUse } from './set-aside.ts';

/**
 * Begins the time in which cameras can tell a person when a template of the model in use is there. To be called where one
 * is made or used again.
 */
export async function beginRecognisable(tx: Transaction, employeeId: string): Promise<void> {
  if (!(await canBeTold(tx, employeeId))) return;
  if ((await tx.recognisableSpan.count({ where: { employeeId, toAt: null } })) === 0)
    await tx.recognisableSpan.create({ data: { employeeId } });
}

/**
 * Ends the time in which cameras could tell a person when no template of the model in use is left. To be called where one
 * goes.
 */
export async function endRecognisable(tx: Transaction, employeeId: string): Promise<void> {
  if (await canBeTold(tx, employeeId)) return;
  await tx.recognisableSpan.updateMany({ where: { employeeId, toAt: null }, data: { toAt: new Date() } });
}

async function canBeTold(tx: Transaction, employeeId: string): Promise<boolean> {
  const modelId = await modelInUse(tx);
  return modelId !== null && (await tx.faceTemplate.count({ where: { employeeId, modelId, ...inUse } })) > 0;
}

/**
 * Says anew whom cameras can tell, after another model was put in: templates of the one before tell nobody any more, and
 * those of one that comes back do again. To be called when the photos were read for this model.
 */
export async function settleRecognisable(tx: Transaction, modelId: string): Promise<void> {
  const used = { modelId, ...inUse };
  await tx.recognisableSpan.updateMany({
    where: { toAt: null, employee: { templates: { none: used } } },
    data: { toAt: new Date() },
  });
  const people = await tx.employee.findMany({
    where: {
      templates: { some: used },
      consents: { some: { withdrawnAt: null } },
      recognisable: { none: { toAt: null } },
    },
    select: { id: true },
  });
  await tx.recognisableSpan.createMany({ data: people.map(({ id }) => ({ employeeId: id })) });
}
