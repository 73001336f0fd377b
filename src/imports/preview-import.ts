import { toLocal } from '../domain/civil-time.ts';
import type { ImportPreview } from '../http/contracts/imports.ts';
import { message, type Language } from '../i18n/messages.ts';
import type { PrismaLike } from '../store/database.ts';
import { readOffice } from '../store/office.ts';
import { sameFileOf } from '../store/punch-imports.ts';
import { punchName, standingPunches } from '../store/punch-rows.ts';
import { readTable } from './file-table.ts';
import { digestOf, formatOf, planImport, type ImportPlan, type Reading } from './plan-import.ts';
import type { RowError } from './punch-file.ts';

/** As much as somebody looks at; the counts speak of all. */
const firstLines = 8;
const shownRows = 50;
const shownProblems = 200;

type Asked = {
  content: Buffer;
  fileName: string;
  /** Null: only its first lines are shown, to choose columns by. */
  reading: Reading | null;
  /** The source it would be taken in for; null while columns are on trial. */
  sourceId: string | null;
  now: Date;
};

/** What taking in a file would bring, and everything that is wrong with it. Writes nothing. */
export async function previewImport(
  db: PrismaLike,
  asked: Asked,
  language: Language,
): Promise<ImportPreview> {
  const { content, fileName, reading, sourceId, now } = asked;
  const plan = reading === null ? nothing : await planImport(db, content, reading, now.getTime());
  const delimiter = reading === null ? undefined : formatOf(reading.format).delimiter;
  const table = readTable(content, delimiter);
  const standing = sourceId === null ? new Set<string>() : await standingPunches(db, sourceId, plan.punches);
  const known = plan.punches.filter((punch) => standing.has(punchName(punch))).length;
  const { rows, repeated, skipped, problems } = plan;
  const digest = digestOf(content);
  return {
    ...{ fileName, digest },
    encoding: table.encoding,
    firstLines: table.lines.slice(0, firstLines),
    counts: { rows, added: plan.punches.length - known, known, repeated, skipped },
    rows: await shown(db, plan, standing),
    problemCount: problems.length,
    problems: problems.slice(0, shownProblems).map((problem) => worded(problem, language)),
    unknownCodes: unknownCodes(problems),
    ...(await edgesOf(db, plan)),
    sameFile: sourceId === null ? null : await sameFileOf(db, sourceId, digest),
  };
}

const nothing: ImportPlan = {
  ...{ digest: '', encoding: '', rows: 0, punches: [], problems: [], repeated: 0, skipped: 0 },
};

function worded(problem: RowError, language: Language): ImportPreview['problems'][number] {
  const { code, value, column } = problem;
  const params = { value, column };
  return {
    ...problem,
    message: message(language, `import.problem.${code}`, params),
    hint: message(language, `import.problem.${code}.hint`, params),
  };
}

function unknownCodes(problems: RowError[]): string[] {
  const codes = problems.filter((it) => it.code === 'employeeUnknown').map((it) => it.value);
  return [...new Set(codes)].sort();
}

async function shown(
  db: PrismaLike,
  plan: ImportPlan,
  standing: Set<string>,
): Promise<ImportPreview['rows']> {
  const first = plan.punches.slice(0, shownRows);
  const people = await db.employee.findMany({
    where: { id: { in: first.map((it) => it.employeeId) } },
    select: { id: true, code: true, fullName: true },
  });
  const byId = new Map(people.map((person) => [person.id, person]));
  return first.flatMap((punch) => {
    const employee = byId.get(punch.employeeId);
    if (employee === undefined) return [];
    const { row, at, direction } = punch;
    const known = standing.has(punchName(punch));
    return [{ row, employee, at: new Date(at).toISOString(), direction, known }];
  });
}

/** The first and last instant, and the closed months in between. */
async function edgesOf(db: PrismaLike, { punches }: ImportPlan) {
  if (punches.length === 0) return { firstAt: null, lastAt: null, closedMonths: [] };
  const { timeZone } = await readOffice(db);
  const [first, last] = punches.reduce(
    ([a, b], { at }) => [Math.min(a, at), Math.max(b, at)],
    [Infinity, -Infinity],
  );
  const months = new Set(punches.map(({ at }) => toLocal(at, timeZone).date.slice(0, 7)));
  const closes = await db.periodClose.findMany({
    where: { period: { in: [...months] }, reopenedAt: null },
    select: { period: true },
  });
  return {
    firstAt: new Date(first).toISOString(),
    lastAt: new Date(last).toISOString(),
    closedMonths: [...new Set(closes.map((close) => close.period))].sort(),
  };
}
