import { parse } from 'csv-parse/sync';
import { decodeText } from './decode-text.ts';
import { readDate, readDateTime, readTime } from './written-time.ts';

/** Which column of a file holds what; by its heading, or by its number from 1 in files without headings. */
export type PunchColumns = {
  employeeCode: string | number;
  /** Date and time in one column, or in two. */
  dateTime?: string | number;
  date?: string | number;
  time?: string | number;
  direction?: string | number;
  device?: string | number;
};

export type PunchFormat = {
  id: string;
  columns: PunchColumns;
  /** How the direction column is written, lower case; anything else is an error. Empty cells mean unknown. */
  directions: Record<string, 'in' | 'out' | 'both'>;
  delimiter?: string;
};

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

export type RowError = {
  row: number;
  /** Heading of the column, or its number; null when the row as a whole is wrong. */
  column: string | null;
  code:
    | 'columnMissing'
    | 'valueMissing'
    | 'dateTimeInvalid'
    | 'dateInvalid'
    | 'timeInvalid'
    | 'directionUnknown'
    | 'employeeUnknown'
    | 'fileUnreadable'
    | 'fileEmpty';
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

const generalDirections: PunchFormat['directions'] = {
  in: 'in', vào: 'in', 'check-in': 'in', checkin: 'in', 'check in': 'in', i: 'in',
  out: 'out', ra: 'out', 'check-out': 'out', checkout: 'out', 'check out': 'out', o: 'out',
  none: 'both', '-': 'both', both: 'both',
}; // prettier-ignore

/** A CSV whose columns an officer mapped once. */
export function mappedFormat(id: string, columns: PunchColumns): PunchFormat {
  return { id, columns, directions: generalDirections };
}

/** ZKTeco `attlog.dat`: user, date and time, device, state (0 in, 1 out, 2/3 break, 4/5 overtime, 255 none), verification, work code. */
export const zktecoAttlog: PunchFormat = {
  id: 'zkteco-attlog',
  columns: { employeeCode: 1, dateTime: 2, device: 3, direction: 4 },
  directions: { 0: 'in', 1: 'out', 2: 'out', 3: 'in', 4: 'in', 5: 'out', 255: 'both' },
  delimiter: '\t',
};

/** Hikvision (iVMS-4200, HikCentral) attendance record export. */
export const hikvisionCsv: PunchFormat = {
  id: 'hikvision-csv',
  columns: {
    employeeCode: 'Person ID',
    dateTime: 'Time',
    direction: 'Attendance Status',
    device: 'Attendance Check Point',
  },
  directions: {
    ...generalDirections,
    'break-out': 'out',
    'break-in': 'in',
    'overtime-in': 'in',
    'overtime-out': 'out',
    undefined: 'both',
  },
};

/** Reads a file of punches. `isKnown` tells the codes of employees; without it every code is accepted. */
export function readPunches(
  bytes: Uint8Array,
  format: PunchFormat,
  isKnown: (code: string) => boolean = () => true,
): PunchFile {
  const { text, encoding } = decodeText(bytes);
  const result: PunchFile = { encoding, rows: [], errors: [], repeated: 0 };
  const lines = cellsOf(text, format, result.errors);
  if (result.errors.length > 0) return result;
  const reader = readerOf(format, lines, result.errors);
  if (!reader) return result;
  const seen = new Set<string>();
  for (const line of reader.lines) {
    const row = readRow(line, format, reader.cell, result.errors, isKnown);
    if (!row) continue;
    if (seen.has(row.key)) result.repeated += 1;
    else result.rows.push(row);
    seen.add(row.key);
  }
  return result;
}

type Line = { row: number; cells: string[] };

function cellsOf(text: string, format: PunchFormat, errors: RowError[]): Line[] {
  const delimiter = format.delimiter ?? likelyDelimiter(text);
  try {
    const records = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    });
    return (records as unknown as { record: string[]; info: { lines: number } }[])
      .map(({ record, info }) => ({ row: info.lines, cells: record }))
      .filter((line) => line.cells.some((cell) => cell !== ''));
  } catch (error) {
    const row = (error as { lines?: number }).lines ?? 1;
    errors.push({ row, column: null, code: 'fileUnreadable', value: '' });
    return [];
  }
}

/** The separator that the first line uses most. */
function likelyDelimiter(text: string): string {
  const first = text.slice(0, text.search(/\r?\n|$/));
  const counted = [',', ';', '\t'].map((d) => ({ d, n: first.split(d).length }));
  return counted.reduce((a, b) => (b.n > a.n ? b : a)).d;
}

type Cell = (line: Line, column: keyof PunchColumns) => string | null;

/** Finds the columns; null (with errors) when one the format names is not there. */
function readerOf(
  format: PunchFormat,
  lines: Line[],
  errors: RowError[],
): { lines: Line[]; cell: Cell } | null {
  const first = lines[0];
  if (!first) {
    errors.push({ row: 1, column: null, code: 'fileEmpty', value: '' });
    return null;
  }
  const byHeading = Object.values(format.columns).some((c) => typeof c === 'string');
  const headings = first.cells.map((c) => c.trim().toLocaleLowerCase('vi'));
  const places = new Map<string, number>();
  for (const [name, column] of Object.entries(format.columns)) {
    const place =
      typeof column === 'number' ? column - 1 : headings.indexOf(column.trim().toLocaleLowerCase('vi'));
    if (place < 0) errors.push({ row: first.row, column: String(column), code: 'columnMissing', value: '' });
    places.set(name, place);
  }
  if (errors.length > 0) return null;
  const cell: Cell = (line, column) => {
    const place = places.get(column);
    return place === undefined ? null : (line.cells[place] ?? '').trim();
  };
  return { lines: byHeading ? lines.slice(1) : lines, cell };
}

function readRow(
  line: Line,
  format: PunchFormat,
  cell: Cell,
  errors: RowError[],
  isKnown: (code: string) => boolean,
): PunchRow | null {
  const before = errors.length;
  const wrong = (column: keyof PunchColumns, code: RowError['code'], value: string) =>
    errors.push({ row: line.row, column: String(format.columns[column]), code, value });
  // Spreadsheets keep leading zeros by an apostrophe before the code.
  const employeeCode = (cell(line, 'employeeCode') ?? '').replace(/^'/, '');
  if (employeeCode === '') wrong('employeeCode', 'valueMissing', '');
  else if (!isKnown(employeeCode)) wrong('employeeCode', 'employeeUnknown', employeeCode);
  const { date, time } = readWhen(line, cell, wrong);
  const written = cell(line, 'direction') ?? '';
  const direction = written === '' ? 'both' : format.directions[written.toLocaleLowerCase('vi')];
  if (!direction) wrong('direction', 'directionUnknown', written);
  if (errors.length > before || !direction) return null;
  const device = cell(line, 'device') || null;
  return {
    row: line.row,
    employeeCode,
    date,
    time,
    direction,
    device,
    key: `${employeeCode}|${date}T${time}|${direction}|${device ?? ''}`,
  };
}

function readWhen(
  line: Line,
  cell: Cell,
  wrong: (column: keyof PunchColumns, code: RowError['code'], value: string) => void,
) {
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
  return { date: date.ok ? date.value : '', time: time.ok ? time.value : '' };
}
