import type { PrismaLike } from './database.ts';
import { isoDateOf } from './dates.ts';
import { readOffice } from './office.ts';
import { dayBounds } from './today.ts';

/** A punch that came from elsewhere than a camera: by which file or sign-in, entered by whom and when (epoch ms). */
export type PunchEntry = { kind: 'import' | 'signIn'; id: string; by: string; at: number };

/** The files and sign-ins that hold punches of a person on a date. */
export async function punchesEntered(
  db: PrismaLike,
  { employeeId, date }: { employeeId: string; date: Date },
): Promise<PunchEntry[]> {
  const { from, to } = dayBounds(isoDateOf(date), (await readOffice(db)).timeZone);
  const rows = await db.punch.findMany({
    where: { employeeId, withdrawnAt: null, at: { gte: from, lt: to } },
    select: {
      id: true,
      sourceId: true,
      enteredBy: true,
      createdAt: true,
      rows: {
        where: { import: { undoneAt: null } },
        select: { import: { select: { id: true, importedBy: true, importedAt: true } } },
      },
    },
  });
  return rows.flatMap(({ id, sourceId, enteredBy: by, createdAt, rows: files }): PunchEntry[] =>
    sourceId === null
      ? [{ kind: 'signIn', id, by, at: createdAt.getTime() }]
      : files.map(({ import: it }) => {
          return { kind: 'import', id: it.id, by: it.importedBy, at: it.importedAt.getTime() };
        }),
  );
}
