import { z } from 'zod';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import type { PrismaLike } from '../store/database.ts';
import type { EvidenceStore } from '../store/evidence.ts';
import { showing } from '../store/forget.ts';
import { blankFaces } from '../vision/image.ts';

const boxOf = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
type Box = z.output<typeof boxOf>;

/** A picture of other people in which this person is, or may be, and where. */
export type SharedPicture = { evidenceId: string; boxes: Box[] };

/** Where a face was between two pictures that show it: within this many of its own widths and heights around them. */
const reach = 0.75;

/**
 * The stored pictures that show this person and others. A picture of the same burst in which the face was not found may
 * show it all the same: there it is taken to be around where it was in the nearest pictures that have it. A face that was
 * too poor to be anybody's may be this person's, in any of the pictures.
 */
export async function sharedPictures(db: PrismaLike, employeeId: string): Promise<SharedPicture[]> {
  const shown = showing(employeeId);
  const captures = await db.capture.findMany({
    where: { sightings: { some: shown }, NOT: { sightings: { every: shown } } },
    select: {
      frames: {
        where: { evidence: { deletedAt: null } },
        select: {
          evidenceId: true,
          observations: {
            where: { OR: [{ sighting: shown }, { sightingId: null }, { sighting: { outcome: 'unusable' } }] },
            select: { box: true, sighting: { select: { outcome: true } } },
          },
        },
        orderBy: [{ capturedAt: 'asc' }, { id: 'asc' }],
      },
    },
  });
  return captures.flatMap(({ frames }) => {
    const own = frames.map(({ observations }) => boxesOf(observations.filter((it) => !isPoor(it))));
    return frames.flatMap(({ evidenceId, observations }, i) => {
      const found = own[i]?.length ? own[i] : nearestOf(own, i).map(grown);
      const boxes = [...found, ...boxesOf(observations.filter(isPoor))];
      return boxes.length === 0 ? [] : [{ evidenceId, boxes }];
    });
  });
}

type Observed = { box: unknown; sighting: { outcome: string } | null };

const isPoor = ({ sighting }: Observed): boolean => sighting === null || sighting.outcome === 'unusable';
const boxesOf = (observed: readonly Observed[]): Box[] => observed.map(({ box }) => boxOf.parse(box));

/** `gone`: then it shows nobody. `unreadable`: altered, or no picture; nobody can be covered in it. */
async function covered(
  evidence: EvidenceStore,
  { evidenceId, boxes }: SharedPicture,
): Promise<Buffer | 'gone' | 'unreadable'> {
  try {
    return await blankFaces(await evidence.get(evidenceId), boxes);
  } catch (error) {
    if (error instanceof AppError && error.code === 'evidence_missing') return 'gone';
    // The disk could not be read now: it may be later.
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    return 'unreadable';
  }
}

/** The boxes of the nearest picture before and the nearest after. */
function nearestOf(own: Box[][], i: number): Box[] {
  const before = own.slice(0, i).findLast((boxes) => boxes.length > 0) ?? [];
  const after = own.slice(i + 1).find((boxes) => boxes.length > 0) ?? [];
  return [...before, ...after];
}

function grown({ x, y, width, height }: Box): Box {
  const [dx, dy] = [width * reach, height * reach];
  return { x: x - dx, y: y - dy, width: width + 2 * dx, height: height + 2 * dy };
}

/**
 * Covers a person's face in every stored picture that shows other people too. Done before the rows that say where the
 * face is are forgotten; doing it again is harmless. A picture that cannot be opened is marked as due instead.
 *
 * @returns ids of the pictures that were changed.
 */
export async function blankSharedPictures(
  { database: { prisma: db }, evidence }: Pick<Context, 'database' | 'evidence'>,
  employeeId: string,
): Promise<string[]> {
  const pictures = await sharedPictures(db, employeeId);
  for (const picture of pictures) {
    const { evidenceId } = picture;
    const row = await db.evidence.findUniqueOrThrow({ where: { id: evidenceId } });
    const blanked = await covered(evidence, picture);
    if (blanked === 'gone') continue;
    if (blanked === 'unreadable') {
      await db.evidence.update({ where: { id: evidenceId }, data: { expiresAt: new Date() } });
      continue;
    }
    const { sha256, bytes } = await evidence.put(blanked, 'frame', { at: row.createdAt, id: evidenceId });
    await db.evidence.update({ where: { id: evidenceId }, data: { sha256, bytes } });
  }
  return pictures.map(({ evidenceId }) => evidenceId);
}
