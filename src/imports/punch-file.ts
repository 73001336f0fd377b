import { readTable, type Line } from './file-table.ts';
import type { PunchColumns, PunchFormat } from './punch-format.ts';
import { readDate, readDateTime, readTime } from './written-time.ts';

/** One punch as read, in civil time of the terminal. `row` counts lines of the file from 1. */
export type PunchRow = {
  row: number;
  employeeCode: string;
  date: string;
  time: string;
  direction: 'in' | 'out' | 'both';
  device: string | null;
  /** Equal for the same punch in any file: importing it again adds nothing. */
  key: string;
};

export const rowProblems = [
  'columnMissing',
  'columnRepeated',
  'columnCount',
  'valueMissing',
  'dateTimeInvalid',
  'dateInvalid',
  'timeInvalid',
  'timeInFuture',
  'directionUnknown',
  'employeeUnknown',
  'fileUnreadable',
  'fileEmpty',
  'tooManyRows',
] as const;

export type RowError = {
  row: number;
  /** Heading of the column, or its number; null when the row as a whole is wrong. */
  column: string | null;
  code: (typeof rowProblems)[number];
  value: string;
};

export type PunchFile = {
  encoding: string;
  /** Every row that was understood. Nothing may be stored while there are errors: all or nothing. */
  rows: PunchRow[];
  errors: RowError[];
  /** Rows that say the same as an earlier row of this file; they are not among `rows`. */
  repeated: number;
};

/** What the reader has to know besides the file. */
export type Known = {
  /** Tells the numbers of people; without it every one is accepted. */
  isKnown?: (code: string) => boolean;
  /** The civil time now (`YYYY-MM-DDTHH:MM:SS`): no terminal whose clock is right writes a later one. */
  now?: string;
  maxRows?: number;
};

/** Reads a file of punches; never guesses. Row and column of everything wrong are named. */
export function readPunches(bytes: Uint8Array, format: PunchFormat, known: Known = {}): PunchFile {
  const { encoding, lines, brokenAt } = readTable(bytes, format.delimiter);
  const result: PunchFile = { encoding, rows: [], errors: [], repeated: 0 };
  const whole = wrongAsAWhole(lines, brokenAt, known.maxRows ?? Infinity);
  if (whole !== null) return { ...result, errors: [whole] };
  const reader = readerOf(format, lines, result.errors);
  if (!reader) return result;
  const seen = new Set<string>();
  for (const line of reader.lines) {
    const row = readRow(line, reader, result.errors, known);
    if (!row) continue;
    if (seen.has(row.key)) result.repeated += 1;
    else result.rows.push(row);
    seen.add(row.key);
  }
  return result;
}

function wrongAsAWhole(lines: Line[], brokenAt: number | null, maxRows: number): RowError | null {
  if (brokenAt !== null) return { row: brokenAt, column: null, code: 'fileUnreadable', value: '' };
  if (lines.length === 0) return { row: 1, column: null, code: 'fileEmpty', value: '' };
  const over = lines[maxRows];
  return over === undefined
    ? null
    : { row: over.row, column: null, code: 'tooManyRows', value: String(lines.length) };
}

type Reader = {
  format: PunchFormat;
  lines: Line[];
  cell: (line: Line, column: keyof PunchColumns) => string | null;
  /** Fewest cells that hold all that is needed, and most that the headings explain. */
  least: number;
  most: number;
};

/** Finds the columns; null (with errors) when one the format names is not there. */
function readerOf(format: PunchFormat, lines: Line[], errors: RowError[]): Reader | null {
  const heading = lines[0] ?? { row: 1, cells: [] };
  const columns = Object.entries(format.columns).flatMap(([name, column]) =>
    column === undefined ? [] : [[name, column] as const],
  );
  const byHeading = columns.some(([, column]) => typeof column === 'string');
  const headings = heading.cells.map(comparable);
  const places = new Map<string, number>();
  for (const [name, column] of columns) {
    const wrong = (code: RowError['code']) =>
      errors.push({ row: heading.row, column: String(column), code, value: '' });
    const place = typeof column === 'number' ? column - 1 : headings.indexOf(comparable(column));
    if (place < 0) wrong('columnMissing');
    else if (typeof column === 'string' && headings.lastIndexOf(comparable(column)) !== place)
      wrong('columnRepeated');
    places.set(name, place);
  }
  if (errors.length > 0) return null;
  const needed = ['employeeCode', 'dateTime', 'date', 'time'].map((name) => places.get(name) ?? 0);
  return {
    format,
    lines: byHeading ? lines.slice(1) : lines,
    least: Math.max(...needed) + 1,
    most: byHeading ? headings.length : Infinity,
    cell: (line, column) => {
      const place = places.get(column);
      return place === undefined ? null : (line.cells[place] ?? '').trim();
    },
  };
}

const comparable = (heading: string): string => heading.trim().normalize('NFC').toLocaleLowerCase('vi');

function readRow(line: Line, reader: Reader, errors: RowError[], known: Known): PunchRow | null {
  const { format, cell } = reader;
  const before = errors.length;
  const count = line.cells.length;
  if (count < reader.least || count > reader.most) {
    errors.push({ row: line.row, column: null, code: 'columnCount', value: String(count) });
    return null;
  }
  const wrong: Wrong = (column, code, value) =>
    errors.push({ row: line.row, column: String(format.columns[column]), code, value });
  // Spreadsheets keep leading zeros by an apostrophe before the code.
  const employeeCode = (cell(line, 'employeeCode') ?? '').replace(/^'/, '');
  if (employeeCode === '') wrong('employeeCode', 'valueMissing', '');
  else if (known.isKnown?.(employeeCode) === false) wrong('employeeCode', 'employeeUnknown', employeeCode);
  const { date, time } = readWhen(line, cell, wrong);
  if (known.now !== undefined && date !== '' && `${date}T${time}` > known.now)
    wrong(format.columns.dateTime === undefined ? 'date' : 'dateTime', 'timeInFuture', `${date} ${time}`);
  const written = cell(line, 'direction') ?? '';
  const direction = written === '' ? 'both' : format.directions[written.toLocaleLowerCase('vi')];
  if (!direction) wrong('direction', 'directionUnknown', written);
  if (errors.length > before || !direction) return null;
  const device = cell(line, 'device') || null;
  const key = `${employeeCode}|${date}T${time}|${direction}|${device ?? ''}`;
  return { row: line.row, employeeCode, date, time, direction, device, key };
}

type Wrong = (column: keyof PunchColumns, code: RowError['code'], value: string) => void;

function readWhen(line: Line, cell: Reader['cell'], wrong: Wrong): { date: string; time: string } {
  const both = cell(line, 'dateTime');
  if (both !== null) {
    const read = readDateTime(both);
    if (read.ok) return read.value;
    wrong('dateTime', both === '' ? 'valueMissing' : 'dateTimeInvalid', both);
    return { date: '', time: '' };
  }
  const [dateText, timeText] = [cell(line, 'date') ?? '', cell(line, 'time') ?? ''];
  const [date, time] = [readDate(dateText), readTime(timeText)];
  if (!date.ok) wrong('date', dateText === '' ? 'valueMissing' : 'dateInvalid', dateText);
  if (!time.ok) wrong('time', timeText === '' ? 'valueMissing' : 'timeInvalid', timeText);
  return date.ok && time.ok ? { date: date.value, time: time.value } : { date: '', time: '' };
}
