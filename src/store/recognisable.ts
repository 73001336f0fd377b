import type { Transaction } from './database.ts';

/** A person has templates from now on: cameras can tell them. To be called where a template is made. */
export async function beginRecognisable(tx: Transaction, employeeId: string): Promise<void> {
  if ((await tx.recognisableSpan.count({ where: { employeeId, toAt: null } })) === 0)
    await tx.recognisableSpan.create({ data: { employeeId } });
}

/** Ends the time in which cameras could tell a person when no template is left. To be called where one is deleted. */
export async function endRecognisable(tx: Transaction, employeeId: string): Promise<void> {
  if ((await tx.faceTemplate.count({ where: { employeeId } })) > 0) return;
  await tx.recognisableSpan.updateMany({ where: { employeeId, toAt: null }, data: { toAt: new Date() } });
}
