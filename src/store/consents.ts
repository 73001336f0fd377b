import type { z } from 'zod';
import { AppError } from '../errors.ts';
import { consent as consentContract } from '../http/contracts/people.ts';
import type { Consent } from './generated/client.ts';
import type { PrismaLike, Transaction } from './database.ts';
import { instantOf, instantOrNull } from './dates.ts';

export type ConsentView = z.infer<typeof consentContract>;

function present(row: Consent): ConsentView {
  return {
    id: row.id,
    kind: consentContract.shape.kind.parse(row.kind),
    textVersion: row.textVersion,
    recordedBy: row.recordedBy,
    recordedAt: instantOf(row.recordedAt),
    withdrawnAt: instantOrNull(row.withdrawnAt),
  };
}

/** Every consent or notice of a person, newest first, withdrawn ones too. */
export async function listConsents(db: PrismaLike, employeeId: string): Promise<ConsentView[]> {
  const rows = await db.consent.findMany({ where: { employeeId }, orderBy: { recordedAt: 'desc' } });
  return rows.map(present);
}

export async function recordConsent(
  db: PrismaLike,
  consent: { employeeId: string; kind: ConsentView['kind']; textVersion: string; recordedBy: string },
): Promise<ConsentView> {
  return present(await db.consent.create({ data: consent }));
}

/**
 * Withdraws a consent.
 *
 * @returns true when none is left, so that the person's face must be forgotten.
 * @throws AppError `not_found` when there is no such consent that still holds.
 */
export async function withdrawConsent(db: PrismaLike, employeeId: string, id: string): Promise<boolean> {
  const { count } = await db.consent.updateMany({
    where: { id, employeeId, withdrawnAt: null },
    data: { withdrawnAt: new Date() },
  });
  if (count === 0) throw new AppError('not_found', `no consent ${id} in force`);
  return (await db.consent.count({ where: { employeeId, withdrawnAt: null } })) === 0;
}

/**
 * Those of these people whose face may not be processed now: no consent, or deleted. Their rows stay locked, so that a
 * withdrawal was made before this, or is made after the transaction.
 */
export async function withoutConsent(tx: Transaction, employeeIds: readonly string[]): Promise<string[]> {
  if (employeeIds.length === 0) return [];
  await tx.$queryRaw`
    select id from "Employee" where id = any(${[...employeeIds]}::uuid[]) order by id for share`;
  const standing = await tx.consent.findMany({
    where: { employeeId: { in: [...employeeIds] }, withdrawnAt: null },
    select: { employeeId: true },
  });
  const allowed = new Set(standing.map(({ employeeId }) => employeeId));
  return [...new Set(employeeIds)].filter((id) => !allowed.has(id));
}

/** @throws AppError `consent_required` while the person's face may not be processed. */
export async function requireConsent(db: PrismaLike, employeeId: string): Promise<void> {
  if ((await db.consent.count({ where: { employeeId, withdrawnAt: null } })) === 0)
    throw new AppError('consent_required', `no consent of employee ${employeeId}`);
}
