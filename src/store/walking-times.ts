import type { Walk } from '../domain/far-doors.ts';
import { MINUTE } from '../domain/civil-time.ts';
import { AppError } from '../errors.ts';
import type { PrismaLike } from './database.ts';

type DoorName = { id: string; name: string };
/** The least time between two doors, whole minutes. */
export type WalkingTime = { doors: [DoorName, DoorName]; minutes: number; setBy: string };

/** A pair is one row, whichever door is named first. @throws AppError `conflict` for a door with itself. */
function pairOf(one: string, other: string): { firstId: string; secondId: string } {
  if (one === other) throw new AppError('conflict', 'no door is away from itself');
  const [firstId, secondId] = one < other ? [one, other] : [other, one];
  return { firstId, secondId };
}

const doorName = { select: { id: true, name: true } } as const;

/** Every pair of doors whose distance is known. */
export async function listWalkingTimes(db: PrismaLike): Promise<WalkingTime[]> {
  const rows = await db.walkingTime.findMany({
    include: { first: doorName, second: doorName },
    orderBy: [{ first: { name: 'asc' } }, { second: { name: 'asc' } }],
  });
  return rows.map(({ first, second, minutes, setBy }) => ({ doors: [first, second], minutes, setBy }));
}

/** Sets it; a pair known before keeps the instant since which it counts. @throws AppError `not_found`, `conflict`. */
export async function setWalkingTime(
  db: PrismaLike,
  one: string,
  other: string,
  facts: { minutes: number; setBy: string },
): Promise<void> {
  const firstId_secondId = pairOf(one, other);
  if ((await db.door.count({ where: { id: { in: [one, other] } } })) < 2)
    throw new AppError('not_found', `no doors ${one} and ${other}`);
  const create = { ...firstId_secondId, ...facts };
  await db.walkingTime.upsert({ where: { firstId_secondId }, create, update: facts });
}

/** From then on nothing is concluded from the two. @throws AppError `not_found`. */
export async function forgetWalkingTime(db: PrismaLike, one: string, other: string): Promise<void> {
  const { count } = await db.walkingTime.deleteMany({ where: pairOf(one, other) });
  if (count === 0) throw new AppError('not_found', `no walking time between ${one} and ${other}`);
}

/** What the rule about far doors needs: the walk between two doors, and the longest one there is. */
export async function loadWalks(
  db: PrismaLike,
): Promise<{ between: (one: string, other: string) => Walk | null; longestMs: number }> {
  const rows = await db.walkingTime.findMany();
  const walks = new Map(
    rows.map(({ firstId, secondId, minutes, since }) => [
      `${firstId} ${secondId}`,
      { leastMs: minutes * MINUTE, since: since.getTime() },
    ]),
  );
  return {
    between: (one, other) => walks.get(one < other ? `${one} ${other}` : `${other} ${one}`) ?? null,
    longestMs: Math.max(0, ...[...walks.values()].map((it) => it.leastMs)),
  };
}
