/** How a file of punches is written: which column holds what, and the words in them. */

/** Which column of a file holds what; by its heading, or by its number from 1 in files without headings. */
export type PunchColumns = {
  employeeCode: string | number;
  /** Date and time in one column, or in two. */
  dateTime?: string | number | undefined;
  date?: string | number | undefined;
  time?: string | number | undefined;
  direction?: string | number | undefined;
  device?: string | number | undefined;
};

export type PunchFormat = {
  id: string;
  columns: PunchColumns;
  /** How the direction column is written, lower case; anything else is an error. Empty cells mean unknown. */
  directions: Record<string, 'in' | 'out' | 'both'>;
  delimiter?: string;
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
