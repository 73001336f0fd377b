import type { Transaction } from './database.ts';
import { inUse } from './set-aside.ts';

/** A person has templates in use from now on: cameras can tell them. To be called where one is made or used again. */
export async function beginRecognisable(tx: Transaction, employeeId: string): Promise<void> {
  if ((await tx.recognisableSpan.count({ where: { employeeId, toAt: null } })) === 0)
    await tx.recognisableSpan.create({ data: { employeeId } });
}

/** Ends the time in which cameras could tell a person when no template is in use. To be called where one goes. */
export async function endRecognisable(tx: Transaction, employeeId: string): Promise<void> {
  if ((await tx.faceTemplate.count({ where: { employeeId, ...inUse } })) > 0) return;
  await tx.recognisableSpan.updateMany({ where: { employeeId, toAt: null }, data: { toAt: new Date() } });
}
