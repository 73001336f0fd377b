import type { PlannedPunch } from '../imports/plan-import.ts';
import type { PrismaLike, Transaction } from './database.ts';

/** Which of these punches of a source count already, as `employee at direction`. */
export async function standingPunches(
  db: PrismaLike,
  sourceId: string,
  punches: readonly PlannedPunch[],
): Promise<Set<string>> {
  const { people, instants, directions } = columnsOf(punches);
  const rows = await db.$queryRaw<{ employeeId: string; at: Date; direction: string }[]>`
    select p."employeeId", p.at, p.direction::text
    from unnest(${people}::uuid[], ${instants}::timestamptz[], ${directions}::text[]) as n(person, at, direction)
    join "Punch" p on p."employeeId" = n.person and p.at = n.at and p.direction = n.direction::"CameraDirection"
    where p."sourceId" = ${sourceId}::uuid and p."withdrawnAt" is null`;
  return new Set(rows.map((row) => punchName({ ...row, at: row.at.getTime() } as Omit<PlannedPunch, 'row'>)));
}

/** One name for the same punch of a source, in whatever file. */
export function punchName({ employeeId, at, direction }: Omit<PlannedPunch, 'row'>): string {
  return `${employeeId} ${at} ${direction}`;
}

/** Stores the punches that are not there yet, lets withdrawn ones count again, and notes in which row each stands. */
export async function storePunches(
  db: Transaction,
  sourceId: string,
  importId: string,
  punches: readonly PlannedPunch[],
): Promise<void> {
  const { people, instants, directions, rows } = columnsOf(punches);
  await db.$executeRaw`
    insert into "Punch" (id, "employeeId", "sourceId", at, direction)
    select gen_random_uuid(), n.person, ${sourceId}::uuid, n.at, n.direction::"CameraDirection"
    from unnest(${people}::uuid[], ${instants}::timestamptz[], ${directions}::text[]) as n(person, at, direction)
    on conflict ("employeeId", at, direction, "sourceId")
    do update set "withdrawnAt" = null, "withdrawnBy" = null, "withdrawnWhy" = null`;
  await db.$executeRaw`
    insert into "PunchRow" ("importId", row, "punchId")
    select ${importId}::uuid, n.row, p.id
    from unnest(${people}::uuid[], ${instants}::timestamptz[], ${directions}::text[], ${rows}::int[])
      as n(person, at, direction, row)
    join "Punch" p on p."employeeId" = n.person and p.at = n.at and p.direction = n.direction::"CameraDirection"
      and p."sourceId" = ${sourceId}::uuid`;
}

/** Takes back those punches of an import that no other standing file holds. */
export async function withdrawPunches(
  db: Transaction,
  importId: string,
  facts: { by: string; reason: string; now: Date },
): Promise<void> {
  await db.$executeRaw`
    update "Punch" p set "withdrawnAt" = ${facts.now}, "withdrawnBy" = ${facts.by}, "withdrawnWhy" = ${facts.reason}
    from "PunchRow" r
    where r."importId" = ${importId}::uuid and p.id = r."punchId" and p."withdrawnAt" is null
      and not exists (
        select from "PunchRow" other join "PunchImport" i on i.id = other."importId"
        where other."punchId" = p.id and i."undoneAt" is null)`;
}

/** The punches of an import, counting or not. */
export async function punchesOf(
  db: PrismaLike,
  importId: string,
): Promise<{ employeeId: string; at: number }[]> {
  const rows = await db.punchRow.findMany({
    where: { importId },
    select: { punch: { select: { employeeId: true, at: true } } },
  });
  return rows.map(({ punch }) => ({ employeeId: punch.employeeId, at: punch.at.getTime() }));
}

function columnsOf(punches: readonly PlannedPunch[]) {
  return {
    people: punches.map((it) => it.employeeId),
    instants: punches.map((it) => new Date(it.at).toISOString()),
    directions: punches.map((it) => it.direction as string),
    rows: punches.map((it) => it.row),
  };
}
