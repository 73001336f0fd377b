import { z } from 'zod';
import { rowProblems } from '../../imports/punch-file.ts';
import { direction } from './cameras.ts';
import { id, instant, isoDate } from './common.ts';

const person = z.object({ id, code: z.string(), fullName: z.string() });
const place = z.object({ id, name: z.string() });

// ---------------------------------------------------------------- where files come from

/** A column by its heading, or by its number from 1 in files without headings. */
const column = z.union([z.int().min(1).max(200), z.string().trim().min(1).max(200)]);
export const punchPreset = z.enum(['zkteco-attlog', 'hikvision-csv']);
/** How the files of a terminal are written. Date and time stand in one column, or in two. */
export const punchFormat = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('preset'), preset: punchPreset }),
  z.object({
    kind: z.literal('columns'),
    columns: z
      .object({
        employeeCode: column,
        dateTime: column.optional(),
        date: column.optional(),
        time: column.optional(),
        direction: column.optional(),
        device: column.optional(),
      })
      .refine(({ dateTime, date, time }) =>
        dateTime === undefined
          ? date !== undefined && time !== undefined
          : date === undefined && time === undefined,
      ),
  }),
]);
export type PunchFormatChoice = z.infer<typeof punchFormat>;

/** What the punches of a terminal say about coming and going; `unknown` where nobody presses its keys. */
export const punchDirection = z.enum(['asWritten', 'in', 'out', 'unknown']);
const codeOf = z.object({ code: z.string().trim().min(1).max(100), employeeId: id.nullable() });
export const punchSourceBody = z.object({
  name: z.string().trim().min(1).max(120),
  format: punchFormat,
  direction: punchDirection.default('asWritten'),
  /** The door at which everybody who passes has to punch. Without one, a punch only shows presence. */
  doorId: id.nullable().default(null),
  /** The dates on which the terminal guards its door. */
  usedFrom: isoDate.nullable().default(null),
  usedTo: isoDate.nullable().default(null),
  /** Numbers on the terminal that are not the person's code here; of nobody's, rows are left out. */
  codes: z.array(codeOf).max(5000).default([]),
});
export const punchSource = punchSourceBody.omit({ doorId: true, codes: true }).extend({
  id,
  door: place.nullable(),
  codes: z.array(z.object({ code: z.string(), employee: person.nullable() })),
  /** Files taken in that stand. */
  files: z.int(),
});
export type PunchSource = z.infer<typeof punchSource>;

// ---------------------------------------------------------------- files

export const punchImport = z.object({
  id,
  source: place,
  fileName: z.string(),
  /** SHA-256 of the file. */
  digest: z.string(),
  encoding: z.string(),
  rows: z.int(),
  added: z.int(),
  /** Punches that another file had brought; repetitions in this file; rows of numbers that are nobody's. */
  known: z.int(),
  repeated: z.int(),
  skipped: z.int(),
  firstAt: instant.nullable(),
  lastAt: instant.nullable(),
  /** The dates for which the file was said to be complete. */
  coveredFrom: isoDate.nullable(),
  coveredTo: isoDate.nullable(),
  importedBy: z.string(),
  importedAt: instant,
  undone: z.object({ by: z.string(), at: instant, reason: z.string() }).nullable(),
});
export type PunchImport = z.infer<typeof punchImport>;

/** What a preview reads the file by: a source that is kept, or columns on trial; without either only its first lines. */
export const previewAsked = z.object({
  sourceId: id.optional(),
  format: punchFormat.optional(),
});
export const importProblem = z.object({
  row: z.int(),
  column: z.string().nullable(),
  code: z.enum(rowProblems),
  value: z.string(),
  /** What is wrong and what to do, in the language of the request. */
  message: z.string(),
  hint: z.string(),
});
export const importPreview = z.object({
  fileName: z.string(),
  digest: z.string(),
  encoding: z.string(),
  /** The file's first lines as they are, for choosing columns. */
  firstLines: z.array(z.object({ row: z.int(), cells: z.array(z.string()) })),
  counts: z.object({ rows: z.int(), added: z.int(), known: z.int(), repeated: z.int(), skipped: z.int() }),
  /** The first punches as understood. */
  rows: z.array(z.object({ row: z.int(), employee: person, at: instant, direction, known: z.boolean() })),
  problemCount: z.int(),
  problems: z.array(importProblem),
  unknownCodes: z.array(z.string()),
  firstAt: instant.nullable(),
  lastAt: instant.nullable(),
  /** Closed months the file reaches into: there it makes proposals only. */
  closedMonths: z.array(z.string()),
  /** The standing import of the very same file. */
  sameFile: punchImport.nullable(),
});
export type ImportPreview = z.infer<typeof importPreview>;
export const importAsked = z.object({
  sourceId: id,
  coveredFrom: isoDate.nullable().default(null),
  coveredTo: isoDate.nullable().default(null),
});
/** `sameFile`: it had been taken in before, and nothing was written. */
export const importDone = z.object({ import: punchImport, sameFile: z.boolean() });
const why = z.string().trim().min(1).max(500);
export const importUndo = z.object({ reason: why });

// ---------------------------------------------------------------- signed in by somebody

export const signInCreate = z.object({
  employeeId: id,
  at: instant,
  /** `inside`: was there; in and out only when the person was seen coming or going. */
  direction: z.enum(['in', 'out', 'inside']).default('inside'),
  doorId: id.nullable().default(null),
  reason: why,
});
export const signIn = z.object({
  id,
  employee: person,
  at: instant,
  direction,
  door: place.nullable(),
  by: z.string(),
  reason: z.string(),
  enteredAt: instant,
  withdrawn: z.object({ by: z.string(), at: instant, reason: z.string() }).nullable(),
});
export type SignIn = z.infer<typeof signIn>;
