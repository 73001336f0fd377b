import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { GalleryFindingView } from '../http/contracts/gallery-health.ts';
import type { PrismaLike, Transaction } from './database.ts';
import { instantOf, instantOrNull } from './dates.ts';
import { forgetPhoto } from './forget.ts';
import type { Prisma } from './generated/client.ts';
import { addLookAlike } from './look-alikes.ts';
import { beginRecognisable, endRecognisable } from './recognisable.ts';

export const findingKinds = ['poisoned', 'dragging', 'ageing', 'single', 'scattered', 'alike'] as const;
export type FindingKind = (typeof findingKinds)[number];

const person = { select: { id: true, code: true, fullName: true } } as const;
const withAll = {
  employee: person,
  other: person,
  template: { select: { photoId: true } },
} as const satisfies Prisma.GalleryFindingInclude;
type Row = Prisma.GalleryFindingGetPayload<{ include: typeof withAll }>;

const measured = z.object({
  own: z.number().nullable().catch(null),
  other: z.number().nullable().catch(null),
  ageDays: z.int().nullable().catch(null),
});

/** Worst first: what keeps recognition from a person, then what may lead it astray, then what only wears out. */
const rank = (kind: string): number =>
  ['poisoned', 'alike', 'dragging', 'scattered', 'single', 'ageing'].indexOf(kind);

function present(row: Row): GalleryFindingView {
  const { id, template, templateId } = row;
  const kind = z.enum(findingKinds).parse(row.kind);
  const { own, other, ageDays } = measured.parse(row.detail);
  return {
    ...{ id, kind, employee: row.employee, like: row.other, templateId, photoId: template?.photoId ?? null },
    learntAtDoor: template !== null && template.photoId === null,
    ...{ own, other, ageDays },
    setAside: kind === 'poisoned' && row.decidedAt === null,
    foundAt: instantOf(row.foundAt),
    decidedBy: row.decidedBy,
    decidedAt: instantOrNull(row.decidedAt),
  };
}

/** What waits for an officer: of everybody, or of one person (there with what was decided, too). */
export async function listFindings(db: PrismaLike, employeeId: string | null): Promise<GalleryFindingView[]> {
  const rows = await db.galleryFinding.findMany({
    where: employeeId === null ? { decidedAt: null } : { OR: [{ employeeId }, { otherId: employeeId }] },
    include: withAll,
    orderBy: [{ foundAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(present).sort((a, b) => rank(a.kind) - rank(b.kind));
}

/** @throws AppError `not_found` when it is not there any more. */
export async function findFinding(db: PrismaLike, id: string): Promise<GalleryFindingView> {
  const row = await db.galleryFinding.findUnique({ where: { id }, include: withAll });
  if (row === null) throw new AppError('not_found', `no finding ${id}`);
  return present(row);
}

export type FindingDecision = 'keep' | 'remove' | 'lookAlikes';

/**
 * An officer's decision: the reference is all right and is used again, it goes (its photo too), or the two people are
 * registered as look-alikes.
 *
 * @returns ids of files to delete after the transaction.
 * @throws AppError `not_found`, `conflict` for a decision that the kind does not know.
 */
export async function decideFinding(
  tx: Transaction,
  id: string,
  decision: FindingDecision,
  by: string,
): Promise<{ finding: GalleryFindingView; files: string[] }> {
  const finding = await findFinding(tx, id);
  const employeeId = finding.employee.id;
  if (decision === 'remove') {
    if (finding.templateId === null) throw new AppError('conflict', `${finding.kind} is about no reference`);
    return { finding, files: await removeReference(tx, employeeId, finding.templateId) };
  }
  if (decision === 'lookAlikes') {
    if (finding.kind !== 'alike' || finding.like === null)
      throw new AppError('conflict', `${finding.kind} is about no two people`);
    await addLookAlike(tx, employeeId, finding.like.id, { note: '', addedBy: by });
  }
  await tx.galleryFinding.update({ where: { id }, data: { decidedBy: by, decidedAt: new Date() } });
  if (finding.setAside) await beginRecognisable(tx, employeeId);
  return { finding, files: [] };
}

async function removeReference(tx: Transaction, employeeId: string, templateId: string): Promise<string[]> {
  const template = await tx.faceTemplate.findUniqueOrThrow({
    where: { id: templateId },
    include: { photo: true },
  });
  if (template.photo !== null) return forgetPhoto(tx, template.photo);
  await tx.faceTemplate.delete({ where: { id: templateId } });
  await endRecognisable(tx, employeeId);
  return [];
}
