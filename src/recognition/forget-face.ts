import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { publishLive } from '../notify/live.ts';
import { audit, type AuditFacts } from '../store/audit.ts';
import type { Transaction } from '../store/database.ts';
import { beginCertificate, countFace, sealCertificates } from '../store/deletion-certificates.ts';
import { forgetFace, forgetPerson } from '../store/forget.ts';
import { blankSharedPictures, sharedPictures } from './blank-shared-pictures.ts';

type Parts = Pick<Context, 'database' | 'evidence'>;

export type Forgetting = {
  employeeId: string;
  /** `deletion`: the whole person goes, not only the face. */
  cause: 'withdrawal' | 'deletion' | 'retention';
  actor: string;
};

/** A camera may see somebody while their pictures are being covered; then they are covered again. */
const tries = 4;

/**
 * Deletes what shows or recognises a person, everywhere, with a certificate: covers the face in pictures of others, in one
 * transaction forgets the rest and marks the files, then deletes the files, looks whether anything is left, and seals.
 * Breaking off before the transaction changes no row, after it the clean-up ends what was begun.
 *
 * @param decide what makes it so (a consent withdrawn, say), in the same transaction; `forget` false leaves the face. Asked
 *   again when pictures had to be covered first: it must change nothing but rows.
 */
export async function forgetCertified(
  parts: Parts,
  { employeeId, cause, actor }: Forgetting,
  decide: (tx: Transaction) => Promise<{ forget: boolean; facts: AuditFacts }>,
): Promise<void> {
  const { prisma } = parts.database;
  let blanked: string[] = [];
  for (let left = tries; ; left--) {
    const done = await prisma
      .$transaction(async (tx) => {
        // Recognition, enrolment and the gallery ask for the consent under this lock: before this, or after it.
        await tx.$queryRaw`select id from "Employee" where id = ${employeeId}::uuid for update`;
        const { forget, facts } = await decide(tx);
        if (forget) {
          const shared = await sharedPictures(tx, employeeId);
          // There is a picture that was not covered yet: all of this is taken back.
          if (shared.some(({ evidenceId }) => !blanked.includes(evidenceId))) throw new UncoveredPicture();
          const counted = await countFace(tx, employeeId);
          const files = await (cause === 'deletion' ? forgetPerson : forgetFace)(tx, employeeId);
          const noted = { employeeId, cause, madeBy: actor, blankedPictures: blanked.length, at: new Date() };
          await beginCertificate(tx, noted, counted, files);
        }
        await audit(tx, facts);
        return true;
      }, transactionLimits)
      .catch((error: unknown) => {
        if (error instanceof UncoveredPicture) return false;
        throw error;
      });
    if (done) break;
    if (left === 0)
      throw new AppError('service_unavailable', `${employeeId} is seen again and again`, { retryable: true });
    blanked = await blankSharedPictures(parts, employeeId);
  }
  await sealCertificates(prisma, parts.evidence);
  await publishLive(parts.database, { type: 'people', employeeId });
}

const transactionLimits = { timeout: 60_000, maxWait: 10_000 };

class UncoveredPicture extends Error {}

/**
 * Forgets the faces of those who have no consent any more and of whom something is left all the same: an enrolment that
 * was being stored while they withdrew.
 *
 * @returns how many people that were.
 */
export async function forgetWithoutConsent(parts: Parts): Promise<number> {
  const people = await parts.database.prisma.employee.findMany({
    where: {
      consents: { none: { withdrawnAt: null } },
      OR: [{ templates: { some: {} } }, { photos: { some: {} } }],
    },
    select: { id: true },
  });
  const actor = 'maintenance';
  for (const { id: employeeId } of people)
    await forgetCertified(parts, { employeeId, cause: 'withdrawal', actor }, async (tx) => ({
      forget: (await tx.consent.count({ where: { employeeId, withdrawnAt: null } })) === 0,
      facts: { actor, action: 'face.forget', subject: `employee:${employeeId}` },
    }));
  return people.length;
}
