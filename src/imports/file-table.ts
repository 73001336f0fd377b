import { parse } from 'csv-parse/sync';
import { decodeText } from './decode-text.ts';

/** A line of a file that holds something; `row` counts the file's lines from 1. */
export type Line = { row: number; cells: string[] };

/** A file as rows of cells, whatever its encoding; `brokenAt` is the line from which it could not be read. */
export type FileTable = { encoding: string; delimiter: string; lines: Line[]; brokenAt: number | null };

/** @param delimiter without it, the separator that the first line uses most. */
export function readTable(bytes: Uint8Array, delimiter?: string): FileTable {
  const { text, encoding } = decodeText(bytes);
  const used = delimiter ?? likelyDelimiter(text);
  try {
    const records = parse(text, {
      delimiter: used,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    });
    const lines = (records as unknown as { record: string[]; info: { lines: number } }[])
      .map(({ record, info }) => ({ row: info.lines, cells: withoutEmptyEnd(record) }))
      .filter((line) => line.cells.length > 0);
    return { encoding, delimiter: used, lines, brokenAt: null };
  } catch (error) {
    return { encoding, delimiter: used, lines: [], brokenAt: (error as { lines?: number }).lines ?? 1 };
  }
}

/** Office programs write more or fewer separators at the end of a line than it has cells. */
function withoutEmptyEnd(cells: string[]): string[] {
  const last = cells.findLastIndex((cell) => cell !== '');
  return cells.slice(0, last + 1);
}

function likelyDelimiter(text: string): string {
  const first = text.slice(0, text.search(/\r?\n|$/));
  const counted = [',', ';', '\t'].map((d) => ({ d, n: first.split(d).length }));
  return counted.reduce((a, b) => (b.n > a.n ? b : a)).d;
}
