/** A list of cameras as installers keep it: a CSV with headings in Vietnamese or English. Pure. */
import { deviceServiceUrl } from '../cameras/device-address.ts';
import type { Direction } from '../http/contracts/cameras.ts';
import { readTable, type FileTable, type Line } from './file-table.ts';

export const cameraColumns = ['name', 'address', 'username', 'password', 'door', 'direction'] as const;
export type CameraColumn = (typeof cameraColumns)[number];

export const cameraProblems = [
  'fileUnreadable',
  'fileEmpty',
  'tooManyRows',
  'columnMissing',
  'columnRepeated',
  'missing',
  'tooLong',
  'addressInvalid',
  'directionUnknown',
  'repeated',
  'taken',
  'doorUnknown',
] as const;

export type CameraProblem = {
  row: number;
  /** Null when the file or the row as a whole is wrong. */
  column: CameraColumn | null;
  code: (typeof cameraProblems)[number];
  /** What is written there; never of the password. */
  value: string;
};

/** One camera as written. `row` counts lines of the file from 1; what could not be read is empty or null. */
export type CameraLine = {
  row: number;
  name: string;
  address: string;
  username: string;
  password: string;
  door: string;
  direction: Direction | null;
};

export type CameraFile = { lines: CameraLine[]; problems: CameraProblem[] };

/** More cameras than any office of ours has. */
const mostRows = 500;
const longest: Record<CameraColumn, number> = {
  ...{ name: 120, address: 300, username: 100, password: 200, door: 120, direction: 40 },
};

const headings: Record<CameraColumn, readonly string[]> = {
  name: ['ten', 'ten camera', 'camera', 'name', 'camera name'],
  address: ['dia chi', 'dia chi ip', 'ip', 'address', 'ip address', 'host'],
  username: ['tai khoan', 'ten dang nhap', 'nguoi dung', 'user', 'username', 'account'],
  password: ['mat khau', 'password', 'pass'],
  door: ['cua', 'ten cua', 'vi tri', 'door'],
  direction: ['huong', 'huong nhin', 'chieu', 'direction'],
};
/** Without these a camera cannot be added; an account may be missing, for devices that ask for none. */
const required: readonly CameraColumn[] = ['name', 'address', 'door', 'direction'];

const directions: Record<string, Direction> = {
  ...{ vao: 'in', 'huong vao': 'in', in: 'in', entrance: 'in' },
  ...{ ra: 'out', 'huong ra': 'out', out: 'out', exit: 'out' },
  ...{ 'ca hai': 'both', 'hai huong': 'both', 'ca hai huong': 'both', both: 'both' },
  ...{ 'ben trong': 'inside', trong: 'inside', inside: 'inside' },
};

/** Without case, tone marks and doubled spaces: `Địa chỉ IP` and `dia chi ip` are one heading. */
function plain(text: string): string {
  const letters = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd');
  return letters.replace(/[\s_]+/g, ' ').trim();
}

/** Reads a file; row and column of everything wrong in it are named, and nothing is guessed. */
export function readCameraFile(bytes: Uint8Array): CameraFile {
  const table = readTable(bytes);
  const whole = wrongAsAWhole(table);
  if (whole) return { lines: [], problems: [whole] };
  const [heading, ...rest] = table.lines as [Line, ...Line[]];
  const problems: CameraProblem[] = [];
  const places = placesOf(heading, problems);
  if (problems.length > 0) return { lines: [], problems };
  const lines = rest.map((line) => readLine(line, places, problems));
  return { lines, problems: [...problems, ...repeatedIn(lines)] };
}

function wrongAsAWhole({ brokenAt, lines }: FileTable): CameraProblem | null {
  const wrong = (row: number, code: CameraProblem['code'], value = ''): CameraProblem => ({
    ...{ row, column: null, code, value },
  });
  if (brokenAt !== null) return wrong(brokenAt, 'fileUnreadable');
  if (lines.length < 2) return wrong(1, 'fileEmpty');
  const over = lines[mostRows + 1];
  return over === undefined ? null : wrong(over.row, 'tooManyRows', String(mostRows));
}

function placesOf({ row, cells }: Line, problems: CameraProblem[]): Record<CameraColumn, number> {
  const written = cells.map(plain);
  const entries = cameraColumns.map((column) => {
    const found = written.flatMap((text, i) => (headings[column].includes(text) ? [i] : []));
    if (found.length > 1) problems.push({ row, column, code: 'columnRepeated', value: '' });
    if (found.length === 0 && required.includes(column))
      problems.push({ row, column, code: 'columnMissing', value: '' });
    return [column, found[0] ?? -1] as const;
  });
  return Object.fromEntries(entries) as Record<CameraColumn, number>;
}

function readLine(
  { row, cells }: Line,
  places: Record<CameraColumn, number>,
  problems: CameraProblem[],
): CameraLine {
  const cell = (column: CameraColumn): string => (cells[places[column]] ?? '').trim();
  for (const column of cameraColumns) {
    const value = cell(column);
    const shown = column === 'password' ? '' : value.slice(0, 80);
    if (value === '' && required.includes(column)) problems.push({ row, column, code: 'missing', value: '' });
    if (value.length > longest[column]) problems.push({ row, column, code: 'tooLong', value: shown });
  }
  const address = cell('address');
  if (address !== '' && placeOf(address) === null)
    problems.push({ row, column: 'address', code: 'addressInvalid', value: withoutLogin(address) });
  const direction = directions[plain(cell('direction'))] ?? null;
  if (direction === null && cell('direction') !== '')
    problems.push({ row, column: 'direction', code: 'directionUnknown', value: cell('direction') });
  const [name, username, password, door] = [cell('name'), cell('username'), cell('password'), cell('door')];
  return { row, name, address: withoutLogin(address), username, password, door, direction };
}

/** An address with a login inside is refused, and not shown either. */
const withoutLogin = (address: string): string => address.replace(/\/\/[^@/]*@/, '//…@');

/** Host and port, so that two spellings of one address are one; null when it names nothing. */
export function placeOf(address: string): string | null {
  try {
    return deviceServiceUrl(address).host;
  } catch {
    return null;
  }
}

function repeatedIn(lines: readonly CameraLine[]): CameraProblem[] {
  const seen = { name: new Set<string>(), address: new Set<string>() };
  return lines.flatMap(({ row, name, address }) =>
    (['name', 'address'] as const).flatMap((column): CameraProblem[] => {
      const value = column === 'name' ? name : address;
      const key = column === 'name' ? name : (placeOf(address) ?? '');
      if (key === '' || !seen[column].has(key)) {
        seen[column].add(key);
        return [];
      }
      return [{ row, column, code: 'repeated', value }];
    }),
  );
}
