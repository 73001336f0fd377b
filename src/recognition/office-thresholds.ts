import { z } from 'zod';
import type { Calibration } from '../vision/calibrate.ts';
import { defaultThresholds, type Thresholds } from '../vision/thresholds.ts';
import { audited } from '../store/audit.ts';
import type { Prisma, PrismaLike } from '../store/database.ts';

const distance = z.number().min(0.05).max(1);

/** What may be stored: looser than this no calibration proposes, so it would be a mistake. */
const thresholds = z
  .object({
    accept: distance.max(0.5),
    upToPeople: z.number().int().min(1),
    tighteningPerFold: z.number().min(0).max(0.2),
    margin: z.number().min(0).max(0.5),
    review: distance,
    minimumFrames: z.number().int().min(1).max(50),
    minimumShare: z.number().min(0).max(1),
  })
  .refine((it) => it.review >= it.accept, 'review must not lie below accept') satisfies z.ZodType<Thresholds>;

/** The thresholds in force for a model: the newest stored ones, else the defaults. */
export async function officeThresholds(db: PrismaLike, modelId: string): Promise<Thresholds> {
  const row = await db.thresholdSetting.findFirst({
    where: { modelId },
    orderBy: [{ setAt: 'desc' }, { id: 'desc' }],
  });
  return row === null ? defaultThresholds : thresholds.parse(row.thresholds);
}

/** Puts a calibration's proposal in force from the next capture on, with who did it and what it was chosen by. */
export function storeThresholds(
  prisma: Prisma,
  modelId: string,
  actor: string,
  calibration: Calibration,
): Promise<Thresholds> {
  const chosen = thresholds.parse(calibration.proposed);
  const { people, genuine, impostor, wrongNamesPerMonth, proposedWrongNamesPerMonth } = calibration;
  const measured = { people, genuine, impostor, wrongNamesPerMonth, proposedWrongNamesPerMonth };
  return audited(prisma, async (tx) => {
    const before = await officeThresholds(tx, modelId);
    const { id } = await tx.thresholdSetting.create({
      data: { modelId, thresholds: chosen, measured, by: actor },
    });
    const detail = { modelId, before, after: chosen, measured };
    return {
      result: chosen,
      facts: { actor, action: 'thresholds.set', subject: `thresholds:${id}`, detail },
    };
  });
}
