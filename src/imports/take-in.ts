import type { PunchImport, PunchSource } from '../http/contracts/imports.ts';
import type { RuleTouch } from '../attendance/ask-for-change.ts';
import { AppError } from '../errors.ts';
import type { Transaction } from '../store/database.ts';
import { dateColumn } from '../store/dates.ts';
import { officeDate, readOffice } from '../store/office.ts';
import { findPunchImport, sameFileOf } from '../store/punch-imports.ts';
import { punchName, punchesOf, standingPunches, storePunches, withdrawPunches } from '../store/punch-rows.ts';
import { refusedInput } from '../store/punch-sources.ts';
import type { ImportPlan } from './plan-import.ts';
import { firstPunches, touchedByPunches } from './touched-by-punches.ts';

export type TakeIn = {
  source: PunchSource;
  fileName: string;
  plan: ImportPlan;
  coveredFrom: string | null;
  coveredTo: string | null;
  by: string;
  now: Date;
};

/** What was made of a file, and whose days it touches. */
export type TakenIn = { import: PunchImport; sameFile: boolean; touches: RuleTouch[] };

/**
 * Takes in a file whole, or not at all. The very same file again changes nothing; punches that another file of the
 * source brought are not doubled, and count as long as one of these files stands.
 *
 * @throws AppError `import_has_problems`, `import_input_invalid` for a period the file cannot be complete for.
 */
export async function takeIn(db: Transaction, asked: TakeIn): Promise<TakenIn> {
  const { source, plan, coveredFrom, coveredTo } = asked;
  refuseProblems(plan);
  await lockSource(db, source.id);
  const same = await sameFileOf(db, source.id, plan.digest);
  if (same !== null) return { import: same, sameFile: true, touches: [] };
  await requireCoverable(db, asked);
  const before = await firstPunches(db, source);
  const standing = await standingPunches(db, source.id, plan.punches);
  const added = plan.punches.filter((punch) => !standing.has(punchName(punch)));
  const { id } = await db.punchImport.create({ data: columnsOf(asked, added.length) });
  await storePunches(db, source.id, id, plan.punches);
  const covered = coveredFrom === null || coveredTo === null ? null : { coveredFrom, coveredTo };
  const touches = await touchedByPunches(db, { source, punches: added, covered, before });
  return { import: await findPunchImport(db, id), sameFile: false, touches };
}

/**
 * Takes an import back: its punches stop counting, but for those that another standing file holds.
 *
 * @throws AppError `not_found`, `import_undone`.
 */
export async function undoImport(
  db: Transaction,
  source: PunchSource,
  importId: string,
  facts: { by: string; reason: string; now: Date },
): Promise<{ import: PunchImport; touches: RuleTouch[] }> {
  await lockSource(db, source.id);
  const { undone, coveredFrom, coveredTo } = await findPunchImport(db, importId);
  if (undone !== null) throw new AppError('import_undone', `import ${importId} is undone`);
  const before = await firstPunches(db, source);
  await db.punchImport.update({
    where: { id: importId },
    data: { undoneBy: facts.by, undoneAt: facts.now, undoReason: facts.reason },
  });
  await withdrawPunches(db, importId, facts);
  // All of them: a record names the file in which a punch stands, and that may be another one now.
  const punches = await punchesOf(db, importId);
  const covered = coveredFrom === null || coveredTo === null ? null : { coveredFrom, coveredTo };
  const touches = await touchedByPunches(db, { source, punches, covered, before });
  return { import: await findPunchImport(db, importId), touches };
}

function refuseProblems({ problems }: ImportPlan): void {
  const [first] = problems;
  if (first === undefined) return;
  const { row, column, value } = first;
  throw new AppError('import_has_problems', `${problems.length} problems, the first in row ${row}`, {
    details: { count: problems.length, row, column: column ?? 'none', value, problem: first.code },
  });
}

/** One at a time for a source: whose punch is new is decided against what is stored. */
async function lockSource(db: Transaction, sourceId: string): Promise<void> {
  await db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`punches ${sourceId}`}, 0))`;
}

/** A file can only be complete for whole days that are over, at a door. */
async function requireCoverable(
  db: Transaction,
  { source, coveredFrom: from, coveredTo: to, now }: TakeIn,
): Promise<void> {
  if (from === null && to === null) return;
  if (from === null || to === null) throw refusedInput('coverageOneSided');
  if (source.door === null) throw refusedInput('coverageWithoutDoor');
  if (to < from) throw refusedInput('coverageUpsideDown', { from, to });
  const today = officeDate(await readOffice(db), now.getTime());
  if (to >= today) throw refusedInput('coverageNotOver', { last: today });
}

function columnsOf(asked: TakeIn, added: number) {
  const { source, plan, fileName, coveredFrom, coveredTo, by, now } = asked;
  const { digest, encoding, rows, repeated, skipped, punches } = plan;
  const instants = punches.map((punch) => punch.at);
  const edge = (pick: (a: number, b: number) => number) =>
    instants.length === 0 ? null : new Date(instants.reduce(pick));
  return {
    ...{ sourceId: source.id, fileName: fileName.slice(0, 200), format: source.format },
    ...{ digest, encoding, rows, repeated, skipped, added },
    known: punches.length - added,
    firstAt: edge((a, b) => Math.min(a, b)),
    lastAt: edge((a, b) => Math.max(a, b)),
    coveredFrom: coveredFrom === null ? null : dateColumn(coveredFrom),
    coveredTo: coveredTo === null ? null : dateColumn(coveredTo),
    ...{ importedBy: by, importedAt: now },
  };
}
