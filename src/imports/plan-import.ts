import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { toInstant, toLocal } from '../domain/civil-time.ts';
import type { Instant } from '../domain/types/time.ts';
import type { PunchFormatChoice, punchDirection } from '../http/contracts/imports.ts';
import type { PrismaLike } from '../store/database.ts';
import { readOffice } from '../store/office.ts';
import { readPunches, type PunchRow, type RowError } from './punch-file.ts';
import { hikvisionCsv, mappedFormat, zktecoAttlog, type PunchFormat } from './punch-format.ts';

/** More than a terminal's memory holds. */
export const mostRows = 100_000;
export const importLimitBytes = 10 * 1024 * 1024;

/** How a file is read: the columns, what its direction means, and whose the numbers in it are besides people's codes. */
export type Reading = {
  format: PunchFormatChoice;
  direction: z.output<typeof punchDirection>;
  codes: ReadonlyMap<string, string | null>;
};

export type PlannedPunch = { row: number; employeeId: string; at: Instant; direction: 'in' | 'out' | 'both' };

/** What a file would bring; nothing may be stored of it while there are problems. */
export type ImportPlan = {
  digest: string;
  encoding: string;
  /** Rows understood. */
  rows: number;
  punches: PlannedPunch[];
  problems: RowError[];
  repeated: number;
  skipped: number;
};

/** Reads a file as its source says and finds the people in it; writes nothing. */
export async function planImport(
  db: PrismaLike,
  content: Buffer,
  { format, direction, codes }: Reading,
  now: Instant,
): Promise<ImportPlan> {
  const { timeZone } = await readOffice(db);
  const employees = await db.employee.findMany({ select: { id: true, code: true } });
  // A number given to somebody on the terminal goes before the same text as a code here.
  const whose = new Map<string, string | null>([
    ...employees.map((it) => [it.code, it.id] as const),
    ...codes,
  ]);
  const local = toLocal(now, timeZone);
  const file = readPunches(content, formatOf(format), {
    isKnown: (code) => whose.has(code),
    now: `${local.date}T${local.time}`,
    maxRows: mostRows,
  });
  const { punches, repeated, skipped } = distinct(file.rows, whose, (row) => ({
    at: instantOf(row, timeZone),
    direction: direction === 'asWritten' ? row.direction : direction === 'unknown' ? 'both' : direction,
  }));
  return {
    digest: digestOf(content),
    encoding: file.encoding,
    rows: file.rows.length + file.repeated,
    punches,
    problems: file.errors,
    repeated: file.repeated + repeated,
    skipped,
  };
}

/** SHA-256 of a file: tells the very same file again. */
export function digestOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

type Read = Pick<PlannedPunch, 'at' | 'direction'>;

/** The punches of people, each once, however often the file says it. */
function distinct(
  rows: readonly PunchRow[],
  whose: ReadonlyMap<string, string | null>,
  read: (row: PunchRow) => Read,
): { punches: PlannedPunch[]; repeated: number; skipped: number } {
  const punches = new Map<string, PlannedPunch>();
  let [repeated, skipped] = [0, 0];
  for (const row of rows) {
    const employeeId = whose.get(row.employeeCode) ?? null;
    if (employeeId === null) {
      skipped += 1;
      continue;
    }
    const { at, direction } = read(row);
    const key = `${employeeId} ${at} ${direction}`;
    if (punches.has(key)) repeated += 1;
    else punches.set(key, { row: row.row, employeeId, at, direction });
  }
  return { punches: [...punches.values()], repeated, skipped };
}

function instantOf({ date, time }: PunchRow, timeZone: string): Instant {
  return toInstant(date, time.slice(0, 5), timeZone, 'start') + Number(time.slice(6)) * 1000;
}

/** The reader's format of what was chosen. */
export function formatOf(choice: PunchFormatChoice): PunchFormat {
  if (choice.kind === 'columns') return mappedFormat('columns', choice.columns);
  return choice.preset === 'zkteco-attlog' ? zktecoAttlog : hikvisionCsv;
}
