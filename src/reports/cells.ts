import type { CellObject } from 'write-excel-file/node';

export type SheetRow = (CellObject | null)[];

const line = { borderStyle: 'thin', borderColor: '#808080' } as const;

/** A cell of a table: framed, centred unless said otherwise. */
export function boxed(value: string | number, style: Partial<CellObject> = {}): CellObject {
  return { ...typed(value), ...line, align: 'center', alignVertical: 'center', ...style };
}

/** Text outside a table. */
export function text(value: string, style: Partial<CellObject> = {}): CellObject {
  return { ...typed(value), ...style };
}

/** A cell over several columns, and the empty ones it covers. */
export function across(cell: CellObject, columns: number): SheetRow {
  return [{ ...cell, columnSpan: columns }, ...Array.from({ length: columns - 1 }, () => null)];
}

export const blank = (columns: number): SheetRow => Array.from({ length: columns }, () => null);

/** Text is marked as text, so that a staff code like 007 or a symbol like + is not taken for something else. */
function typed(value: string | number): CellObject {
  return typeof value === 'number'
    ? { value, type: Number }
    : { value: value.normalize('NFC'), type: String, format: '@' };
}
