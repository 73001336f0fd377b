import { z } from 'zod';
import type { Context } from '../context.ts';
import { showing } from '../store/forget.ts';
import { blankFaces } from '../vision/image.ts';

const boxOf = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

/**
 * Covers a person's face in every stored picture that shows other people too. Done before the rows that say where the
 * face is are forgotten; doing it again is harmless.
 *
 * @returns how many pictures were changed.
 */
export async function blankSharedPictures(
  { database: { prisma: db }, evidence }: Pick<Context, 'database' | 'evidence'>,
  employeeId: string,
): Promise<number> {
  const frames = await db.frame.findMany({
    where: {
      evidence: { deletedAt: null },
      observations: { some: { sighting: showing(employeeId) } },
      capture: { NOT: { sightings: { every: showing(employeeId) } } },
    },
    select: {
      evidenceId: true,
      observations: { where: { sighting: showing(employeeId) }, select: { box: true } },
    },
  });
  for (const { evidenceId, observations } of frames) {
    const boxes = observations.map(({ box }) => boxOf.parse(box));
    const row = await db.evidence.findUniqueOrThrow({ where: { id: evidenceId } });
    const blanked = await blankFaces(await evidence.get(evidenceId), boxes);
    const { sha256, bytes } = await evidence.put(blanked, 'frame', { at: row.createdAt, id: evidenceId });
    await db.evidence.update({ where: { id: evidenceId }, data: { sha256, bytes } });
  }
  return frames.length;
}
